"""Worlds for the laws of conditions: anything that can be read, set or waiting; and what each fix does to a world."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from owntexts.conditions.decide import decide
from owntexts.conditions.decision import Decision
from owntexts.conditions.policy import Policy, policy_of
from owntexts.conditions.readings import (
    BATTERY,
    CAPTIVE_PORTAL,
    CHARGING,
    CLOCK_OFFSET,
    DEVICE_FREE,
    HEAT,
    HEATS,
    LOW_POWER,
    METERED,
    NETWORK,
    NETWORKS,
    ROAMING,
    Reading,
    Readings,
)
from owntexts.conditions.settings import PRESETS
from owntexts.conditions.work import Busy, Feeding, Replaced, Waiting, Work
from owntexts.explain import Evidence, Finding, Fix
from owntexts.explain.amounts import read_minute
from owntexts.transport import refusals

NOW: Final = round(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp() * 1000)
DAY_MS: Final = 86_400_000
HUB: Final = "https://hub.example"
ROOM: Final = 1 << 40
BERLIN: Final = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class World:
    """What was read (None: unknown), what the person set, and what is special about the work."""

    reads: Mapping[str, Any] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    work: Mapping[str, Any] = field(default_factory=dict)

    def decided(self, *, urgent: bool = False) -> Decision:
        return decide(*self.asked(), urgent=urgent)

    def asked(self) -> tuple[Readings, Policy, Work]:
        """What a condition is asked with."""
        readings = {name: Reading(name, value, "a test") for name, value in self.reads.items()}
        usual = {"signed_in": True, "hub": HUB, "now_ms": NOW, "local_minute": 720, "waiting": Waiting(3, 2, 1 << 20)}
        return readings, policy_of(self.chosen), Work(**(usual | dict(self.work)))

    def codes(self) -> set[str]:
        return {finding.code for finding in self.decided().findings}

    def finding(self, code: str) -> Finding:
        (found,) = [finding for finding in self.decided().findings if finding.code == code]
        return found

    def reading(self, **values: Any) -> "World":
        return replace(self, reads={**self.reads, **{NAMED[name]: value for name, value in values.items()}})

    def setting(self, **values: str) -> "World":
        return replace(self, chosen={**self.chosen, **{key.replace("__", "."): each for key, each in values.items()}})

    def working(self, **values: Any) -> "World":
        return replace(self, work={**self.work, **values})


NAMED: Final = {
    "battery": BATTERY,
    "charging": CHARGING,
    "low_power": LOW_POWER,
    "network": NETWORK,
    "metered": METERED,
    "roaming": ROAMING,
    "portal": CAPTIVE_PORTAL,
    "heat": HEAT,
    "free": DEVICE_FREE,
    "clock": CLOCK_OFFSET,
}

UNREACHABLE: Final = refusals.unreachable(OSError("refused"), HUB).finding
REFUSED: Final = tuple(
    refusals.refusal(status, msgspec.json.encode({"code": code, "title": "No", "detail": "", "retry_after_s": 3}), HUB)
    for status, code in (
        (507, "storage.hub_full"),
        (429, "hub.busy"),
        (426, "hub.version"),
        (401, "account.signed_out"),
    )
)
FAULTS: Final = tuple(
    msgspec.structs.replace(finding, blocks=("texts", "attachments"))
    for finding in (UNREACHABLE, *(error.finding for error in REFUSED if hasattr(error, "finding")))
)
TROUBLE: Final = Finding(
    code="app.probe_failed",
    severity="info",
    title="Nothing was learned from UPower",
    explanation="It gave no answer.",
    evidence=(Evidence("UPower", None, origin="probes"),),
    fixes=(Fix("name_it", "Write the reading into readings.json", "person"),),
)

REPLACED: Final = Replaced("password", "desktop", NOW, NOW + DAY_MS)

values: Final[dict[str, SearchStrategy[Any]]] = {
    BATTERY: st.integers(0, 100),
    CHARGING: st.booleans(),
    LOW_POWER: st.booleans(),
    NETWORK: st.sampled_from(NETWORKS),
    METERED: st.booleans(),
    ROAMING: st.booleans(),
    CAPTIVE_PORTAL: st.booleans(),
    HEAT: st.sampled_from(HEATS),
    DEVICE_FREE: st.integers(0, 1 << 30),
    CLOCK_OFFSET: st.floats(-1e6, 1e6),
}
reads: Final = st.fixed_dictionaries({}, optional={name: st.none() | value for name, value in values.items()})
known: Final = st.fixed_dictionaries(values)

_lanes: Final = ("texts", "attachments")
_limits: Final[dict[str, SearchStrategy[str]]] = {
    "low_power": st.sampled_from(["allow", "pause"]),
    "needs_charging": st.sampled_from(["true", "false"]),
    "min_battery": st.integers(0, 100).map(str),
    "metered": st.sampled_from(["allow", "pause"]),
    "roaming": st.sampled_from(["allow", "pause"]),
}
chosen: Final = st.fixed_dictionaries(
    {},
    optional={
        "preset": st.sampled_from(PRESETS),
        **{f"{lane}.{name}": value for lane in _lanes for name, value in _limits.items()},
        "cellular.daily_allowance": st.sampled_from(["0", "1MiB", "20MiB", "unlimited"]),
        "heat.pause_at": st.sampled_from(["fair", "serious", "critical"]),
        "background": st.sampled_from(["off", "wifi", "wifi+cellular"]),
        "schedule": st.sampled_from(["", "22:00-07:00", "09:00-17:30"]),
        "storage.device_min_free": st.sampled_from(["0", "60MiB", "500MiB"]),
        "storage.almost_full": st.sampled_from(["0", "80", "100"]),
    },
)
feedings: Final = st.builds(
    Feeding,
    id=st.sampled_from("12"),
    name=st.just("Mac"),
    background=st.sampled_from(["off", "wifi", "wifi+cellular"]),
    newest_at=st.none() | st.integers(NOW - 60 * DAY_MS, NOW),
    quiet_after=st.none() | st.integers(0, 30 * 86_400),
)
work: Final = st.fixed_dictionaries(
    {},
    optional={
        "signed_in": st.booleans(),
        "faults": st.lists(st.sampled_from(FAULTS), max_size=2, unique_by=lambda each: each.code).map(tuple),
        "troubles": st.sampled_from([(), (TROUBLE,)]),
        "set_aside": st.integers(0, 2),
        "last_synced_at": st.sampled_from([None, "2026-11-24T11:00:00.000Z", "2026-10-01T00:00:00.000Z"]),
        "local_minute": st.none() | st.integers(0, 1439),
        "zone": st.sampled_from([None, UTC, BERLIN]),
        "paused_until": st.sampled_from([None, "always", NOW - 1, NOW + DAY_MS]),
        "sync_off": st.booleans(),
        "refreshing": st.booleans(),
        "busy": st.sampled_from([None, Busy("an import"), Busy("an import", 1, 2, "indexed messages")]),
        "used_today": st.sampled_from([0, 1 << 20, 30 << 20, 10 << 30]),
        "held_before": st.sampled_from([frozenset(), frozenset({"heat.serious"}), frozenset({"heat.critical"})]),
        "sources": st.lists(feedings, max_size=2, unique_by=lambda each: each.id).map(tuple),
        "alone_on_hub_disk": st.booleans(),
        "hub_backed_up_at": st.sampled_from([None, NOW - DAY_MS, NOW - 31 * DAY_MS, NOW + DAY_MS]),
        "replaced": st.sampled_from([None, REPLACED]),
        "hub_used": st.none() | st.integers(0, 120),
        "hub_quota": st.sampled_from([None, 0, 100]),
        "failed_since": st.none() | st.integers(NOW - 9 * DAY_MS, NOW),
        "system": st.sampled_from([None, "linux", "macos", "windows", "android"]),
    },
)
worlds: Final = st.builds(World, reads, chosen, work)

Effect = Callable[[World], World]


def on_wifi(world: World) -> World:
    return world.reading(network="wifi", metered=False, portal=False)


def roomy(world: World) -> World:
    return world.reading(free=ROOM)


def heard(world: World) -> World:
    return world.working(last_synced_at="2026-11-24T12:00:00.000Z", failed_since=None)


def in_a_new_account(world: World) -> World:
    """Its hub was not heard of yet."""
    return world.working(signed_in=True, faults=(), hub_used=None, hub_quota=None, replaced=None)


def inside_the_hours(world: World) -> World:
    return world.working(local_minute=read_minute(policy_of(world.chosen).schedule.partition("-")[0]))


def all_sources(world: World, **changes: Any) -> World:
    return world.working(sources=tuple(msgspec.structs.replace(each, **changes) for each in world.work["sources"]))


EFFECTS: Final[Mapping[str, Effect]] = {
    "plug_in": lambda world: world.reading(charging=True),
    "low_power_off": lambda world: world.reading(low_power=False),
    "connect": on_wifi,
    "join_wifi": on_wifi,
    "portal_sign_in": lambda world: world.reading(portal=False),
    "unmetered": lambda world: world.reading(metered=False),
    "cool": lambda world: world.reading(heat="nominal"),
    "wait_to_cool": lambda world: world.reading(heat="nominal"),
    "wait_for_midnight": lambda world: world.working(used_today=0),
    "wait_for_schedule": inside_the_hours,
    "wait_for_refresh": lambda world: world.working(refreshing=False),
    "wait_until_done": lambda world: world.working(busy=None),
    "resume": lambda world: world.working(paused_until=None),
    "sync_on": lambda world: world.working(sync_off=False),
    "free_space": roomy,
    "move_home": roomy,
    "more_room": lambda world: world.working(hub_quota=1 << 40),
    "set_clock": lambda world: world.reading(clock=0.0),
    "create": in_a_new_account,
    "join": in_a_new_account,
    "update": lambda world: world.working(set_aside=0),
    "sync_now": heard,
    "wake_exporter": lambda world: all_sources(world, newest_at=NOW),
    "second_device": lambda world: world.working(alone_on_hub_disk=False),
    "back_up_hub": lambda world: world.working(hub_backed_up_at=NOW),
    "hub_elsewhere": lambda world: world.working(alone_on_hub_disk=False),
    "was_you": lambda world: world.working(replaced=None),
    "change_again": lambda world: world.working(replaced=None),
    "name_it": lambda world: world.working(troubles=()),
}
"""What each fix that is no setting does, by its id. A fix that is not here is one that nobody has thought of."""


def after(world: World, finding: Finding, fix: Fix) -> World:
    """The world once a fix was carried out. What the last sync met is over once a sync succeeds, by whatever fix."""
    if finding in FAULTS:
        room = {"hub_quota": ROOM} if finding.code == "storage.hub_full" else {}
        return world.working(faults=tuple(each for each in world.work.get("faults", ()) if each != finding), **room)
    match shlex.split(fix.command or ""):
        case ["owntexts", "settings", "set", *pairs]:
            return replace(world, chosen={**world.chosen, **dict(zip(pairs[::2], pairs[1::2], strict=True))})
        case ["owntexts", "source", "set", source, "background", value]:
            return world.working(
                sources=tuple(
                    msgspec.structs.replace(each, background=value) if each.id == source else each
                    for each in world.work["sources"]
                )
            )
    return EFFECTS[fix.id](world)
