"""Settings as texts, presets, and the limits that follow from them."""

import pytest

from owntexts.conditions.policy import BALANCED, policy_of, spelled
from owntexts.conditions.settings import PRESETS, SETTINGS


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("key", SETTINGS)
def test_what_a_preset_says_is_spelled_as_it_would_be_kept(key: str, preset: str) -> None:
    setting = SETTINGS[key]
    assert setting.form.spell(setting.under(preset)) == setting.under(preset)
    assert setting.form.spell(setting.example) is not None
    assert setting.explanation


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("texts.low_power", "ALLOW", "allow"),
        ("texts.needs_charging", "yes", "true"),
        ("texts.min_battery", "7%", "7"),
        ("texts.min_battery", "101", None),
        ("texts.min_battery", "-1", None),
        ("texts.min_battery", "٣", None),
        ("cellular.daily_allowance", "20 mib", "20MiB"),
        ("cellular.daily_allowance", "0MiB", "0"),
        ("cellular.daily_allowance", "Unlimited", "unlimited"),
        ("cellular.daily_allowance", "much", None),
        ("cellular.daily_allowance", "99999999999999999TiB", None),
        ("schedule", "9:00-17:30", "09:00-17:30"),
        ("schedule", " ", ""),
        ("schedule", "22:00-22:00", None),
        ("schedule", "22:00-25:00", None),
        ("schedule", "22:00", None),
        ("stalled.after", "90s", "90s"),
        ("stalled.after", "1h", "1h"),
        ("stalled.after", "0s", None),
        ("stalled.after", "3 weeks", None),
        ("storage.device_min_free", "1.5GiB", None),
        ("preset", "Careful", "careful"),
        ("optimise.days", "30d", "30"),
    ],
)
def test_a_text_is_kept_in_its_one_spelling_or_refused(key: str, typed: str, kept: str | None) -> None:
    assert SETTINGS[key].form.spell(typed) == kept


def test_a_preset_changes_all_that_the_person_did_not_set() -> None:
    careful = policy_of({"preset": "careful", "texts.min_battery": "7"})
    assert (careful.texts.min_battery, careful.attachments.min_battery) == (7, 50)
    assert (careful.cellular_daily_allowance, careful.background) == (0, "wifi")
    assert policy_of({"preset": "always"}).cellular_daily_allowance is None


def test_what_makes_no_sense_counts_as_not_set() -> None:
    assert policy_of({"preset": "wild", "texts.min_battery": "-", "gone": "1"}) == BALANCED
    assert spelled({"preset": "careful"})["texts.min_battery"] == "20"
