"""Agents carry attachments by themselves; a full hub holds them, and nothing else, until there is room."""

from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.world import Device, Hub, World, wait_until

from owntexts.testing.apple import append, build_chat_db
from owntexts.testing.apple.attachments import write_attachments

MIB = 1 << 20


@pytest.fixture
def store(world: World) -> Path:
    path = world.folder / "store" / "chat.db"
    path.parent.mkdir()
    build_chat_db(path, messages=600)
    write_attachments(path, sizes=[3 * MIB])
    return path


def pair(world: World, store: Path, *options: str) -> tuple[Hub, Device, Device]:
    hub, laptop, desktop = world.hub(*options), world.device("laptop"), world.device("desktop")
    laptop.add(store)
    laptop.create(hub.address)
    return hub, laptop, desktop


def grow(store: Path) -> None:
    """Newer messages, some with files; those of older ones stay as they are."""
    append(store, 200, seed=5)
    write_attachments(store, seed=9, only_new=True)
    store.touch()


def originals(device: Device) -> int:
    return int(device.ask("storage")["local"]["originals"])


def held_by_a_full_hub(device: Device) -> dict[str, Any] | None:
    """The finding, once it is there."""
    found = device.ask("why")
    return next((each for each in found["findings"] if each["code"] == "storage.hub_full"), None)


def test_files_travel_by_themselves_between_agents(world: World, store: Path) -> None:
    _, laptop, desktop = pair(world, store)
    laptop.agent()
    desktop.join(laptop.ask("account", "show")["hub"])
    desktop.agent()
    wait_until(lambda: originals(desktop) > 3 * MIB, "the desktop has the files of the laptop")
    wait_until(lambda: desktop.state() == laptop.state() == "up_to_date", "both are up to date")
    before = originals(desktop)
    grow(store)
    wait_until(lambda: originals(desktop) > before, "what the store got since is on the desktop too")
    wait_until(lambda: desktop.export() == laptop.export(), "both say the same")


def test_a_full_hub_is_named_with_what_fills_it_and_ends_by_itself_when_something_is_purged(
    world: World, store: Path
) -> None:
    hub, laptop, desktop = pair(world, store)
    laptop.sync()
    used = laptop.ask("storage")["used"]
    world.operate("hub", "quota", "ada", f"{used // 1024}KiB", "--data", str(hub.data))
    desktop.join(hub.address)
    laptop.agent()
    grow(store)
    wait_until(lambda: held_by_a_full_hub(laptop) is not None, "the full hub is told")
    finding = held_by_a_full_hub(laptop)
    assert finding
    assert finding["blocks"] == ["attachments"]
    room = next(each for each in finding["evidence"] if each["name"] == "storage.hub_used_bytes")
    assert room["value"] <= room["limit"] + 100_000
    largest = next(each for each in finding["evidence"] if each["name"].endswith(", bytes"))
    assert largest["value"] == 3 * MIB
    wait_until(lambda: laptop.ask("status")["pending"] == 0, "texts have gone")
    wait_until(lambda: laptop.state() == "waiting", "only attachments wait")
    desktop.sync()
    assert desktop.ask("status")["messages"] == laptop.ask("status")["messages"]
    message = largest["from"].removeprefix("message ")
    laptop.ask("delete", message)
    gone = laptop.ask("purge", message)
    assert gone["bytes_freed"] > 3 * MIB
    wait_until(lambda: laptop.state() == "up_to_date", "what waited has gone")
    assert held_by_a_full_hub(laptop) is None
    desktop.sync()
    assert desktop.export() == laptop.export()
    assert desktop.ask("verify", "--attachments")["agree"]
