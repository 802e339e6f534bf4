"""Days and times as they are in one time zone, which the pages name."""

from datetime import UTC, datetime, tzinfo
from typing import Final

NO_DATE: Final = "No date"
UNDATED: Final = (1 << 63) - 1
"""Stands for the time (UTC ms) of a message that has none."""


class Dates:
    """Takes RFC 3339 times."""

    def __init__(self, zone: tzinfo) -> None:
        self.zone = zone

    def day(self, at: str | None) -> str:
        """'Tuesday, 3 March 2026'."""
        if at is None:
            return NO_DATE
        when = self._local(at)
        return f"{when:%A}, {when.day} {when:%B %Y}"

    def short(self, at: str | None) -> str:
        """'3 Mar 2026'."""
        if at is None:
            return ""
        when = self._local(at)
        return f"{when.day} {when:%b %Y}"

    def clock(self, at: str | None) -> str:
        """'09:05'."""
        return f"{self._local(at):%H:%M}" if at else ""

    def in_full(self, at: str | None) -> str:
        """'3 Mar 2026, 09:05'."""
        return f"{self.short(at)}, {self.clock(at)}" if at else ""

    def of(self, ms: int) -> str:
        """A time in UTC milliseconds, short; empty for one that is none."""
        return self.short(datetime.fromtimestamp(ms // 1000, UTC).isoformat()) if ms < UNDATED else ""

    def year(self, ms: int) -> int:
        """The year in which a time (UTC ms) falls."""
        return datetime.fromtimestamp(ms // 1000, self.zone).year

    def begins(self, year: int) -> int:
        """When a year begins (UTC ms)."""
        return round(datetime(year, 1, 1, tzinfo=self.zone).timestamp() * 1000)

    def _local(self, at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(self.zone)


def ms_of(at: str) -> int:
    """UTC milliseconds of an RFC 3339 time."""
    return round(datetime.fromisoformat(at).timestamp() * 1000)
