"""A hub that goes away, comes back, comes back older, or comes back as another."""

import shutil
from pathlib import Path

import pytest
from tests.end_to_end.world import Device, Hub, World, wait_until

from owntexts.testing import apple

ROWS = 600


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    apple.build_chat_db(path, messages=ROWS)
    return path


def a_pair(world: World, hub: Hub, store: Path) -> tuple[Device, Device]:
    """Two devices of one account, both up to date."""
    laptop, desktop = world.device("laptop"), world.device("desktop")
    laptop.add(store)
    laptop.create(hub.link)
    laptop.sync()
    desktop.join(hub.link)
    desktop.sync()
    return laptop, desktop


def held_by(device: Device, code: str) -> None:
    """A sync exits with 3 and names the code; status and why say the same, with a way out."""
    answer = device.run("sync")
    assert answer.exit == 3, str(answer)
    assert set(answer.said) == {"sent", "received", "overrode", "decision"}
    assert answer.said["decision"]["texts"] == {"run": False, "findings": [code]}, str(answer)
    status, why = device.ask("status"), device.ask("why")
    assert status["state"] == why["state"] == "paused"
    [finding] = [each for each in why["findings"] if each["code"] == code]
    assert finding["evidence"]
    assert finding["fixes"]
    assert finding["blocks"]


def test_agents_find_a_hub_that_was_restarted(world: World, store: Path) -> None:
    hub = world.hub()
    laptop, desktop = a_pair(world, hub, store)
    agents = laptop.agent(), desktop.agent()
    for seed, end in enumerate((hub.stop, hub.kill)):
        end()
        hub.start()
        apple.append(store, 20, seed=seed + 50)
        laptop.ask("import")
        wait_until(lambda: laptop.state() == "up_to_date", "the laptop has sent all", pause_s=0.3)
        wait_until(lambda: desktop.export() == laptop.export(), "the desktop has it all", pause_s=0.5)
    assert [agent.poll() for agent in agents] == [None, None]


def test_a_hub_that_cannot_be_reached_holds_the_sync_and_nothing_else(world: World, store: Path) -> None:
    hub = world.hub()
    laptop, _ = a_pair(world, hub, store)
    laptop.sync()
    hub.stop()
    apple.append(store, 20, seed=5)
    assert laptop.ask("import")["added"] >= 20
    held_by(laptop, "hub.unreachable")
    shown = laptop.ask("account", "show")
    assert [each["name"] for each in shown["devices"]] == ["laptop", "desktop"]
    assert laptop.verify()["agree"]
    hub.start()
    assert laptop.sync()["sent"]
    assert laptop.state() == "up_to_date"
    assert not [each for each in laptop.ask("why")["findings"] if each["code"] == "hub.unreachable"]


def test_a_hub_that_came_back_older_than_what_was_seen_stops_the_feed(world: World, store: Path) -> None:
    hub = world.hub()
    laptop, desktop = a_pair(world, hub, store)
    hub.stop()
    older = shutil.copytree(hub.data, world.folder / "older")
    hub.start()
    apple.append(store, 60, seed=6)
    laptop.ask("import")
    laptop.sync()
    desktop.sync()
    everything = laptop.export()
    hub.stop()
    shutil.rmtree(hub.data)
    shutil.copytree(older, hub.data)
    hub.start()
    for device in (laptop, desktop):
        held_by(device, "feed.reset")
        assert device.export() == everything, "nothing of what a device has is given up"
    agent = laptop.agent()
    wait_until(lambda: laptop.state() == "paused", "the agent says so as well", unless=agent)


def test_a_hub_with_another_certificate_is_not_talked_to(world: World, store: Path) -> None:
    hub = world.hub("--tls", "auto")
    laptop, _ = a_pair(world, hub, store)
    hub.stop()
    for file in (hub.data / "secret").glob("certificate*"):
        file.rename(file.with_name(f"kept-{file.name}"))
    hub.start()
    held_by(laptop, "hub.certificate")
    hub.stop()
    for file in (hub.data / "secret").glob("kept-*"):
        file.replace(file.with_name(file.name.removeprefix("kept-")))
    hub.start()
    assert laptop.sync()["decision"]["texts"]["run"]


def test_another_hub_at_the_same_address_knows_nobody(world: World, store: Path) -> None:
    hub = world.hub()
    laptop, _ = a_pair(world, hub, store)
    everything = laptop.export()
    hub.stop()
    hub.data.rename(world.folder / "elsewhere")
    hub.start()
    held_by(laptop, "account.signed_out")
    assert laptop.export() == everything


def test_two_hubs_do_not_share_a_folder(world: World) -> None:
    hub = world.hub()
    second = world.operate("hub", "serve", "--data", str(hub.data), "--listen", "127.0.0.1:0")
    assert (second.exit, second.code) == (1, "app.busy"), second


def test_two_hubs_do_not_share_a_port(world: World) -> None:
    hub = world.hub()
    listen = f"127.0.0.1:{hub.port}"
    second = world.operate("hub", "serve", "--data", str(world.folder / "second"), "--listen", listen)
    assert (second.exit, second.code) == (1, "app.busy"), second
