"""Work that takes a while tells every process of this home how far it is, in a small file that ends with it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from owntexts.agent.files import replace_private
from owntexts.agent.home import now_ms

FILE: Final = "progress.json"
ATTACHMENTS: Final = "attachments.json"
"""Attachments travel beside all else, and are told of where nothing else is under way."""
EVERY_MS: Final = 500
FRESH_MS: Final = 60_000
ROWS: Final = "rows"
INDEXED: Final = "indexed messages"
BYTES: Final = "bytes"
IMPORTING: Final = frozenset({ROWS, INDEXED})
"""Units of an import."""

Progress = Callable[[int, int], None]
"""Takes (done, total); total is 0 where it is not known."""


class WorkProgress(Struct, frozen=True):
    """How far work that takes a while is; what cannot be foreseen is None."""

    done: int
    total: int | None
    unit: str
    seconds_left: int | None


class _Told(Struct, frozen=True):
    pid: int
    unit: str
    done: int
    total: int
    begun_at: int
    told_at: int


@contextmanager
def underway(home: Path, unit: str, progress: Progress, *, file: str = FILE) -> Iterator[Progress]:
    """Gives a progress that is passed on, and kept for `status` where the work takes longer than a moment.

    Where there is no room for it, the work goes on without.
    """
    place = home / file
    begun = told = now_ms()

    def keep(done: int, total: int) -> None:
        nonlocal told
        progress(done, total)
        now = now_ms()
        if now - told >= EVERY_MS:
            told = now
            with suppress(OSError):
                replace_private(place, msgspec.json.encode(_Told(os.getpid(), unit, done, total, begun, now)))

    try:
        yield keep
    finally:
        if told > begun:
            place.unlink(missing_ok=True)


def work_under_way(home: Path) -> WorkProgress | None:
    """What some process of this home is busy with; None where none is, or it was ended in the middle."""
    return _told_in(home / FILE) or _told_in(home / ATTACHMENTS)


def _told_in(place: Path) -> WorkProgress | None:
    try:
        told = msgspec.json.decode(place.read_bytes(), type=_Told)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
    if not _is_current(told):
        return None
    return WorkProgress(
        told.done,
        told.total or None,
        told.unit,
        seconds_left((told.told_at - told.begun_at) / 1000, told.done, told.total),
    )


def _is_current(told: _Told) -> bool:
    return now_ms() - told.told_at < FRESH_MS and is_alive(told.pid)


def is_alive(pid: int) -> bool:
    """Whether there is such a process; where that cannot be asked without harm, news that is fresh is believed."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def seconds_left(taken: float, done: int, total: int) -> int | None:
    """How long the rest takes if it goes on as it did for `taken` seconds; None where nothing says."""
    return round(taken * (total - done) / done) if 0 < done <= total else None
