"""What went over the line, by day."""

import pytest

from owntexts.agent import traffic
from owntexts.agent.allowance import Meter
from owntexts.agent.home import Home
from owntexts.agent.traffic import Day
from owntexts.conditions.readings import METERED, NETWORK, Reading

NOON = 1_767_268_800_000
DAY_MS = 24 * 3600 * 1000


@pytest.fixture(autouse=True)
def in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


def test_bytes_are_summed_for_each_day_with_those_that_cost_apart(home: Home) -> None:
    traffic.add(home.replica, 100, costs=False, now=NOON)
    traffic.add(home.replica, 20, costs=True, now=NOON)
    traffic.add(home.replica, 3, costs=True, now=NOON + DAY_MS)
    assert traffic.days(home.replica, "2026-01-01") == [Day("2026-01-01", 120, 20), Day("2026-01-02", 3, 3)]
    assert traffic.days(home.replica, "2026-01-02") == [Day("2026-01-02", 3, 3)]


def test_days_long_ago_are_forgotten(home: Home) -> None:
    traffic.add(home.replica, 1, costs=False, now=NOON)
    traffic.add(home.replica, 1, costs=False, now=NOON + (traffic.KEPT_DAYS + 1) * DAY_MS)
    assert len(traffic.days(home.replica, "")) == 1


def test_the_meter_keeps_what_went_over_any_network(home: Home) -> None:
    meter = Meter(home.replica, lambda: NOON)
    meter.settle({NETWORK: Reading(NETWORK, "wifi"), METERED: Reading(METERED, False)})
    meter.count(7)
    meter.settle({NETWORK: Reading(NETWORK, "cellular"), METERED: Reading(METERED, True)})
    meter.count(5)
    meter.settle({})
    assert traffic.days(home.replica, "") == [Day("2026-01-01", 12, 5)]
