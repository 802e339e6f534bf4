"""Searching."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Any, Protocol

from owntexts.model.message import Message


class Hit(Protocol):
    """A message that was found, and the stretch of its text around the first word of the query."""

    @property
    def message(self) -> Message: ...

    @property
    def snippet(self) -> str: ...


class Found(Protocol):
    """What a search found; `terms` are the words that it looked for, `unclear` what of the query made no sense."""

    @property
    def hits(self) -> Sequence[Hit]: ...

    @property
    def terms(self) -> Sequence[Any]: ...

    @property
    def unclear(self) -> Sequence[str]: ...


class Searching(Protocol):
    """Finding messages by what they say and by what else is known of them."""

    def search(self, query: str, limit: int, zone: tzinfo | None, *, goes_on: bool) -> Found:
        """The newest that match. `goes_on` takes the last word as the beginning of one."""

    def marked(self, line: str, terms: Sequence[Any]) -> Sequence[tuple[str, bool]]:
        """A line in pieces, True for those in which a term stands."""
