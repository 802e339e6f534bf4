"""One step of a sync: the first row of the table that fits."""

from dataclasses import replace

from owntexts.sync.events import Effect, Event
from owntexts.sync.rules import RULES
from owntexts.sync.state import State


class Unforeseen(AssertionError):
    """An answer came that nothing had asked for: a fault of the caller, never of the hub."""


def advance(state: State, event: Event) -> tuple[State, tuple[Effect, ...]]:
    """The state after `event`, and what is to be done now, in this order."""
    for rule in RULES:
        if state.phase in rule.phases and isinstance(event, rule.event) and rule.provided(state, event):
            after = replace(rule.update(state, event), phase=rule.then or state.phase)
            return after, tuple(make(after, event) for make in rule.do)
    raise Unforeseen(f"{type(event).__name__} while {state.phase}")
