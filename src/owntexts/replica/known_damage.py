"""That a replica was found damaged, kept beside it: a page that nobody reads just now tells nothing of another."""

from contextlib import suppress
from pathlib import Path

import msgspec


class Mark(msgspec.Struct, frozen=True):
    """What SQLite said, and of which file: one that was put in its place since is another."""

    file: int
    reason: str


def note(replica: Path, reason: str) -> None:
    """Keeps that the replica is damaged, where the home may be written to; the first word on it stays."""
    if of(replica) is None:
        with suppress(OSError):
            _place(replica).write_bytes(msgspec.json.encode(Mark(replica.stat().st_ino, reason)))


def of(replica: Path) -> Mark | None:
    """What was kept of this replica; None where it was never found damaged, or is whole again."""
    try:
        mark = msgspec.json.decode(_place(replica).read_bytes(), type=Mark)
        return mark if mark.file == replica.stat().st_ino else None
    except (OSError, msgspec.MsgspecError):
        return None


def forget(replica: Path) -> None:
    """The replica was found whole, or another takes its place."""
    with suppress(OSError):
        _place(replica).unlink(missing_ok=True)


def _place(replica: Path) -> Path:
    return replica.with_name(f"{replica.name}.damaged")
