"""Previews: made by who has the bytes, there before the originals, the same on every device."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from owntexts.agent.device import Device
from owntexts.agent.syncing import sync_once
from owntexts.crypto.identity import Membership
from owntexts.explain import Finding
from owntexts.model.records import Preview
from owntexts.previews.making import Previews
from owntexts.replica import cached, contents, settings, verify
from owntexts.testing.devices import device_of, kept
from owntexts.testing.family import Family
from owntexts.testing.files import carried, carrying, file_id, give, pictured
from owntexts.testing.media import heic, jpeg, mutated, png
from owntexts.testing.memory_hub import MemoryHub
from owntexts.wire.limits import PREVIEW

PHOTO, OTHER = jpeg(seed=1), heic(seed=2)


@pytest.fixture(scope="module")
def previews() -> Iterator[Previews]:
    with Previews() as made:
        yield made


@pytest.fixture
def pair(tmp_path: Path, previews: Previews) -> tuple[Device, Device, MemoryHub]:
    hub = MemoryHub()
    family = Family(hub.door)
    return (
        device("a", family.found(), tmp_path, hub, previews),
        device("b", family.join(), tmp_path, hub, previews),
        hub,
    )


def device(name: str, member: Membership, tmp_path: Path, hub: MemoryHub, previews: Previews) -> Device:
    folder = tmp_path / name
    folder.mkdir()
    door = hub.door(member.hub_token)
    return carrying(device_of(member, folder, door), folder, door, previews=previews)


def held_by(device: Device, folder: Path, hub: MemoryHub, finding: Finding) -> Device:
    assert device.means
    return carrying(device, folder, hub.door(device.membership.hub_token), lambda: (finding,), device.means.previews)


def preview_of(device: Device, name: str) -> Preview | None:
    with device.replica.read() as connection:
        found = contents.previews_of(connection, file_id(name))
    return found[0] if found else None


def shown(device: Device, name: str) -> bytes:
    """The picture's bytes, as this device has them."""
    preview = preview_of(device, name)
    assert preview
    assert device.means
    return b"".join(device.means.cache.pieces(preview.picture.content, preview.picture.length))


def test_a_picture_is_there_on_both_devices_before_the_original(
    pair: tuple[Device, Device, MemoryHub], tmp_path: Path
) -> None:
    a, b, _ = pair
    give(a, tmp_path / "a", "photo.jpg", PHOTO)
    give(a, tmp_path / "a", "IMG_2.HEIC", OTHER, hour=1)
    sync_once(a)
    pictured(a)
    assert sync_once(a).sent == 2
    sync_once(b)
    pictured(b)
    for name, data in (("photo.jpg", PHOTO), ("IMG_2.HEIC", OTHER)):
        assert shown(a, name) == shown(b, name)
        preview = preview_of(b, name)
        assert preview
        assert preview.of == sha256(data).digest()
        assert 0 < preview.picture.length <= PREVIEW
        assert min(preview.width, preview.height) > 0
    with b.replica.read() as connection:
        assert contents.contents_of(connection, [file_id("photo.jpg")]) == {}
    carried(a)
    sync_once(a)
    sync_once(b)
    carried(b)
    assert kept(a) == kept(b)
    assert verify.verify(b.replica) == []


def test_previews_travel_where_texts_may_and_attachments_may_not(
    pair: tuple[Device, Device, MemoryHub], tmp_path: Path
) -> None:
    a, b, hub = pair
    metered = Finding("network.metered", "warning", "metered", "metered", blocks=("attachments",), soft=True)
    held = held_by(a, tmp_path / "a", hub, metered)
    give(a, tmp_path / "a", "photo.jpg", PHOTO)
    sync_once(a)
    assert pictured(held).held == ()
    assert carried(held).held == ("network.metered",)
    sync_once(a)
    sync_once(b)
    pictured(b)
    assert shown(b, "photo.jpg")
    both = Finding("network.none", "error", "none", "none", blocks=("texts", "attachments"))
    nothing = held_by(a, tmp_path / "a", hub, both)
    give(a, tmp_path / "a", "more.jpg", png(seed=3), hour=2)
    assert pictured(nothing).held == ("network.none",)
    assert preview_of(a, "more.jpg") is None


def test_one_picture_serves_all_attachments_with_the_same_bytes(
    pair: tuple[Device, Device, MemoryHub], tmp_path: Path
) -> None:
    a, _, hub = pair
    give(a, tmp_path / "a", "photo.jpg", PHOTO)
    give(a, tmp_path / "a", "again.jpg", PHOTO, hour=1)
    sync_once(a)
    pictured(a)
    assert preview_of(a, "photo.jpg")
    assert preview_of(a, "again.jpg")
    assert len(hub.zones["ada"].blobs) == 1


def test_a_device_that_fetched_the_original_makes_the_picture_that_its_sender_could_not(
    pair: tuple[Device, Device, MemoryHub], tmp_path: Path
) -> None:
    a, b, hub = pair
    without = carrying(a, tmp_path / "a", hub.door(a.membership.hub_token))
    give(a, tmp_path / "a", "photo.jpg", PHOTO)
    sync_once(a)
    pictured(without)
    carried(without)
    sync_once(a)
    sync_once(b)
    carried(b)
    pictured(b)
    sync_once(b)
    sync_once(a)
    pictured(a)
    assert shown(a, "photo.jpg") == shown(b, "photo.jpg")


def test_what_cannot_be_pictured_is_tried_once(pair: tuple[Device, Device, MemoryHub], tmp_path: Path) -> None:
    a, _, _ = pair
    for name, data in (("notes.txt", b"no picture"), ("empty.jpg", b""), ("bad.jpg", mutated(PHOTO, seed=7)[:300])):
        give(a, tmp_path / "a", name, data)
    sync_once(a)
    pictured(a)
    with a.replica.read() as connection:
        why = connection.execute("select why from unpreviewed").fetchall()
    assert len(why) == 3
    assert a.means
    silent = replace(a, means=replace(a.means, previews=Broken()))  # type: ignore[arg-type]
    pictured(silent)


class Broken:
    """Nobody asks it."""

    def make(self, _file: object) -> object:
        raise AssertionError("it was asked again")


def test_a_device_that_keeps_previews_only_has_them_all(pair: tuple[Device, Device, MemoryHub], tmp_path: Path) -> None:
    a, b, _ = pair
    settings.put(b.replica, "attachments.keep", "previews")
    give(a, tmp_path / "a", "photo.jpg", PHOTO)
    for _ in range(2):
        sync_once(a)
        pictured(a)
        carried(a)
    sync_once(b)
    pictured(b)
    carried(b)
    assert [each.size for each in cached.everything(b.replica)] == [len(shown(b, "photo.jpg"))]
