"""Being reached by other screens."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol


class Network(Protocol):
    """How this device is reached from its network.

    `root` is a certificate (a PEM file) of our own making that phones may be told to trust, `fingerprint` its SHA-256;
    both None where an authority vouches for the certificate.
    """

    @property
    def addresses(self) -> Callable[[], Sequence[str]]:
        """Of the page, the best first: 'https://192.0.2.7:8945'."""

    @property
    def root(self) -> Path | None: ...

    @property
    def fingerprint(self) -> str | None: ...
