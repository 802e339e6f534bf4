"""`owntexts fix`: carry out what a reason offers, and see what came of it."""

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from owntexts.agent.home import open_home
from owntexts.cli.asking import confirm
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.doctor import fixing
from owntexts.errors import NeedsPerson
from owntexts.explain import Fix

FixId = Annotated[str | None, Parameter(name="--fix")]


def fix(code: str, /, *, fix: FixId = None, yes: bool = False, json: Json = False) -> int:
    """End a reason by one of its fixes: a setting is changed, an action is carried out, and all is looked at again.

    A fix that only you can carry out is told in steps; exit code 4.

    For example:
        owntexts fix paused.by_you
        owntexts fix power.low_power_mode --fix allow_texts

    Parameters
    ----------
    code
        The reason, as `owntexts why` names it.
    fix
        Which of its fixes; without it the first that can be carried out here.
    yes
        Do not ask before a fix that changes much.
    """
    with open_home() as home:
        offered = fixing.offer(home, code, fix)
        if offered.step is not None and offered.step.asks is not None:
            confirm(offered.step.asks, yes=yes)
        fixed = fixing.carry_out(home, offered)
    show(fixed, lambda: _told(fixed, offered.fix), json=json)
    return 0 if fixed.applied else NeedsPerson.exit_code


def _told(fixed: fixing.Fixed, fix: Fix) -> Iterator[str]:
    if not fixed.applied:
        yield "This one is yours to do:"
        yield from (f"  {step}" for step in fixed.steps)
        return
    yield f"Done: {fix.title}"
    yield from (f"Take it back: owntexts settings reset {key}" for key in fixing.settings_of(fix))
    yield f"It was {_in_words(fixed.state_before)}, and is {_in_words(fixed.state_after)}."
    if fixed.remaining:
        yield f"What is left: {', '.join(fixed.remaining)}. See: owntexts why"


def _in_words(state: str) -> str:
    return state.replace("_", " ")
