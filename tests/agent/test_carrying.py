"""Attachments between devices of one account: everything arrives once, whatever breaks off, and nothing wrong does."""

from dataclasses import replace
from hashlib import sha256

import pytest
from tests.agent.pairs import HUGE, LARGE, OTHER, PHOTO, Pair, everyone, held_by, nth

from owntexts.agent import blob_news, faults
from owntexts.agent.carry import carry
from owntexts.agent.syncing import sync_once
from owntexts.explain import Finding
from owntexts.replica import cached, downloads, places, sources
from owntexts.testing.devices import NOW_MS, Cable, Fate, keep, kept, text
from owntexts.testing.files import HOUR_MS, carried, carrying, file_id, give, in_cache, run_of


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
