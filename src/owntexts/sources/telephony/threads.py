"""Threads, introduced before the first row that stands in them, and again whenever a newer row says more of them."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from owntexts.model.conversations import GROUP
from owntexts.model.observations import Context
from owntexts.model.records import Sighting, Thread
from owntexts.model.times import DAY_MS
from owntexts.sources.telephony import rcs
from owntexts.sources.telephony.interpreter import RCS, Meaning
from owntexts.sources.telephony.rows import MultimediaRow, NativeRow

MOST: Final = 20_000


class _Told(Struct):
    """What was said of a thread so far: of the newest row, and of all of them."""

    at: int
    service: str | None
    name: str | None
    rcs_day: int | None
    members: frozenset[str]


class Introductions:
    """Remembers what was said; of the threads that were mentioned longest ago it forgets, and says it again."""

    def __init__(self) -> None:
        self._told: OrderedDict[tuple[str, str], _Told] = OrderedDict()

    def of(self, row: NativeRow, about: Meaning, sighting: Sighting) -> Iterator[Context]:
        """What this row says of its thread that was not said before."""
        if about.thread is None:
            return
        place = (about.format.family, about.thread)
        told = self._told.pop(place, None)
        now = _now(row, about, sighting, told)
        if told is None or _differ(told, now):
            yield Context((_thread(about, now),))
        self._told[place] = now
        if len(self._told) > MOST:
            self._told.popitem(last=False)


def _now(row: NativeRow, about: Meaning, sighting: Sighting, told: _Told | None) -> _Told:
    at, service, name = sighting.at or 0, sighting.service, _name(row)
    day = at // DAY_MS * DAY_MS if service == RCS and at else None
    members = frozenset(about.parties.others)
    if told is None:
        return _Told(at, service, name, day, members)
    newest = at >= told.at
    return _Told(
        max(at, told.at),
        service if newest else told.service,
        (name or told.name) if newest else (told.name or name),
        max((each for each in (day, told.rcs_day) if each is not None), default=None),
        members | told.members,
    )


def _differ(told: _Told, now: _Told) -> bool:
    return (told.service, told.name, told.rcs_day, told.members) != (now.service, now.name, now.rcs_day, now.members)


def _name(row: NativeRow) -> str | None:
    mirror = rcs.mirrored(row.transaction) if isinstance(row, MultimediaRow) else None
    return mirror.name if mirror else None


def _thread(about: Meaning, now: _Told) -> Thread:
    key = about.thread or ""
    return Thread(
        family=about.format.family,
        key=key,
        header=about.format.header(now.at),
        group=key.startswith(GROUP) or len(now.members) > 1,
        name=now.name,
        members=tuple(sorted(now.members)),
        service=now.service,
        rcs_day=now.rcs_day,
    )
