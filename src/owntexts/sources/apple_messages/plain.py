"""The rows that are one unadorned text with its time: by far the most, and told without looking at what they lack.

Such rows differ in guid, text and times; what else they say (who, by which service, read or not) many of them say
alike, so it is worked out once for each such combination. Any other row is left to the interpreter.
"""

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from owntexts.model.ids import pack_native
from owntexts.model.records import Sighting
from owntexts.sources.apple_messages import content, edits
from owntexts.sources.apple_messages.joins import NO_MORE, Related
from owntexts.sources.apple_messages.native import Native, rare, usual
from owntexts.sources.apple_messages.times import (
    LAST_NANOSECONDS,
    NANOSECONDS_A_MS,
    SMALLEST_NANOSECONDS,
    UNIX_MS_OF_2001,
)
from owntexts.sources.apple_messages.version import header

MOST_PATTERNS: Final = 10_000

Closely = Callable[[Native, Related], Sighting]


class Plain:
    """Makes sightings of plain rows. `closely` says what such a row says by looking at all of it."""

    def __init__(self, closely: Closely) -> None:
        self._closely = closely
        self._patterns: dict[tuple[Any, ...], Sighting] = {}

    def sighting(self, native: Native, related: Related) -> Sighting | None:
        """What the row says; None where there may be more to it than a text. Never raises."""
        guid, summary = native.guid, native.message_summary_info
        if any(rare(native)) or not guid or related[1:] != NO_MORE or (summary and not edits.is_without(summary)):
            return None
        at, read = _milliseconds(native.date), _milliseconds(native.date_read)
        delivered = _milliseconds(native.date_delivered)
        text = content.simple_text(native)
        if text is None or at is None or read is None or delivered is None:
            return None
        return replace(
            self._like(native, related),
            native=pack_native(guid),
            header=header(max(read, delivered)),
            at=at or None,
            parts=(text,),
            delivered_at=delivered or None,
            read_at=read or None,
        )

    def _like(self, native: Native, related: Related) -> Sighting:
        alike = (usual(native), related.threads)
        pattern = self._patterns.get(alike)
        if pattern is None:
            if len(self._patterns) >= MOST_PATTERNS:
                self._patterns.clear()
            self._patterns[alike] = pattern = self._closely(native, related)
        return pattern


def _milliseconds(date: int | None) -> int | None:
    """UTC milliseconds of a time in nanoseconds, 0 of one that is not set; None of any that needs a closer look."""
    if not date:
        return 0
    if SMALLEST_NANOSECONDS <= date < LAST_NANOSECONDS:
        return date // NANOSECONDS_A_MS + UNIX_MS_OF_2001
    return None
