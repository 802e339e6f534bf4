"""The hybrid clock that orders what the person does: 48 bits of milliseconds, 16 bits of counter, the device.

It never runs ahead by itself: a stamp heard from the future is passed only by whoever overwrites that very value.
"""

from typing import Final

from owntexts.model.records import Stamp

VOID_FROM_MS: Final = 4_102_444_800_000
COUNTERS: Final = 1 << 16


def next_stamp(wall_ms: int, hub_offset_ms: int, device: bytes, overwritten: Stamp | None = None) -> Stamp:
    """A stamp for now by the hub's clock (wall + offset, UTC ms), and in any case later than the one overwritten."""
    now = Stamp(max(wall_ms + hub_offset_ms, 0), 0, device)
    if overwritten is None or is_void(overwritten):
        return now
    return max(now, _after(overwritten, device))


def _after(stamp: Stamp, device: bytes) -> Stamp:
    if stamp.counter + 1 < COUNTERS:
        return Stamp(stamp.ms, stamp.counter + 1, device)
    return Stamp(stamp.ms + 1, 0, device)


def is_void(stamp: Stamp) -> bool:
    """Whether a stamp counts for nothing, in every replica: it lies at or after 2100-01-01, or outside the clock."""
    return not (0 <= stamp.ms < VOID_FROM_MS and 0 <= stamp.counter < COUNTERS)
