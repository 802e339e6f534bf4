"""What the clock on this device's wall says, for limits that a person thinks of in days and hours."""

import os
import sys
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

LOCALTIME = Path("/etc/localtime")


def zone() -> tzinfo:
    """The time zone of this machine, with its summer time where the machine names it."""
    named = os.environ.get("TZ", "").lstrip(":")
    try:
        if named:
            return ZoneInfo(named)
        if sys.platform != "win32" and LOCALTIME.exists():
            with LOCALTIME.open("rb") as file:
                return ZoneInfo.from_file(file)
    except (OSError, ValueError, KeyError):
        pass
    return datetime.now(UTC).astimezone().tzinfo or UTC


def local(ms: int, where: tzinfo) -> datetime:
    """A moment (UTC ms) as the wall clock there shows it."""
    return datetime.fromtimestamp(ms / 1000, where)


def minute(ms: int, where: tzinfo) -> int:
    """Minutes since local midnight."""
    there = local(ms, where)
    return there.hour * 60 + there.minute


def date(ms: int, where: tzinfo) -> str:
    """The local date ('2026-11-24')."""
    return local(ms, where).date().isoformat()
