"""The charge, the switch that saves it, and the charger."""

import pytest
from tests.conditions.worlds import World

from owntexts.explain import Evidence, Wait

LOW = "power.battery_low"


@pytest.mark.parametrize(
    ("percent", "charging", "lanes"),
    [
        (4, False, ("texts", "attachments")),
        (5, False, ("attachments",)),
        (39, False, ("attachments",)),
        (40, False, ()),
        (4, None, ("texts", "attachments")),
        (0, True, ()),
        (None, False, ()),
    ],
)
def test_a_charge_below_the_limit_holds_unless_the_device_charges(
    percent: int | None, charging: bool | None, lanes: tuple[str, ...]
) -> None:
    found = [
        each for each in World().reading(battery=percent, charging=charging).decided().findings if each.code == LOW
    ]
    assert [each.blocks for each in found] == ([lanes] if lanes else [])


def test_a_low_battery_says_how_low_what_it_waits_for_and_when_that_is() -> None:
    found = World().reading(battery=14, charging=False).setting(texts__min_battery="20").finding(LOW)
    assert found.title == "The battery is at 14%"
    assert found.explanation.startswith("Texts wait below 20%, attachments below 40%")
    assert found.evidence[0] == Evidence("power.battery_percent", 14, 20, "a test")
    assert found.ends_when == Wait("at 20% battery, or when it charges")
    assert [fix.id for fix in found.fixes] == ["plug_in", "lower_both", "lower_texts", "lower_attachments"]
    assert found.fixes[1].command == "owntexts settings set texts.min_battery 10 attachments.min_battery 10"


@pytest.mark.parametrize(("preset", "lanes"), [("careful", 2), ("balanced", 1), ("always", 0)])
def test_presets_differ_in_low_power_mode(preset: str, lanes: int) -> None:
    decided = World().reading(low_power=True, charging=True).setting(preset=preset).decided()
    assert [len(each.blocks) for each in decided.findings] == ([lanes] if lanes else [])


@pytest.mark.parametrize(("system", "link"), [("macos", "x-apple"), ("windows", "ms-settings"), ("linux", None)])
def test_a_system_that_has_a_page_for_it_is_linked(system: str, link: str | None) -> None:
    found = World().reading(low_power=True).working(system=system).finding("power.low_power_mode")
    assert (found.fixes[0].link or "").partition(":")[0].startswith(link or "")
    assert (found.fixes[0].link is None) == (link is None)


def test_who_waits_for_the_charger_waits_only_while_it_is_known_to_be_out() -> None:
    careful = World().setting(preset="careful")
    assert careful.reading(charging=False).codes() == {"power.not_charging"}
    assert careful.reading(charging=None).codes() == set()
    assert careful.reading(charging=True).codes() == set()
