"""How the sheet puts measured facts: names, amounts and times as people say them."""

import re
from collections.abc import Callable
from typing import Any, Final

from owntexts.explain import Evidence, Wait
from owntexts.explain.amounts import duration_in_words, size_in_words
from owntexts.explain.finding import Value
from owntexts.model.names import straight
from owntexts.web.reader import Fact
from owntexts.web.view import clock, short_day

NAMES: Final = {
    "power.battery_percent": "Battery",
    "power.charging": "Charging",
    "power.low_power_mode": "Low Power Mode",
    "network.kind": "Network",
    "network.metered": "Metered network",
    "network.roaming": "Roaming",
    "network.captive_portal": "Sign-in page of the network in between",
    "heat": "Heat",
    "storage.device_free_bytes": "Room on this device",
    "storage.hub_used_bytes": "Used on the hub",
    "cellular.used_today_bytes": "Sent over cellular today",
    "clock.offset_seconds": "Clock is off by",
}
BOUNDS: Final = {"heat": "waits from"}
"""What a limit is, where it is neither a number nor what is needed."""
SECONDS: Final = "seconds "
OF_A_FILE: Final = ", bytes"

_MESSAGE: Final = re.compile(r"message ([0-9a-f]{32})")


def name_of(name: str) -> str:
    """'Battery' for power.battery_percent; words begin with a capital letter, and a file has its own name."""
    if name.endswith(OF_A_FILE):
        return straight(name.removesuffix(OF_A_FILE))
    words = NAMES.get(name) or name.removeprefix(SECONDS)
    return words[:1].upper() + words[1:]


def amount(name: str, value: Value) -> str:
    """A value in the unit that its name tells."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return clock(value) if _is_moment(value) else value
    return _number(name, value)


def fact_words(fact: Fact) -> str:
    """'14 % · limit 20 %', 'no · needs yes', 'serious · waits from fair'."""
    words = amount(fact.name, fact.value)
    if fact.limit is None:
        return words
    bound = BOUNDS.get(fact.name) or ("needs" if isinstance(fact.limit, bool | str) else "limit")
    return f"{words} · {bound} {amount(fact.name, fact.limit)}"


def origin_words(evidence: Evidence) -> str:
    """'read from UPower at 07:12', as far as it is known; nothing where the page leads to it."""
    if message_of(evidence):
        return ""
    place = f"read from {evidence.origin}" if evidence.origin else ""
    return " ".join(filter(None, (place, f"at {clock(evidence.at)}" if evidence.at else "")))


def message_of(evidence: Evidence) -> str | None:
    """The page of the message that a file is told of."""
    found = _MESSAGE.fullmatch(evidence.origin or "")
    return f"/m/{found[1]}/info" if found else None


def ending_words(wait: Wait) -> str:
    """'it is tried again by itself (07:12)': the time where it is known and not among the words."""
    at = short_day(wait.at)
    return wait.text if not at or at in wait.text else f"{wait.text} ({at})"


def _number(name: str, value: float) -> str:
    if name.endswith("_percent"):
        return f"{value:g} %"
    if name.endswith(("_bytes", OF_A_FILE)):
        return size_in_words(int(value))
    if name.startswith(SECONDS) or name.endswith("_seconds"):
        return duration_in_words(int(abs(value)))
    return f"{value:,}"


def _is_moment(text: str) -> bool:
    return len(text) == len("2026-11-24T07:00:00.000Z") and text.endswith("Z") and text[10] == "T"


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "name_of": name_of,
    "fact_words": fact_words,
    "origin_words": origin_words,
    "message_of": message_of,
    "ending_words": ending_words,
}
