"""Searching."""

from collections.abc import Sequence
from typing import Protocol

from owntexts.model.message import Message


class Hit(Protocol):
    """A message that was found, and the stretch of its text around the first word of the query."""

    @property
    def message(self) -> Message: ...

    @property
    def snippet(self) -> str: ...


class Searching(Protocol):
    """Finding messages by what they say."""

    def search(self, query: str, limit: int) -> Sequence[Hit]: ...
