"""What held, for how long, and what ended it."""

from hypothesis import given
from hypothesis import strategies as st

from owntexts.agent import journal, pausing
from owntexts.agent.deciding import decision
from owntexts.agent.history import history, spans_of, times_begun
from owntexts.agent.home import Home, now_ms
from owntexts.agent.recurring import told_as_recurring
from owntexts.conditions.decision import Decision, LaneDecision
from owntexts.explain import Finding, Fix
from owntexts.replica import decisions

HOUR = 3_600_000
SETTING = Fix("allow", "Allow it", "setting", command="owntexts settings set texts.low_power allow")
PLUG = Fix("plug", "Plug it in", "person")


def held_by(*codes: str) -> Decision:
    findings = tuple(Finding(code, "info", code, "Because.", ("texts",), fixes=(PLUG, SETTING)) for code in codes)
    lane = LaneDecision(run=not codes, findings=codes)
    return Decision(lane, lane, findings, ())


def log(home: Home, at: int, *codes: str, cause: str | None = None) -> None:
    journal.keep(home.replica, held_by(*codes), at, attachments_wait=False, cause=cause)


def test_each_pause_is_told_with_its_causes_its_length_and_what_ended_it(home: Home) -> None:
    log(home, 1 * HOUR, "power.low_power_mode")
    log(home, 2 * HOUR, "power.low_power_mode", "heat.serious")
    log(home, 3 * HOUR, cause="fix:cool_down")
    log(home, 5 * HOUR, "network.none")
    told = history(home, 0, 6 * HOUR)
    assert told.seconds_by_code == {"power.low_power_mode": 7200, "network.none": 3600, "heat.serious": 3600}
    assert [(each.codes, each.ended_by) for each in told.pauses] == [
        (("power.low_power_mode", "heat.serious"), "fix:cool_down"),
        (("network.none",), None),
    ]
    assert told.pauses[0].begin == "1970-01-01T01:00:00.000Z"
    assert told.pauses[0].end == "1970-01-01T03:00:00.000Z"
    assert told.pauses[1].end is None


def test_a_pause_that_began_before_is_counted_from_the_beginning_of_what_was_asked(home: Home) -> None:
    log(home, 1 * HOUR, "network.none")
    log(home, 4 * HOUR)
    told = history(home, 3 * HOUR, 9 * HOUR)
    assert told.seconds_by_code == {"network.none": 3600}
    assert told.pauses[0].ended_by == "itself"


def test_nothing_that_held_is_no_pause(home: Home) -> None:
    log(home, 1 * HOUR)
    told = history(home, 0, 6 * HOUR)
    assert (told.seconds_by_code, told.pauses) == ({}, ())


def test_attachments_that_do_not_wait_are_not_paused(home: Home) -> None:
    held = LaneDecision(run=False, findings=("network.metered",))
    decided = Decision(LaneDecision(run=True), held, (), ())
    journal.keep(home.replica, decided, HOUR, attachments_wait=False)
    assert history(home, 0, 2 * HOUR).pauses == ()
    journal.keep(home.replica, decided, 2 * HOUR, attachments_wait=True)
    assert history(home, 0, 3 * HOUR).pauses[0].codes == ("network.metered",)


def test_a_pause_of_both_lanes_ends_once_and_by_one_cause(home: Home) -> None:
    for at, codes, cause in ((HOUR, ("paused.by_you",), None), (2 * HOUR, (), "fix:resume")):
        journal.keep(home.replica, held_by(*codes), at, attachments_wait=True, cause=cause)
    assert [each.ended_by for each in history(home, 0, 3 * HOUR).pauses] == ["fix:resume"]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.sampled_from([(), ("network.none",), ("heat.serious",)])), max_size=12)
)
def test_every_second_is_counted_once_whatever_the_clock_did(steps: list[tuple[int, tuple[str, ...]]]) -> None:
    told = [decisions.Decided(at * 1000, "texts", journal.encoded(codes)) for at, codes in steps]
    assert sum(span.end - span.begin for span in spans_of(told, 0, 50_000)) == 50_000


def test_pausing_and_resuming_are_in_the_log_without_an_agent(home: Home) -> None:
    pausing.pause(home)
    assert pausing.paused_until(home.replica) == "always"
    assert pausing.resume(home)
    assert not pausing.resume(home)
    assert pausing.paused_until(home.replica) is None


def test_a_cause_that_comes_back_says_so_and_offers_the_lasting_setting_first(home: Home) -> None:
    for day in range(3):
        log(home, day * 24 * HOUR, "power.low_power_mode")
        log(home, (day * 24 + 1) * HOUR)
    now = 72 * HOUR
    log(home, now, "power.low_power_mode")
    told = told_as_recurring(home.replica, held_by("power.low_power_mode"), now + 1).findings[0]
    assert "4 times in 14 days" in told.explanation
    assert told.fixes[0] == SETTING
    assert told.evidence[-1].value == 4


def test_what_came_back_long_ago_is_not_told_as_recurring(home: Home) -> None:
    for day in range(5):
        log(home, day * 24 * HOUR, "power.low_power_mode")
        log(home, (day * 24 + 1) * HOUR)
    now = 40 * 24 * HOUR
    told = told_as_recurring(home.replica, held_by("power.low_power_mode"), now)
    assert told == held_by("power.low_power_mode")
    assert times_begun(home.replica, 0, now) == {"power.low_power_mode": 5}


def test_what_sync_now_went_before_has_not_come_back_when_it_holds_again(home: Home) -> None:
    for minute in range(0, 50, 10):
        log(home, minute, "power.low_power_mode")
        log(home, minute + 5, cause="sync_now")
    assert times_begun(home.replica, 0, 100) == {"power.low_power_mode": 1}
    log(home, 60, "power.low_power_mode")
    log(home, 70)
    log(home, 80, "power.low_power_mode")
    assert times_begun(home.replica, 0, 100) == {"power.low_power_mode": 2}


def test_a_finding_says_since_when_it_has_held(home: Home) -> None:
    log(home, 1 * HOUR, "account.signed_out")
    log(home, 2 * HOUR, "account.signed_out", "heat.serious")
    assert journal.since(home.replica) == {"account.signed_out": HOUR, "heat.serious": 2 * HOUR}
    found = next(each for each in decision(home).findings if each.code == "account.signed_out")
    assert found.since == "1970-01-01T01:00:00.000Z"


def test_what_ended_a_pause_is_forgotten_after_a_minute(home: Home) -> None:
    now = now_ms()
    log(home, now - 10, "heat.serious")
    with journal.because(home.replica, "fix:cool_down"):
        pass
    log(home, now + 120_000)
    assert history(home, now - HOUR, now + 200_000).pauses[0].ended_by == "itself"


def test_what_ended_one_pause_did_not_end_the_next(home: Home) -> None:
    now = now_ms()
    log(home, now - 30, "paused.by_you")
    with journal.because(home.replica, "fix:resume"):
        log(home, now - 20)
    log(home, now + 20_000, "network.none")
    log(home, now + 30_000)
    assert [each.ended_by for each in history(home, now - HOUR, now + HOUR).pauses] == ["fix:resume", "itself"]


def test_a_fix_that_left_a_pause_standing_did_not_end_it_later(home: Home) -> None:
    now = now_ms()
    log(home, now - 30, "account.signed_out", "sync.off_here")
    with journal.because(home.replica, "fix:sync_on"):
        pass
    log(home, now + 20_000, "account.signed_out")
    log(home, now + 30_000)
    assert [each.ended_by for each in history(home, now - HOUR, now + HOUR).pauses] == ["itself"]


def test_a_fix_that_holds_by_itself_while_it_runs_ended_the_pause(home: Home) -> None:
    log(home, now_ms() - 30, "replica.damaged")
    with journal.because(home.replica, "fix:refresh"):
        log(home, now_ms() + 10, "refresh.in_progress")
        log(home, now_ms() + 20)
    assert [each.ended_by for each in history(home, 0, now_ms() + HOUR).pauses] == ["fix:refresh"]
