"""What counts against the day's allowance."""

from datetime import datetime

import pytest

from owntexts.agent import allowance
from owntexts.agent.allowance import Meter, used_today
from owntexts.agent.home import Home
from owntexts.conditions.network import costs
from owntexts.conditions.readings import METERED, NETWORK, Reading, Readings

NOON = 1_767_268_800_000
DAY_MS = 24 * 3600 * 1000


def network(kind: str | None, metered: bool | None) -> Readings:
    return {NETWORK: Reading(NETWORK, kind), METERED: Reading(METERED, metered)}


CELLULAR = network("cellular", None)
WIFI = network("wifi", False)


@pytest.mark.parametrize(
    ("kind", "metered", "is_costly"),
    [
        ("cellular", None, True),
        ("cellular", True, True),
        ("cellular", False, True),
        ("wifi", True, True),
        ("wifi", False, False),
        ("vpn", True, True),
        ("vpn", None, False),
        (None, None, False),
    ],
)
def test_cellular_and_metered_networks_cost(kind: str | None, metered: bool | None, is_costly: bool) -> None:
    assert costs(network(kind, metered)) == is_costly


def test_only_what_went_over_a_costly_network_counts(home: Home) -> None:
    meter = Meter(home.replica, lambda: NOON)
    meter.settle(CELLULAR)
    meter.count(100)
    meter.count(20)
    meter.settle(WIFI)
    meter.count(5_000)
    meter.settle(CELLULAR)
    assert used_today(home.replica, NOON) == 120


def test_each_day_begins_anew_at_local_midnight(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    before, after = at("2026-10-25T00:59+02:00"), at("2026-10-25T23:59+01:00")
    allowance.add(home.replica, 100, before)
    assert used_today(home.replica, after) == 100, "a day of 25 hours is a day"
    assert used_today(home.replica, after + 60_000) == 0
    allowance.add(home.replica, 7, after + 60_000)
    assert used_today(home.replica, after + 60_000) == 7


def test_a_clock_that_jumps_and_comes_back_finds_what_was_counted(home: Home) -> None:
    allowance.add(home.replica, 100, NOON)
    for jump in (DAY_MS, -DAY_MS, 2 * DAY_MS):
        allowance.add(home.replica, 1, NOON + jump)
    assert used_today(home.replica, NOON) == 100


def test_days_that_are_long_over_are_forgotten(home: Home) -> None:
    for day in range(20):
        allowance.add(home.replica, 100, NOON + day * DAY_MS)
    with home.replica.read() as connection:
        kept = connection.execute("select count(*) from state where key glob 'allowance.*'").get
    assert kept == 3


def at(moment: str) -> int:
    return round(datetime.fromisoformat(moment).timestamp() * 1000)
