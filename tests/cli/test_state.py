"""How it stands, in words: a headline, and the past as a chart."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace
from tests.cli.conftest import Cli

from owntexts.agent.history import History, Pause
from owntexts.cli.past import chart, in_words
from owntexts.cli.standing import headline
from owntexts.explain import Evidence, Finding, Fix

LOW_POWER = Finding(
    code="power.low_power_mode",
    severity="warning",
    title="Low Power Mode is on",
    explanation="Texts wait.",
    blocks=("texts", "attachments"),
    evidence=(Evidence("power.low_power_mode", True, False),),
    fixes=(Fix("turn_off", "Turn it off", "person"),),
)
PAUSE = Pause("2026-11-23T06:00:00.000Z", "2026-11-23T08:30:00.000Z", ("power.low_power_mode",), "fix:allow_texts")
TOLD = History("2026-11-23T00:00:00.000Z", "2026-11-24T00:00:00.000Z", {"power.low_power_mode": 9_000}, (PAUSE,))


def test_the_headline_names_the_first_reason_and_counts_the_others() -> None:
    assert headline("paused", (LOW_POWER,)) == "Paused · Low Power Mode is on"
    assert headline("paused", (LOW_POWER, LOW_POWER, LOW_POWER)) == "Paused · Low Power Mode is on · and 2 more reasons"
    assert headline("up_to_date", ()) == "Up to date"


def test_the_headline_of_paused_texts_is_not_what_holds_attachments_alone() -> None:
    attachments_only = replace(LOW_POWER, title="The battery is low", blocks=("attachments",))
    assert headline("paused", (attachments_only, LOW_POWER)) == "Paused · Low Power Mode is on"
    assert headline("waiting", (attachments_only,)).endswith(" · The battery is low")


def test_the_chart_darkens_the_hours_in_which_it_was_held_by_the_wall_clock() -> None:
    *_, row, last = chart(TOLD, ZoneInfo("Europe/Berlin"))
    assert row == "Mon 2026-11-23   ······██▓" + "·" * 14
    assert last == "Tue 2026-11-24  ·"


def test_the_past_in_words_names_what_ended_each_pause() -> None:
    said = "\n".join(in_words(TOLD, ZoneInfo("UTC")))
    assert "2 hours" in said
    assert "fix:allow_texts" in said
    assert "power.low_power_mode" in said


def test_why_with_history_has_its_own_keys(filled_cli: Cli) -> None:
    said = filled_cli("why", "--history", "7d", "--json")
    assert said.code == 0
    assert list(said.json) == ["from", "to", "seconds_by_code", "pauses"]
    assert filled_cli("why", "--history", "a week").code == 2
    assert filled_cli("why", "--history", "7d").out


def test_why_says_how_to_have_it_done_and_what_is_in_order(filled_cli: Cli) -> None:
    filled_cli("source", "set", "1", "path", "/nowhere/chat.db")
    said = filled_cli("why").out
    assert said.startswith("On this device only · ")
    assert "In order:" in said
