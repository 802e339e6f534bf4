"""Every kind of message a store can hold, one function each, grouped by what they are."""

from collections.abc import Set as AbstractSet

from owntexts.testing.apple.kinds import balloons, events, media, odd, polls, reactions, rewritten, texts, touch
from owntexts.testing.apple.kinds.kind import Kind

__all__ = ["KINDS", "Kind", "kinds_for"]

_ROOMS = (texts, media, reactions, rewritten, balloons, polls, touch, events, odd)
KINDS: tuple[Kind, ...] = tuple(kind for room in _ROOMS for kind in room.KINDS)


def kinds_for(columns: AbstractSet[str]) -> tuple[Kind, ...]:
    """The kinds that a `message` table with these columns can hold."""
    return tuple(kind for kind in KINDS if kind.needs <= columns)
