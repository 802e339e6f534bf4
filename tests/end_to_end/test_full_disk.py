"""No room left, on the device or on the hub: it is named, nothing is lost, and once there is room all goes on."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.end_to_end.small_disk import SmallDisk, small_disk
from tests.end_to_end.world import Device, Hub, World, free_port
from tests.hub.conftest import new_person

from owntexts.errors import HubFailed
from owntexts.testing import apple
from owntexts.transport.http import HttpHub

ROWS = 2_000
MORE_ROWS = 4_000
DISK = 48 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", DISK) as mounted:
        yield mounted


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    apple.build_chat_db(path, messages=ROWS)
    return path


def same_as_a_device_with_room(world: World, store: Path, device: Device) -> bool:
    roomy = world.device("roomy")
    roomy.add(store)
    return roomy.export() == device.export()


@pytest.mark.parametrize("leave", [0, 64 << 10, 256 << 10, 1 << 20])
def test_an_import_without_room_is_named_and_goes_on_later(
    world: World, disk: SmallDisk, store: Path, leave: int
) -> None:
    device = Device("laptop", disk.folder / "home")
    device.add(store)
    had = device.ask("status")["messages"]
    apple.append(store, MORE_ROWS, seed=2)
    disk.fill(leave)
    refused = device.run("import")
    assert refused.exit == 1, refused
    assert refused.code == "storage.device_full", refused
    assert refused.said["error"]["fixes"]
    disk.make_room()
    assert device.verify()["agree"]
    assert device.ask("status")["messages"] >= had
    device.ask("import")
    assert device.ask("import")["added"] == 0
    assert same_as_a_device_with_room(world, store, device)


def test_on_a_full_disk_it_is_said_why_and_nothing_ends_in_a_fault(disk: SmallDisk, store: Path) -> None:
    """Even reading takes a little room, for the index of the write-ahead log."""
    device = Device("laptop", disk.folder / "home")
    device.add(store)
    disk.fill(0)
    for command in (("status",), ("why",)):
        answer = device.run(*command)
        assert answer.exit == 0, str(answer)
        assert "storage.device_full" in {finding["code"] for finding in answer.said["findings"]}, str(answer)
    for command in (("conversations",), ("search", "the"), ("import",), ("verify",)):
        answer = device.run(*command)
        assert answer.exit == 0 or answer.code == "storage.device_full", str(answer)
    disk.fill(128 << 10)
    assert device.ask("conversations")


def test_a_home_that_cannot_even_begin_says_why(disk: SmallDisk) -> None:
    disk.fill(0)
    refused = Device("laptop", disk.folder / "home").run("status")
    assert refused.exit == 1, refused
    assert refused.said["error"]["fixes"], refused
    disk.make_room()
    assert Device("laptop", disk.folder / "home").state() == "signed_out"


def test_a_device_without_room_receives_the_rest_later(world: World, disk: SmallDisk, store: Path) -> None:
    hub, laptop, desktop = world.hub(), world.device("laptop"), Device("desktop", disk.folder / "home")
    laptop.add(store)
    laptop.create(hub.address)
    laptop.sync()
    desktop.join(hub.address)
    held = desktop.run("sync")
    assert held.exit == 3, held
    assert held.said["decision"]["texts"]["findings"] == ["storage.device_full"], held
    assert desktop.state() == "paused"
    disk.make_room()
    limited = desktop.start("sync", most_bytes=400 << 10)
    assert limited.wait() in {1, 3}, desktop.log()
    assert "storage.device_full" in desktop.log()
    desktop.sync()
    assert desktop.verify()["agree"]
    assert desktop.export() == laptop.export()


def test_a_hub_without_room_keeps_what_it_has_and_takes_the_rest_later(
    world: World, disk: SmallDisk, store: Path
) -> None:
    hub = Hub(disk.folder / "hub", free_port())
    world.hubs.append(hub)
    hub.start()
    laptop, desktop = world.device("laptop"), world.device("desktop")
    laptop.create(hub.address)
    laptop.sync()
    laptop.add(store)
    disk.fill(40 << 10)
    held = laptop.run("sync")
    assert held.exit == 3, held
    assert held.said["decision"]["texts"]["findings"] == ["storage.hub_full"], held
    assert laptop.state() == "paused"
    disk.make_room()
    assert laptop.sync()["decision"]["texts"]["run"]
    assert laptop.state() == "up_to_date"
    desktop.join(hub.address)
    desktop.sync()
    assert desktop.export() == laptop.export()


def test_a_hub_without_room_takes_no_attachment_and_still_takes_texts(world: World, disk: SmallDisk) -> None:
    hub = Hub(disk.folder / "hub", free_port())
    world.hubs.append(hub)
    hub.start()
    ada = new_person()
    stored: dict[bytes, bytes] = {}

    def put_until_full(door: HttpHub) -> None:
        while True:
            blob, data = ada.blob(os.urandom(4 << 20))
            door.put_blob(blob, data)
            stored[blob] = data

    with HttpHub(hub.address) as outside:
        ada.position = outside.create_account(ada.request)
    with HttpHub(hub.address, token=ada.first.token) as door:
        with pytest.raises(HubFailed) as full:
            put_until_full(door)
        assert (full.value.code, full.value.finding.blocks) == ("storage.hub_full", ("attachments",))
        assert full.value.finding.fixes
        assert len(stored) >= 5
        assert door.storage().blobs == sum(map(len, stored.values()))
        assert door.push(ada.first.wrote(ada.batch(ada.first))).token == 2
        hub.kill()
        hub.start()
        assert {blob: door.blob(blob) for blob in stored} == stored
        assert world.operate("hub", "check", "--data", str(hub.data)).said["damaged"] == []
        disk.make_room()
        assert door.put_blob(*ada.blob(os.urandom(4 << 20)))


def test_a_file_that_may_not_grow_is_no_traceback(world: World, store: Path) -> None:
    """The limit of a user or a container: the system says "file too large" where a full disk says "no space"."""
    device = world.device("laptop")
    device.add(store)
    apple.append(store, MORE_ROWS, seed=2)

    limited = device.start("import", most_bytes=1 << 20)
    assert limited.wait() == 1, device.log()
    assert '"code":"storage.device_full"' in device.log()
    device.ask("import")
    assert device.verify()["agree"]
    assert same_as_a_device_with_room(world, store, device)
