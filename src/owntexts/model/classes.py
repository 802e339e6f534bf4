"""Which sightings of one bucket are one message: pure, recomputable, whatever the order they came in."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise, zip_longest
from typing import Final

from msgspec import Struct

from owntexts.model.formats import APPLE
from owntexts.model.overrides import NO_OVERRIDES, Overrides, best, overridden

GAP_MS: Final = 1_000
APPLE_LANE: Final = 1 << 63
UNKNOWN_LANE: Final = 1 << 64


class Candidate(Struct, frozen=True, gc=False):
    """What decides of one sighting: its id, family, bit set of formats and time (ms)."""

    id: bytes
    family: str
    formats: int
    at: int | None

    @property
    def lanes(self) -> int:
        """A bit set of what no two sightings of a message share: a format, or being Apple's."""
        return APPLE_LANE if self.family == APPLE else self.formats or UNKNOWN_LANE


class Classes(Struct, frozen=True, gc=False):
    """Each message's sightings, best first: the first is the message's id. And what may be one but stays apart.

    `possible` holds, per run, the ids of messages that are offered to the person as duplicates.
    """

    messages: tuple[tuple[bytes, ...], ...]
    possible: tuple[tuple[bytes, ...], ...]


Run = list[Candidate]
Known = dict[bytes, Candidate]


class _Message:
    """A class in the making."""

    def __init__(self, first: Candidate) -> None:
        self.members = [first]
        self.lanes = first.lanes

    def fits(self, other: "_Message") -> bool:
        return not self.lanes & other.lanes


def classify(bucket: Iterable[Candidate], overrides: Overrides = NO_OVERRIDES) -> Classes:
    """The classes of all sightings of one bucket, or of any of its runs."""
    runs = list(runs_of(bucket))
    known = {one.id: one for run in runs for one in run}
    families = {one.id: one.family for one in known.values()}
    classes = [best(families, [one.id for one in members]) for run in runs for members in _classes(run)]
    classes = overridden(classes, overrides, lambda one, other: not _lanes(known, one) & _lanes(known, other))
    messages = sorted(tuple(best(families, members)) for members in classes)
    home = {member: members for members in messages for member in members}
    offers = (_offered({home[one.id] for one in run}, known, overrides) for run in runs if len(run) > 1)
    return Classes(tuple(messages), tuple(filter(None, offers)))


def runs_of(bucket: Iterable[Candidate]) -> Iterator[Run]:
    """The sightings by (time, id), cut where neighbours are more than a second apart; undated ones stand alone."""
    candidates = list(bucket)
    yield from ([one] for one in sorted(candidates, key=_by_id) if one.at is None)
    dated = sorted((one for one in candidates if one.at is not None), key=_by_time)
    run: Run = dated[:1]
    for earlier, later in pairwise(dated):
        if _time(later) - _time(earlier) > GAP_MS:
            yield run
            run = []
        run.append(later)
    if run:
        yield run


def _classes(run: Run) -> list[Run]:
    if len(run) == 1 or _all_fit(run):
        return [run]
    messages = {one.id: _Message(one) for one in run}
    for _, instant in groupby(run, key=_time):
        _pair(list(_by_lane(instant).values()), messages)
    alone = _by_lane(one for one in run if len(messages[one.id].members) == 1)
    for count in sorted({len(lane) for lane in alone.values()}):
        _pair([lane for lane in alone.values() if len(lane) == count], messages)
    return list({id(message): message.members for message in messages.values()}.values())


def _all_fit(run: Run) -> bool:
    taken = 0
    for one in run:
        if taken & one.lanes:
            return False
        taken |= one.lanes
    return True


def _by_lane(run: Iterable[Candidate]) -> dict[int, Run]:
    """Per lane its sightings in the order of the run, lanes in rising order."""
    lanes: dict[int, Run] = {}
    for one in run:
        for lane in _bits(one.lanes):
            lanes.setdefault(lane, []).append(one)
    return dict(sorted(lanes.items()))


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest
        number ^= lowest


def _pair(lanes: list[Run], messages: dict[bytes, _Message]) -> None:
    """Joins the first of each lane, the second of each, and so on, where they fit."""
    for rank in zip_longest(*lanes):
        first, *others = (one for one in rank if one is not None)
        for other in others:
            _join(messages, first, other)


def _join(messages: dict[bytes, _Message], one: Candidate, other: Candidate) -> None:
    mine, theirs = messages[one.id], messages[other.id]
    if mine is theirs or not mine.fits(theirs):
        return
    mine.members += theirs.members
    mine.lanes |= theirs.lanes
    messages |= {member.id: mine for member in theirs.members}


def _offered(messages: set[tuple[bytes, ...]], known: Known, overrides: Overrides) -> tuple[bytes, ...]:
    """Ids of those of a run's messages that could be one with another of them and were not set apart from it."""
    lanes = {members[0]: _lanes(known, members) for members in messages}
    counts = Counter(lanes.values())
    refused = _refused(messages, overrides)

    def has_a_match(message: bytes) -> bool:
        fitting = sum(count for other, count in counts.items() if not other & lanes[message])
        return fitting > sum(not lanes[other] & lanes[message] for other in refused.get(message, ()))

    return tuple(sorted(filter(has_a_match, lanes)))


def _refused(messages: set[tuple[bytes, ...]], overrides: Overrides) -> dict[bytes, set[bytes]]:
    """By message those of the others that it was set apart from, whichever members the person named."""
    if not overrides.apart:
        return {}
    home = {member: members[0] for members in messages for member in members}
    pairs = [(home[one], home[other]) for one, other in overrides.apart if one in home and other in home]
    return Overrides(apart=frozenset(pairs)).partners()


def _lanes(known: Known, members: Iterable[bytes]) -> int:
    lanes = 0
    for member in members:
        lanes |= known[member].lanes
    return lanes


def _time(one: Candidate) -> int:
    return one.at or 0


def _by_time(one: Candidate) -> tuple[int, bytes]:
    return (_time(one), one.id)


def _by_id(one: Candidate) -> bytes:
    return one.id
