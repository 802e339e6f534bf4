"""What may run, and every reason why not."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from owntexts.conditions.decide import CHECKS, decide
from owntexts.conditions.decision import Decision, Passed
from owntexts.conditions.policy import BALANCED
from owntexts.conditions.readings import CLOCK_OFFSET, DEVICE_FREE, Reading
from owntexts.conditions.work import Work
from owntexts.explain import Evidence, Finding, Fix

UNREACHABLE = Finding(
    code="hub.unreachable",
    severity="warning",
    blocks=("texts", "attachments"),
    title="The hub cannot be reached",
    explanation="Nobody answered.",
    evidence=(Evidence("address", "127.0.0.1:1"),),
    fixes=(Fix("wait", "It is tried again", "wait"),),
)

works = st.builds(
    Work,
    signed_in=st.booleans(),
    hub=st.just("https://hub.example"),
    faults=st.sampled_from([(), (UNREACHABLE,)]),
    set_aside=st.integers(0, 3),
)
readings = st.fixed_dictionaries(
    {},
    optional={
        DEVICE_FREE: st.builds(Reading, st.just(DEVICE_FREE), st.none() | st.integers(0, 1 << 40)),
        CLOCK_OFFSET: st.builds(Reading, st.just(CLOCK_OFFSET), st.none() | st.floats(-1e6, 1e6)),
    },
)


def answer(work: Work, *measured: Reading) -> Decision:
    return decide({reading.name: reading for reading in measured}, BALANCED, work)


@given(readings, works)
def test_every_pause_has_evidence_and_a_way_out(measured: dict[str, Reading], work: Work) -> None:
    decision = decide(measured, BALANCED, work)
    assert decision.texts.run == (not decision.texts.findings)
    for finding in decision.findings:
        assert finding.evidence
        assert finding.fixes


@given(works)
def test_the_unknown_never_blocks(work: Work) -> None:
    known = answer(work, Reading(DEVICE_FREE, 1 << 40), Reading(CLOCK_OFFSET, 0.0))
    unknown = answer(work, Reading(DEVICE_FREE, None), Reading(CLOCK_OFFSET, None))
    assert known.texts == unknown.texts
    assert known.findings == unknown.findings


def test_all_reasons_are_told_and_not_only_the_first() -> None:
    work = Work(signed_in=True, hub="https://hub.example", faults=(UNREACHABLE,))
    decision = answer(work, Reading(DEVICE_FREE, 5 << 20))
    assert decision.texts.findings == ("storage.device_full", "hub.unreachable")
    assert decision.attachments == decision.texts


def test_a_device_without_an_account_is_signed_out_and_not_told_of_old_faults() -> None:
    decision = answer(Work(signed_in=False, faults=(UNREACHABLE,)), Reading(DEVICE_FREE, 1 << 40))
    assert [finding.code for finding in decision.findings] == ["account.signed_out"]
    assert decision.passed == (Passed(DEVICE_FREE, 1 << 40, BALANCED.storage_device_min_free),)


def test_room_on_the_disk_blocks_exactly_below_its_limit() -> None:
    work = Work(signed_in=True)
    limit = BALANCED.storage_device_min_free
    assert answer(work, Reading(DEVICE_FREE, limit)).texts.run
    assert not answer(work, Reading(DEVICE_FREE, limit - 1)).texts.run


def test_a_wrong_clock_and_items_set_aside_are_told_and_stop_nothing() -> None:
    decision = answer(Work(signed_in=True, set_aside=2), Reading(CLOCK_OFFSET, -301.0))
    assert {finding.code for finding in decision.findings} == {"clock.wrong", "item.set_aside"}
    assert decision.texts.run
    assert decision.blocking == ()


def test_what_the_person_asks_for_now_is_held_by_hard_findings_only() -> None:
    soft = msgspec.structs.replace(UNREACHABLE, code="network.metered", soft=True)
    work = Work(signed_in=True, faults=(UNREACHABLE, soft))
    assert decide({}, BALANCED, work).texts.findings == ("network.metered", "hub.unreachable")
    assert decide({}, BALANCED, work, urgent=True).texts.findings == ("hub.unreachable",)


def test_each_condition_says_something_in_some_case() -> None:
    full = {DEVICE_FREE: Reading(DEVICE_FREE, 0), CLOCK_OFFSET: Reading(CLOCK_OFFSET, 1e4)}
    work = Work(signed_in=True, faults=(UNREACHABLE,), set_aside=1)
    assert all(list(check(full, BALANCED, work)) for check in CHECKS)
