"""What counts against the day's allowance."""

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


def test_each_day_begins_anew_and_yesterday_is_forgotten(home: Home) -> None:
    allowance.add(home.replica, 100, NOON)
    allowance.add(home.replica, 7, NOON + DAY_MS)
    assert used_today(home.replica, NOON + DAY_MS) == 7
    assert used_today(home.replica, NOON) == 0
