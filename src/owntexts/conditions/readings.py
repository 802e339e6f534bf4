"""Readings: what was measured. What is not known is None, and never blocks."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from owntexts.explain import Evidence
from owntexts.explain.finding import Value


class Reading(Struct, frozen=True):
    """One measured fact: its value (None = unknown), where it was read and when (RFC 3339)."""

    name: str
    value: Value
    origin: str | None = None
    at: str | None = None


Readings = Mapping[str, Reading]

BATTERY: Final = "power.battery_percent"
CHARGING: Final = "power.charging"
LOW_POWER: Final = "power.low_power_mode"
NETWORK: Final = "network.kind"
METERED: Final = "network.metered"
ROAMING: Final = "network.roaming"
CAPTIVE_PORTAL: Final = "network.captive_portal"
HEAT: Final = "heat"
DEVICE_FREE: Final = "storage.device_free_bytes"
CLOCK_OFFSET: Final = "clock.offset_seconds"

NAMES: Final = (
    BATTERY,
    CHARGING,
    LOW_POWER,
    NETWORK,
    METERED,
    ROAMING,
    CAPTIVE_PORTAL,
    HEAT,
    DEVICE_FREE,
    CLOCK_OFFSET,
)
"""Every reading: percent (0-100), bool, bool, one of NETWORKS, bool, bool, bool, one of HEATS, bytes, seconds."""

NETWORKS: Final = ("none", "wifi", "ethernet", "cellular", "vpn", "other")
HEATS: Final = ("nominal", "fair", "serious", "critical")
"""From cool to too hot."""


def value_of(readings: Readings, name: str) -> Value:
    """The value read, or None where it is unknown."""
    reading = readings.get(name)
    return None if reading is None else reading.value


def number(readings: Readings, name: str) -> float | None:
    """The number read, or None where it is unknown."""
    value = value_of(readings, name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def evidence(readings: Readings, name: str, limit: Value = None) -> Evidence:
    """What was read, with its place and time, and the limit it was held against."""
    reading = readings.get(name) or Reading(name, None)
    return Evidence(name, reading.value, limit, reading.origin, reading.at)
