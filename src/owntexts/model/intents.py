"""What the person did: one value per field of a target; the largest stamp wins, and beats any fact."""

from collections.abc import Iterable

from owntexts.model.clock import is_void
from owntexts.model.layers import weight
from owntexts.model.records import DeviceStatus, Intent

Key = tuple[str, bytes | str, str]


def key(intent: Intent) -> Key:
    """What an intent is the value of: scope, target and field."""
    return (intent.scope, intent.target, intent.field)


def merge(a: Intent, b: Intent) -> Intent:
    """The one that stays of two intents with one key."""
    return max(a, b, key=order)


def latest(intents: Iterable[Intent]) -> dict[str, Intent]:
    """By field the intent that holds, read over every member of a class; void ones hold nothing."""
    held: dict[str, Intent] = {}
    for intent in intents:
        if not is_void(intent.stamp):
            other = held.get(intent.field)
            held[intent.field] = intent if other is None else merge(intent, other)
    return held


def order(said: Intent | DeviceStatus) -> tuple[bool, object, bytes]:
    """What the larger of two wins by: a stamp that counts, the later one, the larger digest."""
    return (not is_void(said.stamp), said.stamp, weight(said))
