"""Where and when it may sync without being asked."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conditions.worlds import BERLIN, World

from owntexts.conditions.background import is_within
from owntexts.conditions.work import Feeding
from owntexts.model.times import read_rfc3339

LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
ZONES = (BERLIN, LORD_HOWE, ZoneInfo("America/St_Johns"), ZoneInfo("Pacific/Apia"))


def at(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> World:
    there = datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)
    minute = there.hour * 60 + there.minute
    return World().working(now_ms=round(there.timestamp() * 1000), zone=zone, local_minute=minute)


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [
        ("22:00-07:00", ("22:00", "23:59", "00:00", "06:59"), ("07:00", "12:00", "21:59")),
        ("09:00-17:30", ("09:00", "17:29"), ("08:59", "17:30", "00:00")),
    ],
)
def test_hours_begin_with_their_first_minute_end_before_their_last_and_may_go_over_midnight(
    hours: str, inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    for clock in inside:
        assert at(f"2026-11-24T{clock}").setting(schedule=hours).decided().texts.run
    for clock in outside:
        assert at(f"2026-11-24T{clock}").setting(schedule=hours).codes() == {"schedule.outside"}


@pytest.mark.parametrize(
    ("now", "fold", "hours", "begins", "words"),
    [
        ("2026-11-24T12:00", 0, "22:00-07:00", "2026-11-24T21:00:00.000Z", "at 22:00"),
        ("2026-11-24T23:30", 0, "08:00-09:00", "2026-11-25T07:00:00.000Z", "at tomorrow 08:00"),
        ("2026-03-28T12:00", 0, "02:30-04:00", "2026-03-30T00:30:00.000Z", "at Mon 2026-03-30 02:30"),
        ("2026-03-28T12:00", 0, "08:00-09:00", "2026-03-29T06:00:00.000Z", "at tomorrow 08:00"),
        ("2026-10-25T01:30", 0, "02:30-02:45", "2026-10-25T00:30:00.000Z", "at 02:30"),
        ("2026-10-25T02:50", 0, "02:30-02:45", "2026-10-25T01:30:00.000Z", "at 02:30"),
        ("2026-10-25T02:50", 1, "02:30-02:45", "2026-10-26T01:30:00.000Z", "at tomorrow 02:30"),
        ("2028-02-28T23:30", 0, "08:00-09:00", "2028-02-29T07:00:00.000Z", "at tomorrow 08:00"),
    ],
)
def test_when_the_hours_begin_is_told_as_a_moment_whatever_the_clocks_do(
    now: str, fold: int, hours: str, begins: str, words: str
) -> None:
    ends = at(now, fold=fold).setting(schedule=hours).finding("schedule.outside").ends_when
    assert ends is not None
    assert (ends.at, ends.text) == (begins, words)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)),  # noqa: DTZ001 - a zone is given below
    st.sampled_from(ZONES),
    st.integers(0, 1439),
    st.integers(1, 1439),
)
def test_the_moment_that_is_told_lies_ahead_and_in_the_hours(
    then: datetime, zone: ZoneInfo, begin: int, length: int
) -> None:
    end = (begin + length) % 1440
    hours = f"{begin // 60:02}:{begin % 60:02}-{end // 60:02}:{end % 60:02}"
    world = at(then.isoformat(), zone).setting(schedule=hours)
    for finding in world.decided().findings:
        moment = read_rfc3339(finding.ends_when.at) if finding.ends_when else None
        assert moment is not None
        assert moment > world.work["now_ms"]
        there = datetime.fromtimestamp(moment / 1000, zone)
        assert is_within(there.hour * 60 + there.minute, begin, end)


def test_without_a_clock_or_a_zone_nothing_is_promised() -> None:
    assert World().working(local_minute=None).setting(schedule="22:00-07:00").codes() == set()
    ends = World().setting(schedule="22:00-07:00").finding("schedule.outside").ends_when
    assert ends is not None
    assert (ends.text, ends.at) == ("at 22:00", None)


def test_the_switch_of_this_device_is_off_or_wifi_only() -> None:
    off = World().setting(background="off").finding("background.off")
    assert [fix.id for fix in off.fixes] == ["background_on", "background_wifi"]
    wifi = World().setting(background="wifi")
    assert wifi.reading(network="cellular").codes() >= {"background.wifi_only"}
    assert wifi.reading(network="wifi", metered=True).decided().texts.run
    assert wifi.reading(network="ethernet").decided().texts.run
    assert wifi.reading(network=None).decided().texts.run


def test_a_source_that_is_not_read_by_itself_is_named_and_holds_nothing() -> None:
    off, on_wifi = Feeding("1", "Old phone", background="off"), Feeding("2", "Mac", background="wifi")
    world = World().working(sources=(off, on_wifi))
    found = world.finding("background.source_off")
    assert (found.severity, found.blocks, found.title) == ("info", (), "Not read by itself: Old phone")
    away = world.reading(network="cellular").finding("background.source_off")
    assert away.title == "Not read by itself: Old phone, Mac"
    assert [fix.id for fix in away.fixes] == ["read_source_1", "read_source_2"]
