"""Where browsers come in: on this device itself, or from its network."""

from collections.abc import Callable, Collection
from typing import NamedTuple


class Door(NamedTuple):
    """The place that sessions begun here are from, the values of Host that are its own, and whether TLS is before it.

    `place` is sessions.HERE or sessions.NETWORK.
    """

    place: str
    hosts: Callable[[], Collection[str]]
    is_secure: bool
