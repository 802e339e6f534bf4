"""readings.json in the home: what the person's own tools say of this machine wins over what is measured.

A key that is absent is measured, null is unknown, and a value that cannot be is refused by name and unknown. Who says
that it roams, and names no network, means the modem: no other network roams.
"valid_for_s" makes the file count as absent once it has not been written for so long.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from owntexts.conditions.readings import NETWORK, ROAMING
from owntexts.probes.base import Measured, Said, Trouble
from owntexts.probes.plausible import BOUNDS, YEAR_S, between

NAME: Final = "readings.json"
VALID_FOR: Final = "valid_for_s"
LARGEST: Final = 64 << 10
SHOWN: Final = 40


class Unreadable(Exception):
    """The file is no file of readings; says why."""


def take(home: Path, now: datetime) -> Iterator[Said]:
    """What the file says, or why it says nothing."""
    try:
        content = _content(home / NAME)
        if content is None:
            return
        written, values = content[0], _values(content[1])
        _must_be_valid(values.pop(VALID_FOR, None), (now - written).total_seconds())
    except Unreadable as error:
        yield Trouble(NAME, str(error))
        return
    yield from _said(_with_modem(values))


def seconds_left(home: Path, now: datetime) -> float | None:
    """How long the file still counts; None where it has no end, or none that is ahead."""
    try:
        content = _content(home / NAME)
        valid_for = _values(content[1]).get(VALID_FOR) if content else None
    except Unreadable:
        return None
    if content is None or not _lasts(valid_for) or not isinstance(valid_for, int | float):
        return None
    left = valid_for - (now - content[0]).total_seconds()
    return left if left > 0 else None


_lasts = between(0, YEAR_S)


def _content(path: Path) -> tuple[datetime, bytes] | None:
    """When it was written and what it holds; None where there is none. Follows no link and waits for no pipe."""
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})") from None
    try:
        status = os.fstat(file)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is no plain file")
        data = os.read(file, LARGEST + 1)
    finally:
        os.close(file)
    if len(data) > LARGEST:
        raise Unreadable(f"it is larger than {LARGEST >> 10} KiB")
    return datetime.fromtimestamp(status.st_mtime).astimezone(), data


def _values(data: bytes) -> dict[str, object]:
    try:
        return msgspec.json.decode(data, type=dict[str, object])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"it is no JSON object ({error})") from None


def _must_be_valid(valid_for: object, age_s: float) -> None:
    if valid_for is None:
        return
    if not _lasts(valid_for) or not isinstance(valid_for, int | float):
        raise Unreadable(f"its {VALID_FOR} is {_shown(valid_for)}, not a number of seconds up to a year")
    if abs(age_s) > valid_for:
        raise Unreadable(f"it was written {abs(age_s):.0f} s ago and is valid for {valid_for:g} s")


def _with_modem(values: dict[str, object]) -> dict[str, object]:
    return {NETWORK: "cellular", **values} if values.get(ROAMING) is True else values


def _said(values: Mapping[str, object]) -> Iterator[Said]:
    for name, value in values.items():
        bounds = BOUNDS.get(name)
        if bounds is None:
            yield Trouble(f"{_shown(name)} in {NAME}", "there is no reading of that name")
        elif value is None or (isinstance(value, str | int | float) and bounds.hold(value)):
            yield Measured(name, value, NAME)
        else:
            yield Measured(name, None, NAME)
            yield Trouble(f"{name} in {NAME}", f"its value cannot be: it must be {bounds.words}", _shown(value))


def _shown(value: object) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
