"""Attachments between devices of one account: everything arrives once, whatever breaks off, and nothing wrong does."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from owntexts.agent import blob_news, evicting, faults, keeping
from owntexts.agent.carry import carry
from owntexts.agent.device import Device
from owntexts.agent.syncing import sync_once
from owntexts.explain import Finding
from owntexts.model.contents import PIECE_BYTES
from owntexts.model.ids import sighting_id
from owntexts.replica import cached, downloads, pending, places, purging, settings, sources, verify, zone
from owntexts.testing.devices import NOW_MS, Cable, Fate, device_of, keep, kept, text
from owntexts.testing.family import Family, seeded
from owntexts.testing.files import HOUR_MS, carried, carrying, file_id, give, in_cache, run_of
from owntexts.testing.memory_hub import MemoryHub, Zone
from owntexts.wire.hub import Hub

PHOTO = seeded("photo")(200_000)
OTHER = seeded("other")(300_000)
LARGE = seeded("large")(2 * PIECE_BYTES + 12_345)
HUGE = b"".join(number.to_bytes(4, "big") + bytes(PIECE_BYTES - 4) for number in range(17))
"""17 pieces: more than stand in a record."""


@dataclass
class Pair:
    """Two devices of one account at a hub in memory."""

    hub: MemoryHub
    family: Family
    a: Device
    b: Device
    folder_a: Path
    folder_b: Path

    puts: Counter[bytes]
    """How often each blob was put."""

    @property
    def zone(self) -> Zone:
        return self.hub.zones["ada"]

    def settle(self) -> None:
        """Both sync and carry until both have all there is."""
        for _ in range(2):
            for device in (self.a, self.b):
                sync_once(device)
                carried(device)
                sync_once(device)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    hub = MemoryHub()
    family = Family(hub.door)
    members = {"a": family.found(), "b": family.join()}
    made, puts = {}, Counter[bytes]()
    for name, member in members.items():
        folder = tmp_path / name
        folder.mkdir()
        door = Counted(hub.door(member.hub_token), puts)
        made[name] = carrying(device_of(member, folder, door), folder, door)
    return Pair(hub, family, made["a"], made["b"], tmp_path / "a", tmp_path / "b", puts)


class Counted(Cable):
    """A cable that nobody pulls, on which puts are counted."""

    def __init__(self, hub: Hub, puts: Counter[bytes]) -> None:
        super().__init__(hub)
        self._puts = puts

    def put_blob(self, blob: bytes, data: bytes, *, instead_of: bytes | None = None) -> bool:
        self._puts[blob] += 1
        return super().put_blob(blob, data, instead_of=instead_of)


def test_a_photo_arrives_and_both_devices_say_the_same_of_it(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    assert not in_cache(pair.a, PHOTO)
    assert kept(pair.a) == kept(pair.b)
    assert sha256(PHOTO).hexdigest().encode() in kept(pair.b)[0]
    assert faults.of_files(pair.a.replica) == faults.of_files(pair.b.replica) == ()


@pytest.mark.parametrize("data", [b"", b"x", LARGE, HUGE], ids=["empty", "one byte", "three pieces", "listed"])
def test_files_of_every_size_arrive(pair: Pair, data: bytes) -> None:
    give(pair.a, pair.folder_a, "file.bin", data)
    pair.settle()
    assert in_cache(pair.b, data)
    assert kept(pair.a) == kept(pair.b)
    assert set(pair.puts.values()) <= {1}


def test_the_same_bytes_are_sent_once_however_many_messages_have_them(pair: Pair) -> None:
    for number in range(4):
        give(pair.a, pair.folder_a, f"photo {number}.jpg", PHOTO, hour=number)
    give(pair.b, pair.folder_b, "mine too.jpg", PHOTO)
    pair.settle()
    assert list(pair.puts.values()) == [1]
    assert kept(pair.a) == kept(pair.b)
    assert kept(pair.a)[0].count(b'"content":"') == 1
    assert not in_cache(pair.b, PHOTO), "what its own source has is not kept a second time"


def test_nothing_is_sealed_anew_for_a_later_epoch(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "photo.jpg", LARGE)
    pair.settle()
    pair.family.change_password("another word")
    give(pair.a, pair.folder_a, "again.jpg", LARGE, hour=1)
    give(pair.a, pair.folder_a, "new.jpg", OTHER, hour=2)
    pair.settle()
    assert len(pair.zone.blobs) == 3 + 1
    assert in_cache(pair.b, OTHER)
    assert kept(pair.a) == kept(pair.b)


def test_what_is_not_there_is_a_state_and_no_error(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "gone.jpg", None)
    give(pair.a, pair.folder_a, "there.jpg", PHOTO)
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    with pair.a.replica.read() as connection:
        assert places.unsent(connection) == (0, 0)
        assert [spot.trouble for spot in places.spots_of(connection, file_id("gone.jpg"))] == ["missing"]
    assert faults.of_files(pair.a.replica) == ()


def test_a_source_that_is_out_of_reach_waits_for_its_next_reading(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    (pair.folder_a / "files").rename(pair.folder_a / "unplugged")
    pair.settle()
    assert pair.zone.blobs == {}
    (pair.folder_a / "unplugged").rename(pair.folder_a / "files")
    pair.settle()
    assert pair.zone.blobs == {}, "it is not looked for all the time"
    sources.finished(pair.a.replica, "1", at=NOW_MS, vanished=0)
    pair.settle()
    assert in_cache(pair.b, PHOTO)


def test_a_file_that_changes_while_it_is_read_is_read_again_later(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "growing.mov", LARGE)
    sync_once(pair.a)
    path = pair.folder_a / "files" / "growing.mov"
    run = run_of(pair.a)
    seal = run.keys.refer

    def grow(*given: object) -> object:
        path.write_bytes(LARGE + b"more")
        return seal(*given)  # type: ignore[arg-type]

    run.keys.refer = grow  # type: ignore[method-assign, assignment]
    carry(run)
    with pair.a.replica.read() as connection:
        assert [spot.trouble for spot in places.spots_of(connection, file_id("growing.mov"))] == ["changed"]
    pair.a = replace(pair.a, now=lambda: NOW_MS + places.MINUTE_MS)
    pair.settle()
    assert in_cache(pair.b, LARGE + b"more")
    assert not in_cache(pair.b, LARGE)


def nth(request: str, number: int, fate: Fate) -> Callable[[str], Fate]:
    """A cable that is pulled at the how many-th request of a name, and at every one after it."""
    seen = count(1)
    return lambda asked: fate if asked == request and next(seen) >= number else "whole"


@pytest.mark.parametrize("fate", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_sending_goes_on_at_the_first_missing_piece(pair: Pair, fate: Fate, number: int) -> None:
    give(pair.a, pair.folder_a, "video.mov", LARGE)
    sync_once(pair.a)
    cut = carrying(pair.a, pair.folder_a, Cable(pair.a.hub, nth("put_blob", number, fate)))
    assert [finding.code for finding in carried(cut).met] == ["hub.unreachable"]
    before = dict(pair.puts)
    pair.settle()
    assert in_cache(pair.b, LARGE)
    assert all(pair.puts[blob] == 1 for blob in before), "what was there is not put again"
    assert faults.of_files(pair.a.replica) == ()


@pytest.mark.parametrize("number", [1, 2, 3])
def test_fetching_goes_on_where_it_stopped(pair: Pair, number: int) -> None:
    give(pair.a, pair.folder_a, "video.mov", LARGE)
    sync_once(pair.a)
    carried(pair.a)
    sync_once(pair.a)
    sync_once(pair.b)
    cut = carrying(pair.b, pair.folder_b, Cable(pair.b.hub, nth("blob", number, "before")))
    assert [finding.code for finding in carried(cut).met] == ["hub.unreachable"]
    assert not in_cache(pair.b, LARGE)
    asked: list[str] = []

    def watch(request: str) -> Fate:
        asked.append(request)
        return "whole"

    carried(carrying(pair.b, pair.folder_b, Cable(pair.b.hub, watch)))
    assert in_cache(pair.b, LARGE)
    assert 1 <= asked.count("blob") <= 3 - (number - 1)


def test_texts_go_on_while_the_hub_has_no_room_for_files_and_room_ends_the_wait(pair: Pair) -> None:
    sync_once(pair.a)
    pair.hub.quota = pair.hub.zones["ada"].log_bytes + 250_000
    give(pair.a, pair.folder_a, "first.jpg", PHOTO)
    give(pair.a, pair.folder_a, "second.jpg", OTHER, hour=-1)
    sync_once(pair.a)
    result = carried(pair.a)
    (finding,) = result.met
    assert (finding.code, finding.blocks) == ("storage.hub_full", ("attachments",))
    assert faults.of_files(pair.a.replica) == (finding,)
    keep(pair.a, text("words", "words go on"))
    assert sync_once(pair.a).decision.texts.run
    assert sync_once(pair.b).received
    pair.hub.quota = 1 << 30
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    assert in_cache(pair.b, OTHER)
    assert faults.of_files(pair.a.replica) == ()


def test_a_file_for_which_there_is_no_room_holds_up_none_that_fits_and_takes_none(pair: Pair) -> None:
    sync_once(pair.a)
    pair.hub.quota = pair.hub.zones["ada"].log_bytes + 5_000_000
    give(pair.a, pair.folder_a, "video.mov", LARGE, hour=1)
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    sync_once(pair.a)
    result = carried(pair.a)
    assert [finding.code for finding in result.met] == ["storage.hub_full"]
    sync_once(pair.a)
    sync_once(pair.b)
    carried(pair.b)
    assert in_cache(pair.b, PHOTO)
    carried(pair.a)
    assert pair.zone.blob_bytes < 2 * len(PHOTO)
    pair.hub.quota = 1 << 30
    pair.settle()
    assert in_cache(pair.b, LARGE)
    assert kept(pair.a) == kept(pair.b)


def test_a_full_hub_is_told_with_the_largest_items(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "largest.mov", LARGE)
    pair.settle()
    pair.hub.quota = 0
    give(pair.a, pair.folder_a, "more.jpg", PHOTO, hour=1)
    sync_once(pair.a)
    (finding,) = carried(pair.a).met
    largest = next(evidence for evidence in finding.evidence if evidence.name.startswith("largest.mov"))
    assert largest.value == len(LARGE)
    assert largest.origin == f"message {sighting_id('apple', 'largest.mov').hex()}"
    assert any(fix.command == "owntexts storage review" for fix in finding.fixes)


def held_by(device: Device, folder: Path, hub: MemoryHub, finding: Finding) -> Device:
    return carrying(device, folder, hub.door(device.membership.hub_token), lambda: (finding,))


def test_a_full_hub_still_gives_what_it_has(pair: Pair) -> None:
    everyone(pair)
    give(pair.b, pair.folder_b, "mine.jpg", OTHER)
    full = Finding("storage.hub_full", "error", "full", "full", blocks=("attachments",))
    assert carried(held_by(pair.b, pair.folder_b, pair.hub, full)).held == ("storage.hub_full",)
    assert in_cache(pair.b, PHOTO)
    assert len(pair.zone.blobs) == 1


def test_what_holds_attachments_holds_them_before_the_next_piece(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "video.mov", LARGE)
    sync_once(pair.a)
    metered = Finding("network.metered", "warning", "metered", "metered", blocks=("attachments",), soft=True)
    result = carried(held_by(pair.a, pair.folder_a, pair.hub, metered))
    assert result.held == ("network.metered",)
    assert pair.zone.blobs == {}
    assert result.met == ()


def everyone(pair: Pair) -> None:
    """A photo of A's is on the hub, and B knows of it."""
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    sync_once(pair.a)
    carried(pair.a)
    sync_once(pair.a)
    sync_once(pair.b)


def spoil(pair: Pair, how: str) -> None:
    """Something else stands in the place of the one blob."""
    ((blob, data),) = pair.zone.blobs.items()
    wrong = bytearray(data)
    wrong[-5] ^= 1
    pair.zone.blobs[blob] = {
        "changed": bytes(wrong),
        "cut": data[:-100],
        "longer": data + b"more",
        "nothing": b"",
        "another kind": bytes(len(data)),
    }[how]


@pytest.mark.parametrize("how", ["changed", "cut", "longer", "nothing", "another kind"])
def test_wrong_bytes_are_refused_by_name_told_to_who_has_them_and_put_right(pair: Pair, how: str) -> None:
    everyone(pair)
    spoil(pair, how)
    carried(pair.b)
    assert not in_cache(pair.b, PHOTO)
    (lacking,) = downloads.lacking(pair.b.replica)
    assert lacking.finding.code.startswith("integrity.")
    assert lacking.finding.evidence[0].value == "photo.jpg"
    assert lacking.finding.blocks == ()
    assert blob_news.told(pair.b.replica, NOW_MS) == (lacking.finding,)
    sync_once(pair.b)
    sync_once(pair.a)
    carried(pair.a)
    (mended,) = blob_news.told(pair.a.replica, NOW_MS)
    assert (mended.code, mended.severity) == ("integrity.blob", "info")
    pair.b = replace(pair.b, now=lambda: NOW_MS + HOUR_MS)
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    assert blob_news.told(pair.b.replica, NOW_MS) == ()
    assert kept(pair.a) == kept(pair.b)


def test_a_blob_that_is_gone_is_put_again_by_who_has_it(pair: Pair) -> None:
    everyone(pair)
    pair.zone.blobs.clear()
    carried(pair.b)
    assert "does not have" in downloads.lacking(pair.b.replica)[0].finding.title
    sync_once(pair.b)
    sync_once(pair.a)
    carried(pair.a)
    pair.b = replace(pair.b, now=lambda: NOW_MS + HOUR_MS)
    pair.settle()
    assert in_cache(pair.b, PHOTO)


def test_two_blobs_that_changed_places_are_refused(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "other.jpg", OTHER, hour=1)
    everyone(pair)
    (one, first), (other, second) = pair.zone.blobs.items()
    pair.zone.blobs.update({one: second, other: first})
    carried(pair.b)
    assert {each.finding.code for each in downloads.lacking(pair.b.replica)} == {"integrity.blob"}
    assert len(downloads.lacking(pair.b.replica)) == 2
    assert cached.everything(pair.b.replica) == []


def test_one_bad_file_holds_up_no_other_and_is_asked_for_again_ever_more_rarely(pair: Pair) -> None:
    everyone(pair)
    spoil(pair, "changed")
    give(pair.a, pair.folder_a, "older.jpg", OTHER, hour=-5)
    sync_once(pair.a)
    carried(pair.a)
    sync_once(pair.a)
    sync_once(pair.b)
    carried(pair.b)
    assert in_cache(pair.b, OTHER)
    waits = []
    for _ in range(4):
        at = downloads.next_at(pair.b.replica)
        assert at
        waits.append(at - pair.b.now())
        pair.b = replace(pair.b, now=lambda at=at: at)  # type: ignore[misc]
        carried(pair.b)
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    assert downloads.lacking(pair.b.replica)[0].tries == 5


def test_what_the_cache_has_that_is_damaged_is_fetched_again(pair: Pair) -> None:
    everyone(pair)
    carried(pair.b)
    (path,) = (path for path in (pair.folder_b / "cache").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    run = run_of(pair.b)
    content = sha256(PHOTO).digest()
    with (pair.folder_b / "out").open("w+b") as out:
        assert not run.shelves.copy(content, len(PHOTO), out)
    run.shelves.damaged(content)
    carried(pair.b)
    assert in_cache(pair.b, PHOTO)


def optimise(device: Device, days: int) -> None:
    settings.put(device.replica, "attachments.keep", "optimise")
    settings.put(device.replica, "optimise.days", str(days))


def test_a_device_that_optimises_fetches_what_is_new_and_lets_go_what_is_old_and_safe(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "new.jpg", PHOTO, hour=0)
    give(pair.a, pair.folder_a, "old.jpg", OTHER, hour=-24 * 40)
    optimise(pair.b, 30)
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    assert not in_cache(pair.b, OTHER)
    pair.b = replace(pair.b, now=lambda: NOW_MS + 31 * 24 * HOUR_MS)
    carried(pair.b)
    assert not in_cache(pair.b, PHOTO)
    settings.put(pair.b.replica, "attachments.keep", "originals")
    carried(pair.b)
    assert in_cache(pair.b, PHOTO)
    assert in_cache(pair.b, OTHER)


def test_an_old_original_goes_as_soon_as_the_policy_says_so_unless_somebody_looked_at_it(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "old.jpg", PHOTO, hour=-24 * 40)
    give(pair.a, pair.folder_a, "older.jpg", OTHER, hour=-24 * 41)
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    cached.used(pair.b.replica, sha256(OTHER).digest(), NOW_MS)
    optimise(pair.b, 30)
    carried(pair.b)
    assert not in_cache(pair.b, PHOTO)
    assert in_cache(pair.b, OTHER)


def test_originals_go_from_a_device_that_is_full(pair: Pair) -> None:
    everyone(pair)
    carried(pair.b)
    full = Finding("storage.device_full", "error", "full", "full", blocks=("attachments",))
    pair.b = held_by(pair.b, pair.folder_b, pair.hub, full)
    settings.put(pair.b.replica, "attachments.keep", "previews")
    pair.b = replace(pair.b, now=lambda: NOW_MS + 2 * 24 * HOUR_MS)
    carried(pair.b)
    assert not in_cache(pair.b, PHOTO)


@pytest.mark.parametrize("lost", ["blob", "incarnation"])
def test_nothing_goes_that_the_hub_does_not_provably_have(pair: Pair, lost: str) -> None:
    everyone(pair)
    carried(pair.b)
    optimise(pair.b, 1)
    pair.b = replace(pair.b, now=lambda: NOW_MS + 40 * 24 * HOUR_MS)
    if lost == "blob":
        pair.zone.blobs.clear()
    else:
        another_incarnation(pair.b)
    assert evicting.evict(run_of(pair.b)) == 0
    assert in_cache(pair.b, PHOTO)


def another_incarnation(device: Device) -> None:
    position = zone.position(device.replica)
    assert position
    with device.replica.write() as connection:
        zone.move_to(connection, zone.ChangeToken(b"another life....", position.token, position.zone_hash))


def test_previews_only_keeps_no_original_that_nobody_opened(pair: Pair) -> None:
    settings.put(pair.b.replica, "attachments.keep", "previews")
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    pair.settle()
    assert cached.everything(pair.b.replica) == []
    assert kept(pair.a) == kept(pair.b)


def test_a_purge_frees_the_room_of_what_only_it_had_and_of_nothing_else(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "shared.jpg", PHOTO, hour=0)
    give(pair.a, pair.folder_a, "shared again.jpg", PHOTO, hour=1)
    give(pair.a, pair.folder_a, "alone.mov", LARGE, hour=2)
    pair.settle()
    purging.purge(pair.b.replica, [sighting_id("apple", name) for name in ("shared.jpg", "alone.mov")])
    sync_once(pair.b)
    used = pair.zone.blob_bytes
    freed = keeping.free(run_of(pair.b), now=True)
    assert freed == used - pair.zone.blob_bytes
    assert freed > len(LARGE)
    pair.settle()
    assert len(pair.zone.blobs) - len(pair.zone.deleted) == 1
    assert in_cache(pair.b, PHOTO)
    assert not in_cache(pair.b, LARGE)
    assert kept(pair.a) == kept(pair.b)
    assert len(kept(pair.a)) == 1
    assert verify.verify(pair.a.replica) == verify.verify(pair.b.replica) == []


def test_what_another_device_sends_just_then_is_not_deleted(pair: Pair) -> None:
    """B purges the only message that has a file, as A sends a message with the same one."""
    everyone(pair)
    purging.purge(pair.b.replica, [sighting_id("apple", "photo.jpg")])
    give(pair.a, pair.folder_a, "the same.jpg", PHOTO, hour=1)
    sync_once(pair.b)
    sync_once(pair.a)
    carried(pair.a)
    sync_once(pair.a)
    assert keeping.free(run_of(pair.b), now=True) == 0
    pair.settle()
    assert pair.zone.deleted == set()
    assert in_cache(pair.b, PHOTO)


def test_what_was_put_and_came_to_nothing_is_deleted(pair: Pair) -> None:
    """A file that is gone before it is told of: what is on the hub already is nobody's."""
    give(pair.a, pair.folder_a, "video.mov", LARGE)
    sync_once(pair.a)
    carried(carrying(pair.a, pair.folder_a, Cable(pair.a.hub, nth("put_blob", 3, "before"))))
    assert pair.zone.blobs
    (pair.folder_a / "files" / "video.mov").unlink()
    pair.settle()
    assert set(pair.zone.blobs) == pair.zone.deleted


def test_what_the_hub_lost_before_the_record_came_is_put_again(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    sync_once(pair.a)
    carried(pair.a)
    pair.zone.blobs.clear()
    assert sync_once(pair.a).sent == 1
    pair.settle()
    assert in_cache(pair.b, PHOTO)


def test_what_nobody_can_put_again_waits_and_holds_up_nothing(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    sync_once(pair.a)
    carried(pair.a)
    pair.zone.blobs.clear()
    path = pair.folder_a / "files" / "photo.jpg"
    path.unlink()
    keep(pair.a, text("words", "words go on"))
    assert sync_once(pair.a).decision.texts.run
    sync_once(pair.b)
    assert any(b"words go on" in line for line in kept(pair.b))
    assert pending.count(pair.a.replica) == 0
    path.write_bytes(PHOTO)
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    assert kept(pair.a) == kept(pair.b)
