"""Heat: what the device can still bear."""

from typing import Final

from owntexts.conditions.decision import Passed
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import HEAT, HEATS, Readings, evidence, value_of
from owntexts.conditions.said import BOTH, Said, by_person, by_setting, by_waiting
from owntexts.conditions.work import Work
from owntexts.explain import Finding, Fix, Wait

CRITICAL: Final = "critical"
SERIOUS: Final = "serious"
HOT: Final = frozenset({"heat.serious", "heat.critical"})

COOL: Final = by_person(
    "cool",
    "Cool it: into the shade, out of its case, off soft things; end heavy apps; unplug it if it charges. Half an hour "
    "is usually enough. Never the fridge: condensation",
)
WAIT: Final = by_waiting("wait_to_cool", "Or wait: it goes on by itself when it has cooled")


def heat(readings: Readings, policy: Policy, work: Work) -> Said:
    """Hotter than the person wants; critical always holds."""
    now = value_of(readings, HEAT)
    if not isinstance(now, str) or now not in HEATS:
        return
    if now == CRITICAL:
        yield _too_hot(readings)
    elif HEATS.index(now) >= HEATS.index(limit_of(policy, work)):
        yield _hot(readings, policy, now, limit_of(policy, work))
    else:
        yield Passed(HEAT, now, limit_of(policy, work))


def limit_of(policy: Policy, work: Work) -> str:
    """From which heat on it holds: what serious has paused goes on below fair, so that it does not flap."""
    cools = policy.heat_pause_at == SERIOUS and not HOT.isdisjoint(work.held_before)
    return "fair" if cools else policy.heat_pause_at


def _hot(readings: Readings, policy: Policy, now: str, limit: str) -> Finding:
    cools = limit != policy.heat_pause_at and now == limit
    return Finding(
        code="heat.serious",
        severity="warning",
        blocks=BOTH,
        soft=True,
        title="The device is hot"
        if now == SERIOUS
        else "The device is cooling down"
        if cools
        else "The device is warm",
        explanation="Syncing waits until it has cooled down, so that it does not add to the heat.",
        evidence=(evidence(readings, HEAT, limit),),
        fixes=(COOL, WAIT, *_allow(policy)),
        ends_when=Wait(f"when the heat is {HEATS[HEATS.index(limit) - 1]}"),
    )


def _too_hot(readings: Readings) -> Finding:
    return Finding(
        code="heat.critical",
        severity="error",
        blocks=BOTH,
        title="The device is too hot",
        explanation="It protects itself by slowing down or switching off; everything waits until it has cooled down.",
        evidence=(evidence(readings, HEAT, CRITICAL),),
        fixes=(COOL, WAIT),
        ends_when=Wait("when it has cooled down"),
    )


def _allow(policy: Policy) -> tuple[Fix, ...]:
    hotter = HEATS[HEATS.index(policy.heat_pause_at) + 1 :]
    if not hotter:
        return ()
    return (by_setting("allow_heat", "Go on until it is critical", "heat.pause_at", CRITICAL),)
