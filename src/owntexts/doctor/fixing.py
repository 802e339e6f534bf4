"""Carrying out what a finding offers: settings and actions by us, all else told as steps."""

import shlex
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

from msgspec import Struct

from owntexts.agent import journal
from owntexts.agent.deciding import noted
from owntexts.agent.home import Home
from owntexts.agent.status import Why
from owntexts.doctor import report
from owntexts.doctor.steps import Step, step_of
from owntexts.errors import NotFound
from owntexts.explain import Finding, Fix

REPLICA: Final = "replica."


class Fixed(Struct, frozen=True):
    """What came of a fix: whether we carried it out, the steps that are the person's, and how it stands.

    `remaining` are the codes that hold something now, and the fixed one where it is still found.
    """

    code: str
    fix: str
    applied: bool
    steps: tuple[str, ...]
    state_before: str
    state_after: str
    remaining: tuple[str, ...]


class Offer(Struct, frozen=True):
    """A fix of a finding that was found just now, and how it stood then."""

    finding: Finding
    fix: Fix
    state: str

    @property
    def step(self) -> Step | None:
        """What carries it out; None where it is the person's to do."""
        return step_of(self.fix)


def offer(home: Home, code: str, fix: str | None = None) -> Offer:
    """The fix that was named, else the first that we can carry out, else the first. Raises NotFound."""
    why = report.why(home)
    found = next((each for each in why.findings if each.code == code), None)
    if found is None:
        raise _not_found(code, why.findings)
    return Offer(found, _chosen(found, fix), why.state)


def carry_out(home: Home, offered: Offer) -> Fixed:
    """Does it and looks again; a fix that is the person's to do is told in steps. Raises what the step raises."""
    step = offered.step
    if step is not None:
        with _because(home, offered):
            _note(home, offered)
            step.run(home)
            _note(home, offered)
    return _told(offered, report.why(home), applied=step is not None)


def fix(home: Home, code: str, fix_id: str | None = None) -> Fixed:
    """Both at once, for those who need not ask the person between. Raises NotFound, and what the step raises."""
    return carry_out(home, offer(home, code, fix_id))


def steps_of(fix: Fix) -> tuple[str, ...]:
    """What the person does, in words."""
    return tuple(step for step in (fix.title, fix.command, fix.link) if step)


def settings_of(fix: Fix) -> tuple[str, ...]:
    """The settings of this device that a fix changes, and that may be reset; none for any other fix."""
    match shlex.split(fix.command or ""):
        case ["owntexts", "settings", "set", *pairs]:
            return tuple(pairs[::2])
    return ()


def _chosen(finding: Finding, named: str | None) -> Fix:
    if named is not None:
        chosen = next((fix for fix in finding.fixes if fix.id == named), None)
        if chosen is None:
            raise _no_such_fix(finding, named)
        return chosen
    return next((fix for fix in finding.fixes if step_of(fix) is not None), finding.fixes[0])


def _note(home: Home, offered: Offer) -> None:
    """What held before and holds after is in the log, where no agent runs too; a broken replica has none."""
    if not offered.finding.code.startswith(REPLICA):
        noted(home)


def _because(home: Home, offered: Offer) -> AbstractContextManager[None]:
    """The decision log is told what ended a pause; a replica that cannot be used has none."""
    if not offered.finding.blocks or offered.finding.code.startswith(REPLICA):
        return nullcontext()
    return journal.because(home.replica, f"fix:{offered.fix.id}")


def _told(offered: Offer, after: Why, *, applied: bool) -> Fixed:
    code = offered.finding.code
    return Fixed(
        code=code,
        fix=offered.fix.id,
        applied=applied,
        steps=() if applied else steps_of(offered.fix),
        state_before=offered.state,
        state_after=after.state,
        remaining=tuple(each.code for each in after.findings if each.blocks or each.code == code),
    )


def _not_found(code: str, findings: Sequence[Finding]) -> NotFound:
    there = ", ".join(each.code for each in findings) or "nothing"
    return NotFound(
        f"{code} is not found on this device now",
        f"It may have ended by itself. What is found: {there}.",
        fixes=(Fix("why", "See what is found now", "action", command="owntexts why"),),
    )


def _no_such_fix(finding: Finding, named: str) -> NotFound:
    return NotFound(
        f"{finding.code} offers no fix called {named}",
        f"It offers: {', '.join(fix.id for fix in finding.fixes)}.",
        fixes=(Fix("why", "See what it offers", "action", command="owntexts why"),),
    )
