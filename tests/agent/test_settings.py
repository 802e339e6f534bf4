"""Settings: guessed by the machine, chosen by the person, the account's once there is one."""

import pytest

from owntexts.agent import journal, settings
from owntexts.agent.home import Home
from owntexts.conditions.settings import SETTINGS
from owntexts.errors import WrongUsage
from owntexts.replica import settings as stored


@pytest.fixture(autouse=True)
def british(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("TZ", "Europe/London")


def test_what_nobody_chose_is_what_the_machine_suggests(home: Home) -> None:
    region = settings.get(home, "region")
    assert (region.value, region.origin, region.default) == ("GB", "preset", "GB")
    assert [setting.key for setting in settings.listed(home)] == [*SETTINGS, "region", "timezone", "own_numbers"]
    assert all(setting.explanation for setting in settings.listed(home))


def test_a_choice_holds_until_it_is_reset(home: Home) -> None:
    assert settings.change(home, "region", "de").value == "DE"
    assert settings.get(home, "region").origin == "you"
    assert settings.reset(home, "region").value == "GB"
    assert settings.get(home, "region").origin == "preset"


def test_a_preset_changes_all_limits_that_the_person_did_not_set(home: Home) -> None:
    assert settings.change(home, "texts.min_battery", "7%").value == "7"
    settings.change(home, "preset", "careful")
    told = {each.key: (each.value, each.origin, each.default) for each in settings.listed(home)}
    assert told["preset"] == ("careful", "you", "balanced")
    assert told["texts.min_battery"] == ("7", "you", "20")
    assert told["attachments.min_battery"] == ("50", "preset", "50")
    assert settings.reset(home, "texts.min_battery").value == "20"


def test_a_limit_is_this_devices_own_and_is_not_sent(home: Home) -> None:
    settings.change(home, "schedule", "22:00-07:00")
    assert set(stored.synced(home.replica)) <= {"region", "timezone"}


def test_of_several_settings_none_is_changed_where_one_makes_no_sense(home: Home) -> None:
    with pytest.raises(WrongUsage):
        settings.change_all(home, (("texts.metered", "pause"), ("attachments.metered", "perhaps")))
    assert settings.get(home, "texts.metered").value == "allow"


def test_a_limit_that_is_changed_is_decided_by_at_once(filled_home: Home) -> None:
    settings.change(filled_home, "background", "off")
    assert "background.off" in journal.held(filled_home.replica)
    settings.reset(filled_home, "background")
    assert "background.off" not in journal.held(filled_home.replica)


def test_a_later_choice_beats_an_earlier_one_even_when_the_clock_stands_still(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "now_ms", lambda: 1_000)
    for zone in ("Europe/Paris", "Asia/Tokyo", "Europe/Berlin"):
        settings.change(home, "timezone", zone)
    assert settings.get(home, "timezone").value == "Europe/Berlin"


@pytest.mark.parametrize(
    ("key", "value"),
    [("region", "XX"), ("region", "Germany"), ("timezone", "Berlin"), ("schedule", "late"), ("preset", "wild")],
)
def test_nonsense_is_refused_with_an_example(home: Home, key: str, value: str) -> None:
    with pytest.raises(WrongUsage) as told:
        settings.change(home, key, value)
    assert told.value.finding.fixes[0].command


def test_a_name_that_is_no_setting_is_wrong_usage(home: Home) -> None:
    for use in (settings.get, settings.reset):
        with pytest.raises(WrongUsage, match="no setting called colour"):
            use(home, "colour")


def test_a_suggestion_is_beaten_by_any_choice_of_another_device(home: Home) -> None:
    settings.suggest(home)
    assert stored.synced(home.replica)["region"].stamp.ms == 0


def test_creating_an_account_makes_the_suggestion_its_choice(home: Home) -> None:
    settings.settle(home)
    assert stored.synced(home.replica)["region"].stamp.ms > 0
    assert settings.get(home, "region").value == "GB"
