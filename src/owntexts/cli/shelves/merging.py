"""What was put together from several sources."""

from collections.abc import Sequence

from owntexts.agent import duplicates
from owntexts.agent.duplicates import Said
from owntexts.agent.home import Home
from owntexts.replica.duplicates import Duplicate


class MergingShelf:
    """The messages of a home that were seen more than once."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def listed(self, most: int) -> Sequence[Duplicate]:
        return tuple(duplicates.listed(self._home, most))

    def same(self, one: str, other: str, *, off: bool) -> Said:
        return duplicates.same(self._home, one, other, off=off)

    def apart(self, one: str, other: str, *, off: bool) -> Said:
        return duplicates.apart(self._home, one, other, off=off)
