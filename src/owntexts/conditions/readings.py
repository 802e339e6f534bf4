"""Readings, Policy, Work: all that a decision may look at. What is not known is None, and never blocks."""

from collections.abc import Mapping

from msgspec import Struct

from owntexts.explain import Finding
from owntexts.explain.finding import Value


class Reading(Struct, frozen=True):
    """One measured fact: its value (None = unknown), where it was read and when (RFC 3339)."""

    name: str
    value: Value
    origin: str | None = None
    at: str | None = None


Readings = Mapping[str, Reading]

DEVICE_FREE = "storage.device_free_bytes"
CLOCK_OFFSET = "clock.offset_seconds"


class Policy(Struct, frozen=True):
    """The person's limits. Sizes are in bytes, times in seconds."""

    device_min_free: int = 500 << 20
    clock_tolerance: int = 300


class Work(Struct, frozen=True):
    """What wants to run, and what the last attempt met.

    `faults` are the findings of the last sync that failed; a sync that succeeds leaves none, so they cannot go stale.
    """

    signed_in: bool
    hub: str | None = None
    faults: tuple[Finding, ...] = ()
    set_aside: int = 0
    last_synced_at: str | None = None


def value_of(readings: Readings, name: str) -> Value:
    """The value read, or None where it is unknown."""
    reading = readings.get(name)
    return None if reading is None else reading.value
