"""One agent a home; every command works beside it; what happens on one device shows on the other by itself."""

import shutil
import signal
from pathlib import Path

import pytest
from tests.end_to_end.world import PATIENCE_S, Device, Hub, World, wait_until

from owntexts.testing import apple

ROWS = 600


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    apple.build_chat_db(path, messages=ROWS)
    return path


@pytest.fixture
def hub(world: World) -> Hub:
    return world.hub()


@pytest.fixture
def laptop(world: World, hub: Hub, store: Path) -> Device:
    """A device with messages, in the account."""
    device = world.device("laptop")
    device.add(store)
    device.create(hub.address)
    device.sync()
    return device


@pytest.fixture
def desktop(world: World, hub: Hub, laptop: Device) -> Device:
    device = world.device("desktop")
    device.join(hub.address)
    return device


def test_a_second_agent_on_one_home_is_refused_and_told_why(laptop: Device) -> None:
    first = laptop.agent()
    second = laptop.run("agent", "run")
    assert second.exit == 1, second
    assert second.code == "agent.already_running"
    assert second.said["error"]["fixes"]
    assert first.poll() is None
    assert laptop.ask("agent", "status")
    first.send_signal(signal.SIGTERM)
    assert first.wait(PATIENCE_S) in {0, 130}, laptop.log()
    assert laptop.ask("status")["agent"] == "not_running"
    laptop.agent()


def test_an_agent_that_was_killed_leaves_no_lock_behind(laptop: Device) -> None:
    agent = laptop.agent()
    agent.kill()
    agent.wait()
    assert laptop.ask("status")["agent"] == "not_running"
    assert laptop.sync()["decision"]["texts"]["run"]
    assert laptop.agent().poll() is None


def test_a_new_message_reaches_the_other_agent_without_anyone_asking(
    store: Path, laptop: Device, desktop: Device
) -> None:
    laptop.agent()
    desktop.agent()
    wait_until(lambda: desktop.state() == "up_to_date", "the desktop has what was there before")
    for seed in (3, 4):
        before = desktop.ask("status")["messages"]
        apple.append(store, 30, seed=seed)
        laptop.ask("import")
        wait_until(lambda had=before: desktop.ask("status")["messages"] > had, "the new messages arrive")
        wait_until(lambda: laptop.state() == "up_to_date", "the laptop has sent all")
        wait_until(lambda: desktop.state() == "up_to_date", "the desktop has received all")
        assert laptop.export() == desktop.export()


def test_every_command_works_beside_a_running_agent(
    world: World, hub: Hub, store: Path, laptop: Device, desktop: Device
) -> None:
    agent = laptop.agent()
    desktop.sync()
    conversation = laptop.ask("conversations")[0]["id"]
    other = Path(shutil.copy(store, store.with_name("other.db")))
    apple.append(other, 40, seed=8)
    for command in (
        ("source", "list"),
        ("source", "add", str(other)),
        ("import",),
        ("sync",),
        ("sync", "--now"),
        ("status",),
        ("why",),
        ("conversations",),
        ("messages", conversation, "--limit", "3"),
        ("search", "the"),
        ("settings", "list"),
        ("settings", "set", "region", "DE"),
        ("account", "show"),
        ("agent", "status"),
        ("export", "jsonl", str(world.folder / "out.jsonl")),
        ("verify",),
        ("source", "remove", "2"),
    ):
        answer = laptop.run(*command)
        assert answer.exit == 0, str(answer)
    laptop.ask("account", "password", OWNTEXTS_NEW_PASSWORD="seven quiet otters")
    wait_until(lambda: laptop.state() == "up_to_date", "the agent goes on after the new password")
    desktop.sync()
    assert laptop.export() == desktop.export()
    assert agent.poll() is None, laptop.log()
    laptop.ask("account", "leave", "--keep")
    assert laptop.state() == "signed_out"
    laptop.password = "seven quiet otters"
    laptop.join(hub.address)
    wait_until(lambda: laptop.state() == "up_to_date", "the agent serves the account that was joined")
    assert agent.poll() is None, laptop.log()


def test_imports_beside_an_agent_and_beside_each_other_end_equal(store: Path, laptop: Device, desktop: Device) -> None:
    """Three processes write one replica at once, while a fourth receives on the other device."""
    laptop.agent()
    desktop.agent()
    apple.append(store, 300, seed=11)
    importing = [laptop.start("import") for _ in range(3)]
    assert [each.wait(PATIENCE_S) for each in importing] == [0, 0, 0], laptop.log()
    assert laptop.ask("import")["added"] == 0
    wait_until(lambda: laptop.state() == "up_to_date", "the laptop has sent all")
    wait_until(lambda: desktop.export() == laptop.export(), "the desktop has it all", pause_s=0.5)
    assert laptop.verify()["agree"]
    assert desktop.verify()["agree"]


def test_an_agent_without_an_account_waits_for_one(world: World, hub: Hub, laptop: Device) -> None:
    newcomer = world.device("newcomer")
    newcomer.ask("status")
    agent = newcomer.agent()
    newcomer.join(hub.address)
    wait_until(lambda: newcomer.state() == "up_to_date", "the agent found the account", unless=agent)
    assert newcomer.export() == laptop.export()


def test_an_agent_does_not_work_on_a_copy_that_was_removed(
    world: World, hub: Hub, laptop: Device, desktop: Device
) -> None:
    agent = laptop.agent()
    desktop.sync()
    laptop.ask("account", "leave", "--remove", "--yes")
    assert laptop.ask("status")["messages"] == 0
    laptop.join(hub.address)
    wait_until(lambda: laptop.state() == "up_to_date", "the agent fetched all into the new copy")
    assert laptop.export() == desktop.export()
    assert agent.poll() is None, laptop.log()
