"""The table of the sync engine: in which phase which event, provided what, leads where, and what is then to be done.

How to read it
--------------
One device's sync is a conversation with its own hands (the hub, the replica, the cipher): each effect but WaitUntil
and Report is answered by exactly one event, so that at most one thing is under way at any time. Five laws stand
behind the rows:

1. *Take before you give.* A sync fetches to the head and applies before it cuts what is pending, so a device that
   joins with a store that the zone already has sends nothing, and every batch commits to the newest history seen.
2. *What was sealed is sent as it was sealed.* Bytes leave the outbox only when they are seen in the log, under the hash
   that was kept when sealing. A lost answer costs one repetition of the same bytes.
3. *Up to date is a proof, not a feeling*: fetched to the hub's head, own last item seen byte-identical, nothing
   pending, nothing set aside.
4. *The hub is heard, not believed.* A nudge only starts a look. A head behind us, another hash at our place, or items
   spoken of and not given stop the feed before anything is taken.
5. *Every rest has a way out.* What the conditions hold ends with their decision; every other rest ends by a wish, a
   nudge, the time it names or, where it names none, the next tick, and then looks again from where it stood.

The first row whose phase, event and condition fit is taken. A row's update is applied before its effects are made.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from owntexts.sync import findings
from owntexts.sync.backoff import POLL_MS, ROOM_MS, backoff_ms
from owntexts.sync.events import (
    Applied,
    Apply,
    AskHead,
    Conflicted,
    CutSealed,
    DecisionChanged,
    Effect,
    Event,
    Failed,
    Fetch,
    HeadArrived,
    Heartbeat,
    HeldBack,
    HistoryMoved,
    NothingToSeal,
    Nudged,
    PageArrived,
    Push,
    Pushed,
    Refused,
    Report,
    Reseal,
    Seal,
    Tick,
    WaitUntil,
    Wanted,
)
from owntexts.sync.state import BUSY, RESTING, Phase, State

Condition = Callable[[State, Any], bool]
Update = Callable[[State, Any], State]
Make = Callable[[State, Any], Effect]

CONFLICTS_IN_A_ROW = 3
HUB_FULL = "storage.hub_full"


# Conditions: what must hold of the state before the event, and of the event.


def always(_state: State, _event: Event) -> bool:
    return True


def allowed(state: State, _event: Event) -> bool:
    return state.allowed


def allowed_again(state: State, event: DecisionChanged) -> bool:
    return event.run and not state.allowed


def must_wait(_state: State, event: DecisionChanged) -> bool:
    return not event.run


def news(state: State, event: Nudged) -> bool:
    return state.allowed and (state.position is None or event.token > state.position.token)


def time_is_up(state: State, event: Tick) -> bool:
    return state.allowed and (state.wake_at is None or event.now >= state.wake_at)


def copied(_state: State, event: HeadArrived) -> bool:
    return event.head.device_counter > 0 and event.own_hash != event.head.device_hash


def went_back(state: State, event: HeadArrived | HistoryMoved) -> bool:
    head, ours = findings.both_sides(state, event)
    return ours is not None and (head.incarnation != ours.incarnation or head.token < ours.token)


def same_place_other_hash(_state: State, event: HeadArrived) -> bool:
    head = event.head.position
    return head.token == event.position.token and head.zone_hash != event.position.zone_hash


def hub_has_more(_state: State, event: HeadArrived) -> bool:
    return event.head.position.token > event.position.token


def keeps_back(state: State, event: PageArrived) -> bool:
    return not event.page.items and (state.behind or event.page.head.token > state.head)


def still_behind(state: State, event: Applied) -> bool:
    return event.position.token < state.head


def outbox_stale(state: State, _event: Event) -> bool:
    return state.stale


def more_waits(_state: State, event: Pushed) -> bool:
    return event.more


def never_agrees(state: State, _event: Conflicted) -> bool:
    return state.conflicts + 1 >= CONFLICTS_IN_A_ROW


def asked_again(state: State, _event: Event) -> bool:
    return state.again


def heartbeat_due(_state: State, event: NothingToSeal) -> bool:
    return event.heartbeat_due


def something_aside(_state: State, event: NothingToSeal) -> bool:
    return event.set_aside > 0


# Updates: what the event changes of the state, besides its phase.


def keep(state: State, _event: Event) -> State:
    return state


def begin(state: State, _event: Event) -> State:
    return replace(state, again=False, wake_at=None)


def remember_wish(state: State, _event: Event) -> State:
    return replace(state, again=True)


def take_decision(state: State, event: DecisionChanged) -> State:
    return replace(state, allowed=event.run, findings=event.findings, wake_at=None)


def take_head(state: State, event: HeadArrived) -> State:
    return replace(state, position=event.position, head=event.head.position.token)


def take_page(state: State, event: PageArrived) -> State:
    return replace(state, head=max(state.head, event.page.head.token))


def take_position(state: State, event: Applied) -> State:
    return replace(state, position=event.position)


def take_reseal(state: State, event: HeadArrived | Applied) -> State:
    moved = take_head(state, event) if isinstance(event, HeadArrived) else take_position(state, event)
    return replace(moved, stale=False)


def take_token(state: State, event: Pushed) -> State:
    return replace(state, head=max(state.head, event.token.token), conflicts=0)


def count_conflict(state: State, event: Conflicted) -> State:
    return replace(state, conflicts=state.conflicts + 1, stale=state.stale or event.code == "stale_epoch")


def settle(state: State, event: NothingToSeal) -> State:
    return replace(state, failures=0, conflicts=0, findings=(), wake_at=event.now + POLL_MS)


def settle_aside(state: State, event: NothingToSeal) -> State:
    return replace(settle(state, event), findings=(findings.something_set_aside(state, event),))


def back_off(state: State, event: Failed) -> State:
    delay = backoff_ms(state.failures, event.jitter, event.retry_after_ms)
    if event.finding.code == HUB_FULL:
        delay = min(delay, ROOM_MS)
    return replace(state, failures=state.failures + 1, wake_at=event.now + delay, findings=(event.finding,))


def give_up(state: State, event: Refused | HeldBack) -> State:
    return replace(state, findings=(event.finding,))


def finding_of(tell: Callable[[State, Any], Any]) -> Update:
    """An update that writes down what the engine itself found."""

    def found(state: State, event: Event) -> State:
        return replace(state, findings=(tell(state, event),))

    return found


# Effects.


def ask_head(_state: State, _event: Event) -> Effect:
    return AskHead()


def fetch(state: State, _event: Event) -> Effect:
    if state.position is None:
        raise AssertionError("a page is asked for only after a head arrived")
    return Fetch(state.position)


def apply_page(_state: State, event: PageArrived) -> Effect:
    return Apply(event.page)


def seal(_state: State, _event: Event) -> Effect:
    return Seal()


def reseal(_state: State, _event: Event) -> Effect:
    return Reseal()


def heartbeat(_state: State, _event: Event) -> Effect:
    return Heartbeat()


def push(_state: State, _event: Event) -> Effect:
    return Push()


def wait(state: State, _event: Event) -> Effect:
    return WaitUntil(state.wake_at or 0)


def report(state: State, _event: Event) -> Effect:
    return Report(state.findings[0])


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    phases: frozenset[Phase]
    event: type[Event]
    provided: Condition
    then: Phase | None
    update: Update = keep
    do: tuple[Make, ...] = ()


def _row(
    phases: Phase | frozenset[Phase],
    event: type[Event],
    provided: Condition,
    then: Phase | None,
    update: Update = keep,
    *do: Make,
) -> Rule:
    return Rule(frozenset({phases}) if isinstance(phases, Phase) else phases, event, provided, then, update, do)


P = Phase
ANSWERS = (HeadArrived, PageArrived, Applied, CutSealed, NothingToSeal, Pushed, Conflicted)

RULES: tuple[Rule, ...] = (
    # What comes from outside
    _row(RESTING, Wanted, allowed, P.ASKING, begin, ask_head),
    _row(RESTING, Nudged, news, P.ASKING, begin, ask_head),
    _row(RESTING, Tick, time_is_up, P.ASKING, begin, ask_head),
    _row(P.HELD, DecisionChanged, allowed_again, P.ASKING, take_decision, ask_head),
    _row(RESTING | BUSY, DecisionChanged, must_wait, P.HELD, take_decision),
    _row(RESTING | BUSY, DecisionChanged, always, None),
    _row(BUSY, Wanted, always, None, remember_wish),
    _row(BUSY, Nudged, always, None, remember_wish),
    _row(RESTING, Wanted, always, None),
    _row(RESTING, Nudged, always, None),
    _row(RESTING | BUSY, Tick, always, None),
    # Take
    _row(P.ASKING, HeadArrived, went_back, P.STOPPED, finding_of(findings.hub_went_back), report),
    _row(P.ASKING, HeadArrived, same_place_other_hash, P.STOPPED, finding_of(findings.forked), report),
    _row(P.ASKING, HeadArrived, copied, P.STOPPED, finding_of(findings.copied_home), report),
    _row(P.ASKING, HeadArrived, hub_has_more, P.FETCHING, take_head, fetch),
    _row(P.ASKING, HeadArrived, outbox_stale, P.SEALING, take_reseal, reseal),
    _row(P.ASKING, HeadArrived, always, P.SEALING, take_head, seal),
    _row(P.FETCHING, PageArrived, keeps_back, P.STOPPED, finding_of(findings.withheld), report),
    _row(P.FETCHING, PageArrived, always, P.APPLYING, take_page, apply_page),
    _row(P.APPLYING, Applied, still_behind, P.FETCHING, take_position, fetch),
    _row(P.APPLYING, Applied, outbox_stale, P.SEALING, take_reseal, reseal),
    _row(P.APPLYING, Applied, always, P.SEALING, take_position, seal),
    # Give
    _row(P.SEALING, CutSealed, always, P.PUSHING, keep, push),
    _row(P.PUSHING, Pushed, more_waits, P.PUSHING, take_token, push),
    _row(P.PUSHING, Pushed, always, P.CONFIRMING, take_token, fetch),
    _row(P.PUSHING, Conflicted, never_agrees, P.STOPPED, finding_of(findings.no_agreement), report),
    _row(P.PUSHING, Conflicted, always, P.ASKING, count_conflict, ask_head),
    _row(P.CONFIRMING, PageArrived, keeps_back, P.STOPPED, finding_of(findings.withheld), report),
    _row(P.CONFIRMING, PageArrived, always, P.APPLYING, take_page, apply_page),
    # Rest
    _row(P.SEALING, NothingToSeal, asked_again, P.ASKING, begin, ask_head),
    _row(P.SEALING, NothingToSeal, heartbeat_due, P.SEALING, keep, heartbeat),
    _row(P.SEALING, NothingToSeal, something_aside, P.IDLE, settle_aside, report, wait),
    _row(P.SEALING, NothingToSeal, always, P.UP_TO_DATE, settle, wait),
    # What can go wrong at any step
    _row(BUSY, HistoryMoved, went_back, P.STOPPED, finding_of(findings.hub_went_back), report),
    _row(BUSY, HistoryMoved, always, P.STOPPED, finding_of(findings.forked), report),
    _row(BUSY, Failed, always, P.HELD, back_off, report, wait),
    _row(BUSY, Refused, always, P.STOPPED, give_up, report),
    _row(BUSY, HeldBack, always, P.HELD, give_up, report),
    # An answer that comes after a decision held the sync: what it did is kept by the replica
    *(_row(P.HELD, answer, always, None) for answer in (*ANSWERS, HistoryMoved, Failed, Refused, HeldBack)),
)
