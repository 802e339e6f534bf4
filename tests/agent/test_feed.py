"""What the feed makes of honest items that are trouble all the same: unreadable, newer, or far too many at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from owntexts.agent import faults
from owntexts.agent.device import Device
from owntexts.agent.members import believed
from owntexts.agent.push import Writer
from owntexts.agent.syncing import sync_once
from owntexts.model.codec import encode_records
from owntexts.model.ids import sighting_id
from owntexts.model.records import Grave
from owntexts.replica import zone
from owntexts.testing.devices import device_of, keep, kept, text
from owntexts.testing.family import Family
from owntexts.testing.memory_hub import MemoryHub
from owntexts.wire.batch import NO_HASH


@dataclass
class Scene:
    """A reader, and another device that can write what this version never would."""

    family: Family
    reader: Device
    writer: Device
    counter: int = 0
    previous: bytes = NO_HASH

    def write(self, plaintext: bytes) -> None:
        """Push a batch of these bytes."""
        hub, member = self.writer.hub, self.writer.membership
        seal = Writer(member, believed(hub.keyring(), member), hub.head().position, self.writer.random).seal
        data = seal(self.counter + 1, self.previous, plaintext)
        hub.push(data)
        head = hub.head()
        self.counter, self.previous = head.device_counter, head.device_hash


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    hub = MemoryHub()
    family = Family(hub.door)
    reader, writer = (
        device_of(member, tmp_path / name, hub.door(member.hub_token))
        for name, member in (("reader", family.found()), ("writer", family.join()))
    )
    yield Scene(family, reader, writer)
    for device in (reader, writer):
        device.replica.close()


def test_what_is_authentic_and_cannot_be_decoded_is_set_aside_and_the_feed_goes_on(scene: Scene) -> None:
    scene.write(b"\xc1 this is no record")
    scene.write(encode_records([text("k", "words")]))
    result = sync_once(scene.reader)
    assert (result.received, result.decision.texts.run) == (1, True)
    (aside,) = zone.set_aside(scene.reader.replica)
    assert aside.token == 3
    assert zone.last_synced_at(scene.reader.replica) is None, "never up to date with something set aside"


def test_what_was_set_aside_is_read_once_it_can_be(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as newer:
        newer.setattr("owntexts.crypto.batches.ZSTD", 77)
        scene.write(encode_records([text(f"k{number}", "the same words again") for number in range(9)]))
    assert sync_once(scene.reader).received == 0
    assert len(zone.set_aside(scene.reader.replica)) == 1
    monkeypatch.setattr("owntexts.crypto.batches.ZSTD", 77)
    assert sync_once(scene.reader).received == 9
    assert zone.set_aside(scene.reader.replica) == []
    assert len(kept(scene.reader)) == 9
    assert zone.last_synced_at(scene.reader.replica)


def test_records_of_a_newer_version_do_not_hold_the_others(scene: Scene) -> None:
    scene.write(b"\x92" + encode_records([text("k", "words")])[1:] + b"\x92\x63\xa5later")
    assert sync_once(scene.reader).decision.texts.run
    assert zone.set_aside(scene.reader.replica) == []
    assert len(kept(scene.reader)) == 1


def test_a_great_purge_is_held_for_the_person_and_changes_nothing(scene: Scene) -> None:
    keep(scene.reader, *(text(f"k{number}", "words") for number in range(120)))
    sync_once(scene.reader)
    graves = [Grave(id=sighting_id("apple", f"k{number}"), digest=bytes(8)) for number in range(100)]
    scene.write(encode_records(graves))
    result = sync_once(scene.reader)
    assert result.decision.texts.findings == ("feed.purge",)
    assert len(kept(scene.reader)) == 120
    assert faults.kept(scene.reader.replica)[0].since


def test_a_password_changed_meanwhile_opens_what_was_written_before_and_after(scene: Scene) -> None:
    scene.write(encode_records([text("before", "words")]))
    scene.family.change_password("another")
    scene.write(encode_records([text("after", "words")]))
    assert sync_once(scene.reader).received == 2


def test_a_device_that_joins_late_reads_all_that_was_written_before_it(scene: Scene, tmp_path: Path) -> None:
    scene.write(encode_records([text("before", "words")]))
    scene.family.change_password("another")
    late = scene.family.join()
    device = device_of(late, tmp_path / "late", scene.family.door(late.hub_token))
    assert sync_once(device).received == 1
    device.replica.close()
