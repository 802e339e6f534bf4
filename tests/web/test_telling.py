"""How facts are put."""

import pytest

from owntexts.explain import Evidence, Wait
from owntexts.explain.finding import Value
from owntexts.web.telling import ending_words, fact_words, message_of, name_of, origin_words


@pytest.mark.parametrize(
    ("name", "value", "limit", "told"),
    [
        ("power.battery_percent", 14, 20, "14 % · limit 20 %"),
        ("power.charging", False, True, "no · needs yes"),
        ("network.kind", "cellular", "wifi", "cellular · needs wifi"),
        ("storage.device_free_bytes", 512 << 20, None, "512 MiB"),
        ("clock.offset_seconds", -130.5, 300, "2 minutes · limit 5 minutes"),
        ("seconds since the newest message of source 1", 604_800, None, "7 days"),
        ("mill.zip, bytes", 4 << 20, None, "4 MiB"),
        ("items set aside", 2_000, 0, "2,000 · limit 0"),
        ("heat", "critical", "critical", "critical · waits from critical"),
    ],
)
def test_a_value_is_told_in_its_own_unit_with_its_limit(name: str, value: Value, limit: Value, told: str) -> None:
    assert fact_words(Evidence(name, value, limit)) == told


def test_names_are_words() -> None:
    assert name_of("power.battery_percent") == "Battery"
    assert name_of("seconds since the last sync") == "Since the last sync"
    assert name_of("items set aside") == "Items set aside"


def test_what_is_not_known_of_a_place_is_left_out() -> None:
    assert origin_words(Evidence("heat", "fair")) == ""
    assert origin_words(Evidence("heat", "fair", origin="sysfs")) == "read from sysfs"


def test_a_file_that_takes_room_has_its_own_name_and_leads_to_its_message() -> None:
    told = Evidence("mill.zip\u202e, bytes", 4 << 20, origin=f"message {1:032x}")
    assert name_of(told.name) == "mill.zip"
    assert (origin_words(told), message_of(told)) == ("", f"/m/{1:032x}/info")
    assert message_of(Evidence("heat", "fair", origin="message <script>")) is None


def test_a_time_is_not_told_twice() -> None:
    at = "2020-11-24T12:00:00.000Z"
    assert ending_words(Wait("it is tried again", at)) == "it is tried again (24 Nov 2020)"
    assert ending_words(Wait("on 24 Nov 2020", at)) == "on 24 Nov 2020"
    assert ending_words(Wait("at 20% battery")) == "at 20% battery"
