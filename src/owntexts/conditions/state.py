"""How it stands, in one word: the first of these that holds."""

from typing import Literal

from msgspec import Struct

from owntexts.conditions.decision import Decision
from owntexts.conditions.paused import OFF_HERE

State = Literal["off", "signed_out", "paused", "syncing", "pending", "waiting", "up_to_date"]


class Standing(Struct, frozen=True):
    """What the word depends on. `unsettled`: something is unsent, unfetched or set aside, or was never synced."""

    signed_in: bool
    syncing: bool
    unsettled: bool
    attachments_waiting: int = 0


def state_of(standing: Standing, decision: Decision) -> State:
    """The first state that holds."""
    states: tuple[tuple[State, bool], ...] = (
        ("off", OFF_HERE in decision.texts.findings),
        ("signed_out", not standing.signed_in),
        ("paused", not decision.texts.run),
        ("syncing", standing.syncing),
        ("pending", standing.unsettled),
        ("waiting", bool(standing.attachments_waiting) and not decision.attachments.run),
    )
    return next((state for state, holds in states if holds), "up_to_date")
