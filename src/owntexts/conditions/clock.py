"""The clock: how far this device's is off the hub's."""

from typing import Final

from owntexts.conditions.decision import Passed
from owntexts.conditions.links import system_page
from owntexts.conditions.policy import Policy
from owntexts.conditions.readings import CLOCK_OFFSET, Readings, evidence, number
from owntexts.conditions.said import Said, by_person
from owntexts.conditions.work import Work
from owntexts.explain import Finding
from owntexts.explain.amounts import duration_in_words

TOLERANCE: Final = 300


def clock(readings: Readings, _policy: Policy, work: Work) -> Said:
    """A clock that is off is said and corrected for; it stops nothing."""
    offset = number(readings, CLOCK_OFFSET)
    if offset is None:
        return
    if abs(offset) <= TOLERANCE:
        yield Passed(CLOCK_OFFSET, offset, TOLERANCE)
        return
    ahead = "ahead of" if offset > 0 else "behind"
    yield Finding(
        code="clock.wrong",
        severity="warning",
        title="The clock of this device is wrong",
        explanation=f"It is {duration_in_words(int(abs(offset)))} {ahead} the hub's; what you do is stamped with the "
        "corrected time.",
        evidence=(evidence(readings, CLOCK_OFFSET, TOLERANCE),),
        fixes=(
            by_person(
                "set_clock",
                "Set the clock, or let the system set it by network time",
                link=system_page("clock", work.system),
            ),
        ),
    )
