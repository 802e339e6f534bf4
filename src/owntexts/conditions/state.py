"""How it stands, in one word: the first of these that holds."""

from typing import Literal

from msgspec import Struct

from owntexts.conditions.decision import Decision

State = Literal["off", "signed_out", "paused", "syncing", "pending", "waiting", "up_to_date"]


class Standing(Struct, frozen=True):
    """What the word depends on. `unsettled`: something is unsent, unfetched or set aside, or was never synced."""

    signed_in: bool
    syncing: bool
    unsettled: bool
    attachments_waiting: int = 0


def state_of(standing: Standing, decision: Decision) -> State:
    """The first state that holds."""
    if not standing.signed_in:
        return "signed_out"
    if not decision.texts.run:
        return "paused"
    if standing.syncing:
        return "syncing"
    if standing.unsettled:
        return "pending"
    if standing.attachments_waiting and not decision.attachments.run:
        return "waiting"
    return "up_to_date"
