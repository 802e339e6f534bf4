"""The conditions, each a function with its explanation: what it looked at comes back as Passed or as a Finding."""

from collections.abc import Iterator

from owntexts.conditions.decision import Passed
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import CLOCK_OFFSET, DEVICE_FREE, Readings, value_of
from owntexts.conditions.work import Work
from owntexts.explain import Evidence, Finding, Fix, Lane, Wait

Said = Iterator[Finding | Passed]

BOTH: tuple[Lane, ...] = ("texts", "attachments")
MIB = 1 << 20
CLOCK_TOLERANCE = 300


def account(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """A device without an account works locally and has nobody to sync with."""
    if work.signed_in:
        yield Passed("account", work.hub)
        return
    yield Finding(
        code="account.signed_out",
        severity="warning",
        blocks=BOTH,
        title="This device has no account yet",
        explanation="Your messages are here and searchable, but they are on this device only.",
        evidence=(Evidence("account", None, origin="identity"),),
        fixes=(
            Fix(
                "create",
                "Create an account on a hub",
                "action",
                command="owntexts account create --hub URL --name NAME",
            ),
            Fix("join", "Join the account you have", "action", command="owntexts account join --hub URL --name NAME"),
        ),
    )


def faults(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """What the last sync met holds until a sync succeeds; nothing is asked of a hub without an account."""
    if work.signed_in:
        yield from work.faults


def disk(readings: Readings, policy: Policy, _work: Work) -> Said:
    """What arrives must find room on this device."""
    free = value_of(readings, DEVICE_FREE)
    if not isinstance(free, int):
        return
    if free >= policy.storage_device_min_free:
        yield Passed(DEVICE_FREE, free, policy.storage_device_min_free)
        return
    reading = readings[DEVICE_FREE]
    yield Finding(
        code="storage.device_full",
        severity="error",
        blocks=BOTH,
        title="This device is almost full",
        explanation=f"{_mib(free)} are free; below {_mib(policy.storage_device_min_free)} nothing more is fetched.",
        evidence=(Evidence(DEVICE_FREE, free, policy.storage_device_min_free, origin=reading.origin, at=reading.at),),
        fixes=(
            Fix("free_space", "Make room on this device, for example by emptying its trash", "person"),
            Fix("move_home", "Name a folder on a larger disk in OWNTEXTS_HOME, and move the home there", "person"),
        ),
    )


def clock(readings: Readings, _policy: Policy, _work: Work) -> Said:
    """A clock that is off is said and corrected for; it stops nothing."""
    offset = value_of(readings, CLOCK_OFFSET)
    if not isinstance(offset, int | float):
        return
    if abs(offset) <= CLOCK_TOLERANCE:
        yield Passed(CLOCK_OFFSET, offset, CLOCK_TOLERANCE)
        return
    reading = readings[CLOCK_OFFSET]
    yield Finding(
        code="clock.wrong",
        severity="warning",
        title="The clock of this device is wrong",
        explanation=f"It is {abs(offset):,.0f} s off the hub's; what you do is stamped with the corrected time.",
        evidence=(Evidence(CLOCK_OFFSET, offset, CLOCK_TOLERANCE, origin=reading.origin, at=reading.at),),
        fixes=(Fix("set_clock", "Set the clock, or let the system set it by network time", "person"),),
    )


def set_aside(_readings: Readings, _policy: Policy, work: Work) -> Said:
    """Items kept unread until a newer version can read them stop nothing, and are never forgotten."""
    if not work.set_aside:
        return
    yield Finding(
        code="item.set_aside",
        severity="warning",
        title="Some changes from another device cannot be read yet",
        explanation="They are signed and complete, but this version does not understand them; they are kept sealed.",
        evidence=(Evidence("items set aside", work.set_aside, 0, origin="replica"),),
        fixes=(Fix("update", "Update Owntexts on this device", "person"),),
        ends_when=Wait("they are read again after each update"),
    )


def _mib(size: int) -> str:
    return f"{size // MIB:,} MiB"
