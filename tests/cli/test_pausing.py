"""A pause that the person asks for, the device's switch, and the fixes of both, at the command line."""

import pytest
from tests.cli.conftest import Cli, Device


def reasons(device: Device) -> list[str]:
    return [finding["code"] for finding in device.ok("why")["findings"] if finding["blocks"]]


def test_a_pause_holds_until_it_is_ended_and_sync_now_goes_before_it(laptop: Device) -> None:
    assert laptop.ok("pause", "--for", "1h")["state"] == "paused"
    assert reasons(laptop) == ["paused.by_you"]
    code, held = laptop.said("sync")
    assert (code, held["decision"]["texts"]["findings"]) == (3, ["paused.by_you"])
    assert laptop.ok("sync", "--now")["overrode"] == ["paused.by_you"]
    assert laptop.ok("resume") == {"state": "up_to_date", "was_paused": True}
    assert laptop.ok("resume")["was_paused"] is False
    assert reasons(laptop) == []


def test_a_fix_ends_it_and_the_past_knows_which(laptop: Device) -> None:
    laptop.ok("sync")
    laptop.ok("pause", "--until", "tomorrow")
    fixed = laptop.ok("fix", "paused.by_you")
    assert fixed == {
        "code": "paused.by_you",
        "fix": "resume",
        "applied": True,
        "steps": [],
        "state_before": "paused",
        "state_after": "up_to_date",
        "remaining": [],
    }
    (pause,) = [each for each in laptop.ok("why", "--history", "1h")["pauses"] if "paused.by_you" in each["codes"]]
    assert pause["ended_by"] == "fix:resume"


def test_a_step_of_the_persons_is_told_and_exits_with_4(laptop: Device) -> None:
    (laptop.home / "readings.json").write_text('{"network.kind": "none"}')
    code, told = laptop.said("fix", "network.none")
    assert code == 4
    assert told["applied"] is False
    assert told["steps"]
    assert told["remaining"] == ["network.none"]
    (laptop.home / "readings.json").unlink()
    assert laptop.said("fix", "network.none")[1]["error"]["code"] == "usage.not_found"


def test_sync_is_switched_off_with_all_that_is_on_the_hub_and_on_again(laptop: Device, desktop: Device) -> None:
    before = desktop.ok("status")["messages"]
    assert desktop.ok("sync", "off", "--download") == {"state": "off", "downloaded": True}
    assert desktop.ok("status")["messages"] > before
    assert desktop.said("sync", "--now")[0] == 3
    assert desktop.ok("sync", "on") == {"state": "up_to_date", "downloaded": False}
    assert desktop.ok("sync")["received"] == 0


@pytest.mark.parametrize(
    "words",
    [("pause", "--for", "soon"), ("pause", "--until", "2020-01-01"), ("pause", "--for", "1h", "--until", "tomorrow")],
)
def test_a_pause_that_makes_no_sense_is_refused(cli: Cli, words: tuple[str, ...]) -> None:
    said = cli(*words, "--json")
    assert said.code == 2
    assert said.json["error"]["fixes"]
    assert cli("status", "--json").json["state"] == "signed_out"
