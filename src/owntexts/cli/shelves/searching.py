"""Searching."""

from collections.abc import Sequence
from datetime import tzinfo

from owntexts.agent import searching
from owntexts.agent.home import Home
from owntexts.agent.searching import Found
from owntexts.replica import snippets
from owntexts.replica.search_query import Term


class SearchingShelf:
    """What is found in a home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def search(self, query: str, limit: int, zone: tzinfo | None, *, goes_on: bool) -> Found:
        return searching.search(self._home, query, limit=limit, zone=zone, goes_on=goes_on)

    def marked(self, line: str, terms: Sequence[Term]) -> Sequence[tuple[str, bool]]:
        return snippets.marked(line, terms)
