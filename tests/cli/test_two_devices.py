"""Two devices and a hub, by the command line alone: the same messages on both, and why when not."""

from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Device, started


def test_the_same_messages_arrive_and_a_second_import_sends_nothing(
    laptop: Device, desktop: Device, small_store: Path
) -> None:
    assert desktop.ok("sync")["received"] > 0
    assert desktop.exported() == laptop.exported() != b""
    desktop.ok("source", "add", str(small_store))
    assert desktop.ok("import")["added"] == 0
    assert desktop.ok("sync")["sent"] == 0
    assert laptop.ok("sync")["received"] == 0
    assert desktop.ok("status")["state"] == "up_to_date"
    assert desktop.ok("verify")["agree"]


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "two\nlines", "two words"])
def test_a_name_that_cannot_be_one_is_wrong_usage(tmp_path: Path, hub: str, name: str) -> None:
    device = Device(tmp_path / "home")
    creating = ("account", "create", "--hub", hub)
    assert named(device.said(*creating, "--name", name)) == (2, "usage.wrong")
    if name != "two words":
        assert named(device.said(*creating, "--name", "ada", "--device", name)) == (2, "usage.wrong")
        assert named(device.said("account", "join", "--hub", hub, "--name", "ada", "--device", name))[0] == 2


def named(said: tuple[int, Any]) -> tuple[int, str]:
    return said[0], said[1]["error"]["code"]


def test_the_account_shows_both_devices_and_a_setting_is_the_same_on_both(laptop: Device, desktop: Device) -> None:
    desktop.ok("sync")
    desktop.ok("settings", "set", "region", "JP")
    desktop.ok("sync")
    laptop.ok("sync")
    assert laptop.ok("settings", "get", "region")["value"] == "JP"
    shown = laptop.ok("account", "show")
    assert [(device["name"], device["this"]) for device in shown["devices"]] == [("laptop", True), ("desktop", False)]


def test_devices_that_were_shown_one_keyring_say_the_same_six_words(laptop: Device, desktop: Device) -> None:
    laptop.ok("sync")
    said = {device.told("account", "show").partition("Words: ")[2].splitlines()[0] for device in (laptop, desktop)}
    assert len(said) == 1
    assert len(said.pop().split()) == 6


def test_a_device_is_told_of_as_it_stood_when_it_last_could_tell(laptop: Device, desktop: Device) -> None:
    desktop.ok("sync")
    laptop.ok("sync")
    assert "up_to_date, 20" in of_desktop(laptop)
    desktop.ok("pause")
    assert desktop.said("sync")[0] == 3
    laptop.ok("sync")
    assert "up_to_date, 20" in of_desktop(laptop), "what is paused sends nothing"
    desktop.ok("resume")
    desktop.ok("settings", "set", "texts.low_power", "pause")
    (desktop.home / "readings.json").write_text('{"power.low_power_mode": true}')
    assert desktop.ok("sync", "--now")["sent"] == 0
    assert laptop.ok("sync")["received"] == 0
    assert "paused (power.low_power_mode), 20" in of_desktop(laptop)
    shown = laptop.ok("account", "show")["devices"]
    assert [set(device) for device in shown] == [{"id", "name", "this", "last_seen_at", "state"}] * 2
    assert [device["state"] for device in shown] == ["active", "active"], "that is the hub's word, as ever"
    assert laptop.ok("status")["pending"] == desktop.ok("status")["pending"] == 0


def of_desktop(device: Device) -> str:
    (line,) = (line for line in device.told("account", "show").splitlines() if line.startswith("desktop"))
    return line


def test_joining_tells_the_devices_when_they_were_seen_and_six_words(tmp_path: Path, hub: str, laptop: Device) -> None:
    told = Device(tmp_path / "desktop").told("account", "join", "--hub", hub, "--name", "ada", "--device", "desktop")
    assert "last seen" in told
    assert "desktop (this one)" in told
    assert "Words: " in told


def test_what_was_set_before_joining_gives_way_to_what_the_account_says(
    tmp_path: Path, hub: str, laptop: Device
) -> None:
    laptop.ok("settings", "set", "timezone", "Europe/Lisbon")
    laptop.ok("sync")
    newcomer = Device(tmp_path / "newcomer")
    newcomer.ok("settings", "set", "timezone", "Asia/Tokyo")
    newcomer.ok("settings", "set", "region", "JP")
    creating = ("account", "create", "--hub", hub, "--name", "bert", "--invite", "NONE-SUCH")
    assert newcomer.said(*creating)[1]["error"]["code"] == "account.invite_needed"
    newcomer.ok("account", "join", "--hub", hub, "--name", "ada")
    newcomer.ok("sync")
    laptop.ok("sync")
    for device in (newcomer, laptop):
        assert device.ok("settings", "get", "timezone")["value"] == "Europe/Lisbon"


def test_a_wrong_password_is_refused_and_nothing_is_joined(tmp_path: Path, hub: str, laptop: Device) -> None:
    stranger = Device(tmp_path / "stranger")
    code, answer = stranger.said("account", "join", "--hub", hub, "--name", "ada", password="wrong")
    assert code == 1
    assert answer["error"]["code"] == "account.password_wrong"
    assert answer["error"]["fixes"]
    assert stranger.ok("status")["state"] == "signed_out"


def test_leaving_is_refused_while_something_is_unsent(laptop: Device) -> None:
    assert laptop.said("account", "leave", "--remove")[0] == 3
    assert laptop.said("account", "leave")[0] == 2
    before = laptop.exported()
    laptop.ok("account", "leave", "--keep")
    assert laptop.ok("status")["state"] == "signed_out"
    assert laptop.exported() == before


def test_a_hub_that_is_gone_pauses_the_device_and_why_says_so(tmp_path: Path, small_store: Path) -> None:
    device = Device(tmp_path / "device")
    with started("hub", "serve", "--data", str(tmp_path / "hub"), "--listen", "127.0.0.1:0", home=tmp_path) as ready:
        device.ok("account", "create", "--hub", ready["address"], "--name", "ada")
        device.ok("sync")
    device.ok("source", "add", str(small_store))
    device.ok("import")
    code, answer = device.said("sync")
    assert code == 3
    assert answer["decision"]["texts"] == {"run": False, "findings": ["hub.unreachable"]}
    why = device.ok("why")
    assert why["state"] == "paused"
    assert why["findings"][0]["code"] == "hub.unreachable"
    assert why["findings"][0]["evidence"][0]["value"]


def test_beside_an_agent_every_command_works_and_sync_is_the_agents(laptop: Device) -> None:
    with started("agent", "run", home=laptop.home) as agent:
        assert agent["agent"] == "running"
        assert laptop.ok("agent", "status")["pid"] == agent["pid"]
        laptop.ok("sync")
        status = laptop.ok("status")
        assert (status["state"], status["agent"], status["pending"]) == ("up_to_date", "running", 0)
        assert "agent.not_running" not in {finding["code"] for finding in status["findings"]}
        assert laptop.ok("import")["added"] == 0
        assert laptop.said("agent", "run")[1]["error"]["code"] in {"app.busy", "agent.already_running"}
    assert laptop.ok("agent", "status")["agent"] == "not_running"
