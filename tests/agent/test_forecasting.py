"""When Wi-Fi and the charger are likely to come, by what this device has seen of itself."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from owntexts.agent import habits
from owntexts.agent.forecasting import told_with_forecast
from owntexts.agent.habits import DAY_MS, MINUTE_MS, Window, forecast, in_words, observe
from owntexts.agent.home import Home
from owntexts.conditions.decision import Decision, LaneDecision
from owntexts.conditions.readings import CHARGING, METERED, NETWORK, Reading, Readings
from owntexts.conditions.work import Waiting
from owntexts.explain import Evidence, Finding, Fix, Wait

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 60 * MINUTE_MS


def at(text: str, where: ZoneInfo = BERLIN) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=where).timestamp() * 1000)


def nights(first: str, count: int, hours: float = 7.5) -> list[Window]:
    """The same evening again and again, in local time, a few minutes later each time."""
    begin = at(first)
    return [
        (begin + day * DAY_MS + day * MINUTE_MS, begin + day * DAY_MS + round(hours * HOUR)) for day in range(count)
    ]


def now(network: str | None = "wifi", metered: bool | None = False, charging: bool | None = True) -> Readings:
    told = (Reading(NETWORK, network), Reading(METERED, metered), Reading(CHARGING, charging))
    return {reading.name: reading for reading in told}


def test_the_usual_evening_is_told(home: Home) -> None:
    expected = forecast(nights("2026-11-10T23:05", 14), at("2026-11-24T15:00"), BERLIN, 14)
    assert expected is not None
    assert in_words(expected, at("2026-11-24T15:00"), BERLIN) == "tonight about 23:10, judging by the last 14 days"


@pytest.mark.parametrize(
    ("window", "asked", "words"),
    [
        ("2026-11-10T23:00", "2026-11-24T23:30", "tomorrow about 23:10"),
        ("2026-11-10T01:00", "2026-11-23T20:00", "tonight about 01:10"),
        ("2026-11-10T01:00", "2026-11-24T14:00", "tonight about 01:10"),
        ("2026-11-10T14:00", "2026-11-24T13:00", "today about 14:10"),
        ("2026-11-10T09:00", "2026-11-23T20:00", "tomorrow about 09:10"),
    ],
)
def test_the_day_is_named_as_people_do(window: str, asked: str, words: str) -> None:
    expected = forecast(nights(window, 14), at(asked), BERLIN, 14)
    assert expected is not None
    assert expected.begins > at(asked)
    assert in_words(expected, at(asked), BERLIN).startswith(words)


def test_when_the_clocks_change_the_evening_stays_where_it_was() -> None:
    windows = [(at(f"2026-10-{day}T23:10"), at(f"2026-10-{day}T23:10") + 7 * HOUR) for day in range(12, 25)]
    expected = forecast(windows, at("2026-10-25T15:00"), BERLIN, 14)
    assert expected is not None
    assert "tonight about 23:10" in in_words(expected, at("2026-10-25T15:00"), BERLIN)


def test_too_few_evenings_say_nothing() -> None:
    asked = at("2026-11-24T15:00")
    assert forecast(nights("2026-11-22T23:05", 2), asked, BERLIN, 2) is None
    assert forecast(nights("2026-11-19T23:05", 5), asked, BERLIN, 14) is None
    assert forecast(nights("2026-11-10T23:05", 14, hours=0.4), asked, BERLIN, 14) is None
    assert forecast([], asked, BERLIN, 14) is None
    assert forecast(nights("2026-11-10T23:05", 14), asked, BERLIN, -3) is None, "the clock was set back"


def test_what_is_seen_now_and_then_is_one_window_and_a_long_gap_ends_it(home: Home) -> None:
    begin = at("2026-11-10T23:00")
    for minute in (*range(0, 60, 5), *range(120, 180, 5)):
        observe(home.replica, now(), begin + minute * MINUTE_MS)
    assert habits.seen(home.replica) == [
        (begin, begin + 55 * MINUTE_MS),
        (begin + 120 * MINUTE_MS, begin + 175 * MINUTE_MS),
    ]


@pytest.mark.parametrize("readings", [now(charging=False), now(metered=True), now(network="cellular"), now(None), {}])
def test_without_wifi_and_charger_no_window_is_open(home: Home, readings: Readings) -> None:
    observe(home.replica, readings, at("2026-11-10T23:00"))
    assert habits.seen(home.replica) == []


def test_windows_older_than_two_weeks_are_forgotten(home: Home) -> None:
    for day in range(0, 40, 5):
        observe(home.replica, now(), at("2026-01-01T23:00") + day * DAY_MS)
    assert len(habits.seen(home.replica)) == 4
    assert habits.watched_days(home.replica, at("2026-02-05T23:00")) == 14


def test_a_slower_line_counts_at_once_and_a_short_word_says_nothing_of_it(home: Home) -> None:
    habits.measured(home.replica, 1_000, 1)
    assert habits.bytes_per_s(home.replica) is None
    habits.measured(home.replica, 8_000_000, 1_000)
    habits.measured(home.replica, 4_000_000, 1_000)
    habits.measured(home.replica, 8_000_000, 1_000)
    assert habits.bytes_per_s(home.replica) == 5_000_000


def held(code: str, ends_when: Wait | None = None) -> Decision:
    fix = Fix("plug_in", "Plug it in", "person")
    finding = Finding(code, "info", "Held", "Held.", ("texts",), fixes=(fix,), ends_when=ends_when)
    other = Finding("hub.unreachable", "info", "Held", "Held.", ("texts",), fixes=(fix,))
    lane = LaneDecision(run=False, findings=(code, "hub.unreachable"))
    return Decision(lane, LaneDecision(run=True), (finding, other), ())


def lived(home: Home) -> int:
    """Two weeks of evenings, up to this afternoon."""
    for begin, end in nights("2026-11-10T23:05", 14):
        for ms in range(begin, end, 15 * MINUTE_MS):
            observe(home.replica, now(), ms)
    return at("2026-11-24T15:00")


def test_what_waits_for_the_charger_says_when_it_is_likely_to_come(home: Home) -> None:
    asked = lived(home)
    decision = told_with_forecast(home.replica, held("power.not_charging"), Waiting(), asked, BERLIN)
    found = next(each for each in decision.findings if each.code == "power.not_charging")
    assert found.ends_when is not None
    assert found.ends_when.text == "tonight about 23:10, judging by the last 13 days"
    assert found.ends_when.at is not None
    assert decision.texts.findings == tuple(each.code for each in decision.findings)


def test_what_is_known_to_end_sooner_says_that(home: Home) -> None:
    asked = lived(home)
    sooner = held("network.allowance_used", Wait("at midnight", "2026-11-24T16:00:00.000Z"))
    found = told_with_forecast(home.replica, sooner, Waiting(), asked, BERLIN).findings[-1]
    assert found.ends_when == Wait("at midnight", "2026-11-24T16:00:00.000Z")


@pytest.mark.parametrize(("waits", "answer"), [(1 << 20, "suffices"), (1 << 40, "does not suffice")])
def test_whether_the_window_will_do_is_told_once_the_line_is_known(home: Home, waits: int, answer: str) -> None:
    asked = lived(home)
    waiting = Waiting(changes=1, bytes=waits)
    assert _evidence(told_with_forecast(home.replica, held("network.metered"), waiting, asked, BERLIN)) == []
    habits.measured(home.replica, 1 << 20, 1_000)
    [told] = _evidence(told_with_forecast(home.replica, held("network.metered"), waiting, asked, BERLIN))
    assert answer in str(told.value)


def test_what_no_window_ends_is_left_as_it_is(home: Home) -> None:
    asked = lived(home)
    assert told_with_forecast(home.replica, held("heat.serious"), Waiting(), asked, BERLIN) == held("heat.serious")


def _evidence(decision: Decision) -> list[Evidence]:
    return [each for finding in decision.findings for each in finding.evidence if each.name == "the usual window"]


def test_a_device_that_is_new_promises_nothing(home: Home) -> None:
    observe(home.replica, now(), at("2026-11-24T14:00"))
    decision = held("power.not_charging")
    assert told_with_forecast(home.replica, decision, Waiting(), at("2026-11-24T15:00"), UTC) == decision
