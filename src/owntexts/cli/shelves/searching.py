"""Searching."""

from collections.abc import Sequence

from owntexts.agent import reading
from owntexts.agent.home import Home
from owntexts.replica.search import Hit


class SearchingShelf:
    """What is found in a home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def search(self, query: str, limit: int) -> Sequence[Hit]:
        return reading.search(self._home, query, limit=limit)
