"""`owntexts pause` and `resume`: a rest that the person asks for."""

from typing import Annotated, Final

from cyclopts import Parameter
from msgspec import Struct

from owntexts.agent import pausing
from owntexts.agent.home import now_ms, open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.moments import moment
from owntexts.cli.output import show
from owntexts.conditions.state import State
from owntexts.doctor import report
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.explain.amounts import read_duration
from owntexts.model.times import rfc3339

ALWAYS: Final = "always"
For = Annotated[str | None, Parameter(name="--for")]


class Paused(Struct, frozen=True):
    """How it stands now, and until when it is paused: a time (RFC 3339), or 'always'."""

    state: State
    paused_until: str


class Resumed(Struct, frozen=True):
    """How it stands now, and whether it was paused before."""

    state: State
    was_paused: bool


def pause(*, for_: For = None, until: str | None = None, json: Json = False) -> None:
    """Send and fetch nothing by itself, for a while or until `owntexts resume`. `owntexts sync --now` still works.

    For example:
        owntexts pause --for 1h
        owntexts pause --until 2026-11-24T07:00
        owntexts pause --until tomorrow

    Parameters
    ----------
    for_
        For how long, such as 90s, 15m, 2h or 3d.
    until
        Until when, in local time: a date with or without a time, a time of day, or tomorrow (at 07:00).
    """
    if for_ is not None and until is not None:
        raise WrongUsage("Say --for or --until", "Both at once would be two different times.", fixes=(_EXAMPLE,))
    chosen = _end(for_, until)
    with open_home() as home:
        pausing.pause(home, chosen)
        state = report.status(home).state
    then = ALWAYS if chosen == ALWAYS else rfc3339(int(chosen)) or ALWAYS
    told = "until you say: owntexts resume" if then == ALWAYS else f"until {words.when(then)} UTC"
    show(Paused(state, then), lambda: f"Paused {told}.", json=json)


def resume(*, json: Json = False) -> None:
    """End a pause that you asked for.

    For example:
        owntexts resume
    """
    with open_home() as home:
        was_paused = pausing.resume(home)
        state = report.status(home).state
    told = "It goes on." if was_paused else "It was not paused by you."
    show(Resumed(state, was_paused), lambda: told, json=json)


def _end(for_: str | None, until: str | None) -> pausing.Until:
    if until is not None:
        return moment(until)
    return "always" if for_ is None else now_ms() + _seconds(for_) * 1000


def _seconds(text: str) -> int:
    seconds = read_duration(text)
    if not seconds:
        raise WrongUsage(
            "This is no duration",
            "A duration is a whole number with a unit: s, m, h or d.",
            evidence=(Evidence("duration", text, origin="the command line"),),
            fixes=(_EXAMPLE,),
        )
    return seconds


_EXAMPLE: Final = Fix("example", "For example", "action", command="owntexts pause --for 1h")
