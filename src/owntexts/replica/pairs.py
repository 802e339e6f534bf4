"""What the person said of pairs of sightings: that they are one message, or that they are not."""

from collections.abc import Collection
from typing import Final

from owntexts.model import intents as law
from owntexts.model.overrides import APART, NO_OVERRIDES, SAME, Overrides, Pair
from owntexts.model.records import Intent
from owntexts.replica import doings
from owntexts.replica.database import Connection

MESSAGE: Final = "message"
WITH: Final = "message:"


def field_of(other: bytes) -> str:
    """The field of the smaller sighting by which the pair with a larger one is kept."""
    return WITH + other.hex()


def of(intent: Intent) -> tuple[bytes, ...]:
    """The two sightings that an intent is about; none where it is about no pair."""
    if intent.scope != MESSAGE or not isinstance(intent.target, bytes) or not intent.field.startswith(WITH):
        return ()
    try:
        return (intent.target, bytes.fromhex(intent.field.removeprefix(WITH)))
    except ValueError:
        return ()


def said(connection: Connection, ids: Collection[bytes]) -> dict[Pair, Intent]:
    """What holds of each pair whose smaller sighting is one of these."""
    found: dict[Pair, Intent] = {}
    for target, intents in doings.on(connection, ids).items():
        for intent in law.latest(each for each in intents if of(each)).values():
            found[target, of(intent)[1]] = intent
    return found


def overrides(connection: Connection, ids: Collection[bytes]) -> Overrides:
    """The pairs, of which the smaller is one of these, that the person joined and set apart."""
    held = said(connection, ids)
    if not held:
        return NO_OVERRIDES
    pairs = {answer: frozenset(pair for pair, one in held.items() if one.value == answer) for answer in (SAME, APART)}
    return Overrides(pairs[SAME], pairs[APART])
