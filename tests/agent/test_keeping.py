"""What the hub keeps: room is freed of what nobody has any more, and what it lost is put again."""

from tests.agent.pairs import LARGE, PHOTO, Pair, everyone, nth

from owntexts.agent import keeping
from owntexts.agent.syncing import sync_once
from owntexts.model.ids import sighting_id
from owntexts.replica import pending, purging, verify
from owntexts.testing.devices import Cable, keep, kept, text
from owntexts.testing.files import carried, carrying, give, in_cache, run_of


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
