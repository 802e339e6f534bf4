"""Which messages were put together from several sources, and the person's own word on it, on all of their devices."""

from collections.abc import Iterator
from itertools import product

from msgspec import Struct

from owntexts.agent.contact import hub_offset_ms
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.overrides import APART, SAME, Overrides, Pair
from owntexts.model.records import Intent
from owntexts.replica import classes, duplicates, intents, messages, pairs
from owntexts.replica.database import Replica
from owntexts.replica.duplicates import Duplicate

LIST = Fix("list", "Look at what was put together, and at what may be one", "action", command="owntexts duplicates")


class Said(Struct, frozen=True):
    """Two sightings, what the person says of them (same, apart, or nothing any more), and their messages now."""

    sightings: tuple[str, str]
    said: str | None
    messages: tuple[str, ...]


def listed(home: Home, limit: int | None = None) -> Iterator[Duplicate]:
    """What is one message though it was seen twice, and what may be; while the home is open."""
    return duplicates.listed(home.replica, limit)


def same(home: Home, one: str, other: str, *, off: bool = False) -> Said:
    """Two messages are one; `off` takes that back. Raises NotFound, WrongUsage where they cannot be one."""
    pair = _pair(home.replica, one, other)
    if off:
        return _say(home, pair, {pair: None}, None)
    across = _parted_across(home.replica, pair)
    if not duplicates.can_be_one(home.replica, *pair, Overrides(same=frozenset({pair, *across}))):
        raise _cannot_be_one(*pair)
    return _say(home, pair, {**dict.fromkeys(across), pair: SAME}, SAME)


def apart(home: Home, one: str, other: str, *, off: bool = False) -> Said:
    """Two sightings are not one message, whatever they share; `off` takes that back. Raises NotFound, WrongUsage."""
    pair = _pair(home.replica, one, other)
    said = None if off else APART
    return _say(home, pair, {pair: said}, said)


def _pair(db: Replica, one: str, other: str) -> Pair:
    first, second = sorted((messages.find(db, one), messages.find(db, other)))
    if first == second:
        raise WrongUsage(
            "That is one sighting",
            "Name two: `owntexts duplicates` lists those of each message.",
            evidence=(Evidence("sighting", first.hex()),),
            fixes=(LIST,),
        )
    return first, second


def _parted_across(db: Replica, pair: Pair) -> list[Pair]:
    """What was set apart between the two messages, whichever of their sightings the person named."""
    with db.read() as connection:
        mates = classes.mates(connection, pair)
        mine, theirs = (mates.get(one, (one,)) for one in pair)
        held = pairs.said(connection, [*mine, *theirs])
    crossing = {(min(two), max(two)) for two in product(mine, theirs)}
    return [two for two, intent in held.items() if intent.value == APART and two in crossing]


def _say(home: Home, pair: Pair, told: dict[Pair, str | None], said: str | None) -> Said:
    with home.replica.read() as connection:
        held = pairs.said(connection, [one for one, _ in told])
    intents.record(home.replica, *(_intent(home, two, value, held.get(two)) for two, value in told.items()))
    notify(home.path, "changed")
    one, other = pair
    now = tuple(dict.fromkeys(messages.message(home.replica, each).id for each in pair))
    return Said((one.hex(), other.hex()), said, now)


def _intent(home: Home, pair: Pair, value: str | None, before: Intent | None) -> Intent:
    one, other = pair
    stamp = next_stamp(now_ms(), hub_offset_ms(home.replica), home.device, before.stamp if before else None)
    return Intent(scope=pairs.MESSAGE, target=one, field=pairs.field_of(other), value=value, stamp=stamp)


def _cannot_be_one(one: bytes, other: bytes) -> WrongUsage:
    return WrongUsage(
        "These two cannot be one message",
        "One message has the same people, direction and words in all sources, and no source has it twice.",
        evidence=(Evidence("sighting", one.hex()), Evidence("sighting", other.hex())),
        fixes=(LIST,),
    )
