"""Conversations with the engine: what happens, and what it then wants done."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.explain import Finding, Fix
from owntexts.sync.backoff import FIRST_MS, POLL_MS
from owntexts.sync.engine import Unforeseen, advance
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
from owntexts.sync.state import BUSY, Phase, State
from owntexts.wire.hub import ChangeToken, ConflictCode, Head, Item, Page

NOW = 1_000_000
TROUBLE = Finding("hub.unreachable", "error", "No hub", "No hub", fixes=(Fix("wait", "Wait", "wait"),))


def at(token: int, history: bytes = b"h") -> ChangeToken:
    return ChangeToken(b"i" * 16, token, history * 32)


def head(token: int, counter: int = 0, *, position: ChangeToken | None = None) -> Head:
    return Head(position or at(token), 0, b"k" * 32, counter, b"o" * 32, 0, 0, "")


def heard(there: int, here: int, counter: int = 0, own_hash: bytes | None = None) -> HeadArrived:
    return HeadArrived(head(there, counter), at(here), own_hash)


def page(*tokens: int, to: int) -> PageArrived:
    return PageArrived(Page(tuple(Item(token, b"x" * 32, b"") for token in tokens), at(to)))


def told(*events: Event, state: State | None = None) -> tuple[State, tuple[Effect, ...]]:
    """The state and the last effects after all these events."""
    now, effects = state or State(), ()
    for event in events:
        now, effects = advance(now, event)
    return now, effects


def test_a_device_that_is_level_with_nothing_to_say_is_up_to_date() -> None:
    state, effects = told(Wanted(), heard(4, 4), NothingToSeal(NOW))
    assert state.phase is Phase.UP_TO_DATE
    assert effects == (WaitUntil(NOW + POLL_MS),)


def test_it_takes_before_it_gives() -> None:
    state, effects = told(Wanted(), heard(9, 4))
    assert effects == (Fetch(at(4)),)
    state, effects = told(page(5, 6, to=9), state=state)
    assert isinstance(effects[0], Apply)
    state, effects = told(Applied(at(6)), state=state)
    assert effects == (Fetch(at(6)),)
    _, effects = told(page(7, 8, 9, to=9), Applied(at(9)), state=state)
    assert effects == (Seal(),)


def test_what_it_gives_is_seen_in_the_log_before_it_is_up_to_date() -> None:
    state, effects = told(Wanted(), heard(4, 4), CutSealed())
    assert effects == (Push(),)
    state, effects = told(Pushed(at(5), more=True), state=state)
    assert effects == (Push(),)
    state, effects = told(Pushed(at(6), more=False), state=state)
    assert (state.phase, effects) == (Phase.CONFIRMING, (Fetch(at(4)),))
    state, effects = told(page(5, 6, to=6), Applied(at(6)), state=state)
    assert effects == (Seal(),)
    state, _ = told(NothingToSeal(NOW), state=state)
    assert state.phase is Phase.UP_TO_DATE


def test_an_own_item_that_the_hub_acknowledged_and_does_not_show_is_found_out() -> None:
    state, effects = told(Wanted(), heard(4, 4), CutSealed(), Pushed(at(5), more=False), page(to=4))
    assert (state.phase, state.findings[0].code) == (Phase.STOPPED, "integrity.history")
    assert effects == (Report(state.findings[0]),)


def test_something_set_aside_is_reported_and_never_up_to_date() -> None:
    state, effects = told(Wanted(), heard(4, 4), NothingToSeal(NOW, set_aside=2))
    assert state.phase is Phase.IDLE
    assert effects[0] == Report(state.findings[0])
    assert state.findings[0].code == "item.set_aside"


def test_a_day_of_silence_ends_with_a_heartbeat() -> None:
    state, effects = told(Wanted(), heard(4, 4), NothingToSeal(NOW, heartbeat_due=True))
    assert effects == (Heartbeat(),)
    _, effects = told(CutSealed(), state=state)
    assert effects == (Push(),)


def test_a_stale_epoch_is_answered_by_taking_the_keyring_and_sealing_anew() -> None:
    state, effects = told(Wanted(), heard(4, 4), CutSealed(), Conflicted("stale_epoch"))
    assert effects == (AskHead(),)
    state, effects = told(heard(5, 4), page(5, to=5), Applied(at(5)), state=state)
    assert effects == (Reseal(),)
    state, effects = told(CutSealed(), state=state)
    assert effects == (Push(),)
    assert not state.stale


def test_a_stale_epoch_that_was_already_taken_is_sealed_anew_at_once() -> None:
    _, effects = told(Wanted(), heard(4, 4), CutSealed(), Conflicted("stale_epoch"), heard(4, 4))
    assert effects == (Reseal(),)


@pytest.mark.parametrize(
    ("code", "finding"),
    [
        ("chain_conflict", "integrity.device_chain"),
        ("stale_epoch", "integrity.keyring"),
        ("missing_blobs", "integrity.blob"),
    ],
)
def test_a_hub_that_refuses_again_and_again_is_not_asked_for_ever(code: ConflictCode, finding: str) -> None:
    state, _ = told(Wanted(), heard(4, 4), CutSealed())
    for _ in range(2):
        state, _ = told(Conflicted(code), heard(4, 4), CutSealed(), state=state)
    state, _ = told(Conflicted(code), state=state)
    assert (state.phase, state.findings[0].code) == (Phase.STOPPED, finding)


@pytest.mark.parametrize("own_hash", [None, b"another" * 4])
def test_a_home_that_never_sealed_what_the_hub_has_of_it_is_a_copy(own_hash: bytes | None) -> None:
    state, _ = told(Wanted(), heard(9, 4, counter=3, own_hash=own_hash))
    assert (state.phase, state.findings[0].code) == (Phase.STOPPED, "integrity.device_chain")
    assert [fix.id for fix in state.findings[0].fixes] == ["leave", "join"]


def test_a_lost_answer_is_no_copied_home() -> None:
    state, _ = told(Wanted(), heard(9, 4, counter=3, own_hash=b"o" * 32))
    assert state.phase is Phase.FETCHING


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (at(3), "feed.reset"),
        (ChangeToken(b"j" * 16, 9, b"h" * 32), "feed.reset"),
        (at(4, b"g"), "integrity.history"),
    ],
)
def test_a_head_that_cannot_follow_from_ours_stops_the_feed(there: ChangeToken, code: str) -> None:
    state, effects = told(Wanted(), HeadArrived(head(0, position=there), at(4), None))
    assert (state.phase, state.findings[0].code) == (Phase.STOPPED, code)
    assert effects == (Report(state.findings[0]),)


@pytest.mark.parametrize(("there", "code"), [(at(3), "feed.reset"), (at(8), "integrity.history")])
def test_a_history_that_the_hub_does_not_know_stops_the_feed(there: ChangeToken, code: str) -> None:
    state, _ = told(Wanted(), heard(9, 4), HistoryMoved(there))
    assert (state.phase, state.findings[0].code) == (Phase.STOPPED, code)


@pytest.mark.parametrize("event", [HeadArrived(head(0, position=at(3)), at(4), None), HistoryMoved(at(3))])
def test_a_hub_that_went_back_is_told_with_both_positions(event: HeadArrived | HistoryMoved) -> None:
    state, _ = told(Wanted(), event, state=State(position=at(4)))
    position, incarnation = state.findings[0].evidence
    assert (position.value, position.limit) == (3, 4)
    assert incarnation.value == incarnation.limit == at(4).incarnation.hex()


def test_a_forked_history_is_told_with_both_hashes() -> None:
    state, _ = told(Wanted(), HeadArrived(head(0, position=at(4, b"g")), at(4), None))
    theirs, ours = state.findings[0].evidence
    assert (theirs.value, ours.value) == (f"4 {at(4, b'g').zone_hash.hex()}", f"4 {at(4).zone_hash.hex()}")


def test_an_empty_page_before_the_head_is_found_out() -> None:
    state, _ = told(Wanted(), heard(9, 4), page(to=9))
    assert state.findings[0].code == "integrity.history"


def test_a_hub_that_cannot_be_used_is_tried_again_later_and_later() -> None:
    failed = Failed(TROUBLE, NOW, 0.0)
    state, effects = told(Wanted(), failed)
    assert state.phase is Phase.HELD
    assert effects == (Report(TROUBLE), WaitUntil(NOW + FIRST_MS // 2))
    too_early, effects = told(Tick(NOW + 1), state=state)
    assert (too_early.phase, effects) == (Phase.HELD, ())
    state, _ = told(Tick(NOW + FIRST_MS), failed, state=state)
    assert state.wake_at == NOW + FIRST_MS
    state, _ = told(Wanted(), heard(4, 4), NothingToSeal(NOW), state=state)
    assert state.failures == 0


def test_a_decision_to_wait_holds_the_sync_and_ends_with_the_next_decision() -> None:
    state, _ = told(Wanted(), heard(9, 4), DecisionChanged(run=False, findings=(TROUBLE,)))
    assert (state.phase, state.findings) == (Phase.HELD, (TROUBLE,))
    state, effects = told(page(5, to=9), Wanted(), Nudged(99), Tick(NOW), state=state)
    assert (state.phase, effects) == (Phase.HELD, ())
    state, effects = told(DecisionChanged(run=True), state=state)
    assert (state.phase, effects) == (Phase.ASKING, (AskHead(),))


def test_what_was_refused_stops_the_feed_until_it_is_looked_at_again() -> None:
    state, effects = told(Wanted(), heard(9, 4), page(5, to=9), Refused(TROUBLE))
    assert (state.phase, effects) == (Phase.STOPPED, (Report(TROUBLE),))
    assert told(Tick(NOW), state=state)[1] == (AskHead(),)


def test_what_would_change_too_much_is_held_for_the_person() -> None:
    state, _ = told(Wanted(), heard(9, 4), page(5, to=9), HeldBack(TROUBLE))
    assert (state.phase, state.findings) == (Phase.HELD, (TROUBLE,))


def test_a_wish_while_busy_is_granted_afterwards() -> None:
    state, effects = told(Wanted(), Wanted(), heard(4, 4), NothingToSeal(NOW))
    assert (state.phase, effects) == (Phase.ASKING, (AskHead(),))
    assert told(heard(4, 4), NothingToSeal(NOW), state=state)[0].phase is Phase.UP_TO_DATE


def test_a_nudge_about_what_is_already_here_starts_nothing() -> None:
    level = told(Wanted(), heard(4, 4), NothingToSeal(NOW))[0]
    assert told(Nudged(4), state=level) == (level, ())
    assert told(Nudged(5), state=level)[1] == (AskHead(),)


def test_nudges_may_be_lost() -> None:
    level = told(Wanted(), heard(4, 4), NothingToSeal(NOW))[0]
    assert told(Tick(NOW + POLL_MS), state=level)[1] == (AskHead(),)


def test_an_answer_that_nobody_asked_for_is_a_fault_of_ours() -> None:
    with pytest.raises(Unforeseen):
        advance(State(), CutSealed())


OUTSIDE = st.sampled_from(
    [Wanted(), Nudged(3), Nudged(99), Tick(NOW), DecisionChanged(run=False), DecisionChanged(run=True)]
)
TROUBLES = st.sampled_from([Failed(TROUBLE, NOW, 0.5), Refused(TROUBLE), HistoryMoved(at(2)), HistoryMoved(at(50))])


def answers(effect: Effect) -> st.SearchStrategy[Event]:
    """Everything that can come of one effect."""
    tokens = st.integers(0, 12)
    match effect:
        case AskHead():
            return st.builds(heard, tokens, tokens, st.integers(0, 1), st.sampled_from([None, b"o" * 32])) | TROUBLES
        case Fetch():
            return st.builds(lambda n, to: page(*range(1, n), to=to), tokens, tokens) | TROUBLES
        case Apply():
            return st.builds(Applied, st.builds(at, tokens)) | TROUBLES | st.just(HeldBack(TROUBLE))
        case Push():
            conflicts = st.sampled_from([Conflicted("stale_epoch"), Conflicted("chain_conflict")])
            return st.builds(Pushed, st.builds(at, tokens), st.booleans()) | conflicts | TROUBLES
        case _:
            return st.just(CutSealed()) | st.builds(NothingToSeal, st.just(NOW), st.integers(0, 1), st.booleans())


@given(st.data())
def test_whatever_happens_the_engine_asks_for_one_thing_at_a_time_and_never_loses_its_way(data: st.DataObject) -> None:
    state, effects = advance(State(), Wanted())
    for _ in range(40):
        asked = [effect for effect in effects if not isinstance(effect, WaitUntil | Report)]
        assert len(asked) == (1 if state.phase in BUSY else 0)
        if state.phase in {Phase.HELD, Phase.STOPPED} and state.allowed:
            assert state.findings
        for outside in data.draw(st.lists(OUTSIDE, max_size=2)):
            state, more = advance(state, outside)
            asked = [effect for effect in more if not isinstance(effect, WaitUntil | Report)] or asked
        if state.phase not in BUSY:
            state, effects = advance(replace(state, allowed=True), Wanted())
            continue
        state, effects = advance(state, data.draw(answers(asked[-1])))
