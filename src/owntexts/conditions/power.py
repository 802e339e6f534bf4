"""Power: the charge, the switch that saves it, and the charger."""

from owntexts.conditions.decision import Passed
from owntexts.conditions.links import system_page
from owntexts.conditions.policy import LANES, Policy
from owntexts.conditions.readings import BATTERY, CHARGING, LOW_POWER, Readings, evidence, number, value_of
from owntexts.conditions.said import Said, by_lane, by_person, held_lanes, waiting
from owntexts.conditions.work import Work
from owntexts.explain import Finding, Fix, Lane, Wait

STEP = 5
PLUG_IN = by_person("plug_in", "Plug in the charger")


def battery(readings: Readings, policy: Policy, _work: Work) -> Said:
    """A charge below the limit holds, unless the device is known to charge."""
    percent = number(readings, BATTERY)
    if percent is None:
        return
    charges = value_of(readings, CHARGING) is True
    lanes = () if charges else held_lanes(policy, lambda limits: percent < limits.min_battery)
    if not lanes:
        highest = max(policy.of(lane).min_battery for lane in LANES)
        yield Passed(BATTERY, percent, None if charges else highest)
        return
    limit = policy.of(lanes[0]).min_battery
    yield Finding(
        code="power.battery_low",
        severity="warning",
        blocks=lanes,
        soft=True,
        title=f"The battery is at {percent:g}%",
        explanation=f"{_limits(policy, lanes)}, while the device is not charging.",
        evidence=(evidence(readings, BATTERY, limit), evidence(readings, CHARGING, limit=True)),
        fixes=(PLUG_IN, *_lower(int(percent) // STEP * STEP, lanes)),
        ends_when=Wait(f"at {limit}% battery, or when it charges"),
    )


def low_power(readings: Readings, policy: Policy, work: Work) -> Said:
    """The system's own switch for saving power."""
    saving = value_of(readings, LOW_POWER)
    if saving is None:
        return
    lanes = held_lanes(policy, lambda limits: limits.low_power == "pause") if saving is True else ()
    if not lanes:
        yield Passed(LOW_POWER, saving)
        return
    yield Finding(
        code="power.low_power_mode",
        severity="warning",
        blocks=lanes,
        soft=True,
        title="Low Power Mode is on",
        explanation=f"The device is saving power. {waiting(lanes)} until that ends.",
        evidence=(evidence(readings, LOW_POWER, limit=False),),
        fixes=(
            by_person(
                "low_power_off",
                "Switch Low Power Mode off, in the system's battery settings",
                link=system_page("battery", work.system),
            ),
            *by_lane("allow_{}", "Let {} travel in Low Power Mode", "low_power", "allow", lanes),
        ),
        ends_when=Wait("when Low Power Mode is off"),
    )


def charger(readings: Readings, policy: Policy, _work: Work) -> Said:
    """Whether power comes from outside, where the person wants to wait for it."""
    charges = value_of(readings, CHARGING)
    if charges is None:
        return
    lanes = held_lanes(policy, lambda limits: limits.needs_charging) if charges is False else ()
    if not lanes:
        yield Passed(CHARGING, charges)
        return
    yield Finding(
        code="power.not_charging",
        severity="warning",
        blocks=lanes,
        soft=True,
        title="The device is not charging",
        explanation=f"You let syncing wait for the charger. {waiting(lanes)}.",
        evidence=(evidence(readings, CHARGING, limit=True),),
        fixes=(
            PLUG_IN,
            *by_lane("uncharged_{}", "Let {} travel without the charger", "needs_charging", "false", lanes),
        ),
        ends_when=Wait("when it charges"),
    )


def _limits(policy: Policy, lanes: tuple[Lane, ...]) -> str:
    """'Texts wait below 5%, attachments below 40%'."""
    first, *more = (f"{lane} wait below {policy.of(lane).min_battery}%" for lane in lanes)
    return ", ".join((first.capitalize(), *(each.replace(" wait", "") for each in more)))


def _lower(percent: int, lanes: tuple[Lane, ...]) -> tuple[Fix, ...]:
    return by_lane("lower_{}", f"Let {{}} travel down to {percent}% battery", "min_battery", str(percent), lanes)
