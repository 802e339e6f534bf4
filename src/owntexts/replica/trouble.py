"""What can go wrong with the file, as errors that explain themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from owntexts.errors import NO_ROOM, Busy, OwntextsError, ReplicaDamaged
from owntexts.explain import Evidence, Fix
from owntexts.replica import known_damage

PLAIN_DATABASE = b"SQLite format 3\0"
NOT_WRITTEN = (apsw.SQLITE_IOERR_WRITE, apsw.SQLITE_IOERR_SHMSIZE)

_ANEW = (
    Fix(
        id="refresh",
        title="Move it aside and rebuild this device's copy from the hub and your sources; the damaged file is kept",
        kind="action",
        command="owntexts refresh --yes",
    ),
)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what SQLite says about this file into ReplicaDamaged (kept in mind), Busy or a named OwntextsError."""
    try:
        yield
    except (apsw.NotADBError, apsw.CorruptError) as reason:
        known_damage.note(path, str(reason))
        raise damaged(path, reason) from reason
    except (apsw.BusyError, apsw.LockedError) as reason:
        raise _busy(path) from reason
    except apsw.FullError as reason:
        raise _no_room(path, reason) from reason
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError) as reason:
        raise _not_writable(path, reason) from reason
    except apsw.IOError as reason:
        raise (_no_room(path, reason) if _is_about_room(reason) else damaged(path, reason)) from reason


@contextmanager
def unreachable(path: Path) -> Iterator[None]:
    """Turns what the file system says about this file into replica.permission or storage.device_full."""
    try:
        yield
    except OSError as reason:
        raise (_no_room if reason.errno in NO_ROOM else _not_writable)(path, reason) from reason


def damaged(path: Path, reason: object, explanation: str | None = None) -> ReplicaDamaged:
    """The finding replica.damaged for this file; the file itself is left as it is."""
    return ReplicaDamaged(
        "This device's copy of your messages is damaged",
        explanation or _what_it_is(path),
        evidence=(
            Evidence(name="file", value=str(path), origin="the home folder"),
            Evidence(name="bytes", value=_size(path), origin="the file system"),
            Evidence(name="reason", value=str(reason), origin="SQLite"),
        ),
        fixes=_ANEW,
    )


def newer_than_this_version(path: Path, found: int, known: int) -> OwntextsError:
    """The file was written by a newer Owntexts."""
    return OwntextsError(
        "This device's copy was written by a newer Owntexts",
        "An older version could misread it, so it is left untouched.",
        code="replica.newer",
        evidence=(
            Evidence(name="schema", value=found, limit=known, origin="the replica"),
            Evidence(name="file", value=str(path), origin="the home folder"),
        ),
        fixes=(
            Fix(id="update", title="Update Owntexts on this device", kind="person", command="owntexts update --check"),
        ),
    )


def absent(path: Path) -> OwntextsError:
    """There is no replica here yet."""
    return ReplicaDamaged(
        "This device has no copy of your messages",
        f"There is no file {path}.",
        evidence=(Evidence(name="file", value=str(path), origin="the home folder"),),
        fixes=_ANEW,
    )


def _what_it_is(path: Path) -> str:
    if _first_bytes(path).startswith(PLAIN_DATABASE):
        return "The file in its place is a plain SQLite database, not one that Owntexts wrote."
    return "The file was changed or cut short by something else, or it was written with the key of another device."


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(len(PLAIN_DATABASE))
    except OSError:
        return b""


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _is_about_room(reason: apsw.IOError) -> bool:
    return getattr(reason, "errno", None) in NO_ROOM or getattr(reason, "extendedresult", None) in NOT_WRITTEN


def _busy(path: Path) -> Busy:
    return Busy(
        "Another part of Owntexts is writing",
        "This device's copy has been locked for longer than ten seconds; nothing was changed.",
        evidence=(Evidence(name="file", value=str(path), origin="the home folder"),),
        fixes=(Fix(id="wait", title="Try again in a moment", kind="wait"),),
    )


def _no_room(path: Path, reason: object) -> OwntextsError:
    return OwntextsError(
        "This device has no room left",
        "The last step was undone as a whole; nothing that was kept before is lost.",
        code="storage.device_full",
        evidence=(
            Evidence(name="file", value=str(path), origin="the home folder"),
            Evidence(name="reason", value=str(reason), origin="SQLite"),
        ),
        fixes=(Fix(id="make-room", title="Make room on the disk that holds the home folder", kind="person"),),
    )


def _not_writable(path: Path, reason: object) -> OwntextsError:
    return OwntextsError(
        "This device's copy of your messages cannot be opened",
        "The file or its folder may not be read or written by you.",
        code="replica.permission",
        evidence=(
            Evidence(name="file", value=str(path), origin="the home folder"),
            Evidence(name="reason", value=str(reason), origin="SQLite"),
        ),
        fixes=(Fix(id="permission", title="Make the home folder yours again (owner, 0700)", kind="person"),),
    )
