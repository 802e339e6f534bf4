"""Whether there is a network, whether it lets through, and what it costs."""

from datetime import UTC, datetime

import pytest
from tests.conditions.worlds import BERLIN, World

from owntexts.conditions.network import costs, is_off_wifi
from owntexts.model.times import rfc3339

CAREFUL = World().setting(preset="careful")


@pytest.mark.parametrize(
    ("reads", "codes"),
    [
        ({"network": "none", "metered": True, "roaming": True, "portal": True}, {"network.none"}),
        ({"network": "wifi", "portal": True}, {"network.captive_portal"}),
        ({"network": "wifi", "metered": True}, {"network.metered", "network.allowance_used"}),
        ({"network": "ethernet", "roaming": True}, set()),
        ({"network": "wifi", "roaming": True}, set()),
        ({"network": "vpn", "metered": True, "roaming": True}, {"network.metered", "network.roaming"}),
        ({"network": "cellular"}, {"network.cellular_not_allowed"}),
        ({"network": "cellular", "metered": False}, {"network.cellular_not_allowed"}),
        ({"network": "cellular", "metered": True}, {"network.cellular_not_allowed"}),
        ({"network": None, "metered": None, "roaming": None, "portal": None}, set()),
    ],
)
def test_each_network_is_told_by_what_is_wrong_with_it(reads: dict[str, object], codes: set[str]) -> None:
    found = CAREFUL.reading(**reads).codes()
    assert codes <= found
    assert {code for code in found - codes if code.startswith("network.")} <= {"network.allowance_used"}


def test_cellular_counts_as_costly_whatever_is_said_of_it() -> None:
    for metered in (True, False, None):
        readings, *_ = World().reading(network="cellular", metered=metered).asked()
        assert costs(readings)


@pytest.mark.parametrize(
    ("network", "metered", "off"),
    [("cellular", None, True), ("vpn", True, True), (None, True, True), ("vpn", False, False), (None, None, False)],
)
def test_a_device_is_off_wifi_only_where_that_is_known(network: str | None, metered: bool | None, off: bool) -> None:
    readings, *_ = World().reading(network=network, metered=metered).asked()
    assert is_off_wifi(readings) is off


def test_the_allowance_of_a_day_holds_from_its_last_byte_until_midnight() -> None:
    day = World().reading(network="cellular").working(zone=BERLIN)
    assert "network.allowance_used" not in day.working(used_today=(20 << 20) - 1).codes()
    found = day.working(used_today=20 << 20).finding("network.allowance_used")
    assert found.title == "Today's 20 MiB of cellular data are used up"
    assert found.blocks == ("texts", "attachments")
    assert found.ends_when is not None
    assert found.ends_when.at == "2026-11-24T23:00:00.000Z"
    assert found.fixes[1].command == "owntexts settings set cellular.daily_allowance 50MiB"


def test_a_larger_allowance_is_larger_than_what_is_used() -> None:
    day = World().reading(network="cellular")
    much = day.working(used_today=300 << 20).finding("network.allowance_used")
    assert much.fixes[1].command == "owntexts settings set cellular.daily_allowance 500MiB"
    most = day.working(used_today=1 << 40).finding("network.allowance_used")
    assert [fix.id for fix in most.fixes] == ["join_wifi", "no_allowance", "wait_for_midnight"]


def test_no_allowance_at_all_does_not_pass_at_midnight() -> None:
    found = World().reading(network="cellular").setting(cellular__daily_allowance="0").finding("network.allowance_used")
    assert found.title == "No cellular data is allowed"
    assert "wait_for_midnight" not in {fix.id for fix in found.fixes}
    assert found.ends_when is not None
    assert found.ends_when.at is None


def test_midnight_comes_after_an_hour_more_on_the_day_on_which_the_clocks_go_back() -> None:
    now = round(datetime(2026, 10, 24, 22, 30, tzinfo=UTC).timestamp() * 1000)
    found = World().reading(network="cellular").working(used_today=1 << 30, now_ms=now, zone=BERLIN)
    assert rfc3339(now) == "2026-10-24T22:30:00.000Z"
    ends = found.finding("network.allowance_used").ends_when
    assert ends is not None
    assert ends.at == "2026-10-25T23:00:00.000Z"
