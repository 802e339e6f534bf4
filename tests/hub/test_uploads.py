"""Room is never given twice, what was answered is on the disk, and what came to nothing leaves nothing."""

import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from os import urandom
from pathlib import Path

import pytest
from tests.hub.conftest import WAIT_S, Inside, Person, RunningHub, new_person
from tests.hub.test_blobs import objects, upload, used, wait_until
from tests.hub.test_server import hub_process

from owntexts.errors import HubFailed
from owntexts.hub import operator
from owntexts.hub.copies.checking import Checked, check
from owntexts.hub.service.callers import Member
from owntexts.hub.service.refusals import Refused
from owntexts.hub.service.sweeping import STALE_MS, Sweeper
from owntexts.hub.service.uploads import Upload
from owntexts.transport.http import HttpHub

MIB = 1 << 20


def together(*work: Callable[[], object]) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_forty_uploads_at_once_share_the_last_ten_mib_and_texts_go_on(
    hub: RunningHub, door: HttpHub, person: Person
) -> None:
    quota = door.head().used + 10 * MIB
    operator.set_quota(hub.settings.data, person.name, quota)
    blobs = [person.blob(urandom(MIB)) for _ in range(40)]
    stored: list[bytes] = []
    full: list[HubFailed] = []
    most: list[int] = []
    over = threading.Event()

    def put(blob: bytes, data: bytes) -> None:
        try:
            door.put_blob(blob, data)
            stored.append(blob)
        except HubFailed as error:
            full.append(error)

    def watch() -> None:
        while not over.is_set():
            most.append(door.storage().used)
            door.push(person.first.wrote(person.batch(person.first)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    together(*(lambda each=each: put(*each) for each in blobs))
    over.set()
    watcher.join()
    assert len(stored) >= 8
    assert len(stored) + len(full) == 40
    assert max(most) <= quota + person.first.counter * 1_000, "texts alone go beyond it"
    assert door.storage().blobs == sum(len(data) for blob, data in blobs if blob in stored) <= 10 * MIB
    assert all(door.blob(blob) == data for blob, data in blobs if blob in stored)
    for error in full:
        finding = error.finding
        assert (finding.code, finding.blocks) == ("storage.hub_full", ("attachments",))
        assert finding.evidence[0].name == "storage.hub_used_bytes"
        assert finding.evidence[0].limit == quota
        assert finding.fixes
    door.delete_blobs(stored, seen=door.head().position, now=True)
    late = next((blob, data) for blob, data in blobs if blob not in stored)
    assert door.put_blob(*late)


def test_deleting_again_and_again_does_not_fill_the_disk_behind_the_quota(
    hub: RunningHub, door: HttpHub, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owntexts.hub.service.quota.SMALLEST_RESERVE", 0)
    operator.set_quota(hub.settings.data, person.name, door.head().used + MIB)

    def put_and_delete() -> None:
        for _ in range(8):
            blob, data = person.blob(urandom(MIB // 2))
            door.put_blob(blob, data)
            door.delete_blobs([blob], seen=person.seen, now=True)

    with pytest.raises(HubFailed) as caught:
        put_and_delete()
    assert caught.value.code == "storage.hub_full"
    assert "being deleted" in str(caught.value.finding.evidence)
    assert sum(path.stat().st_size for path in objects(hub)) <= 3 * MIB


def test_what_was_deleted_is_kept_only_where_there_is_room_but_needed_in_the_reserve_too(
    hub: RunningHub, door: HttpHub, person: Person
) -> None:
    blob, data = person.blob(urandom(MIB))
    door.put_blob(blob, data)
    door.delete_blobs([blob], seen=person.seen, now=False)
    operator.set_quota(hub.settings.data, person.name, door.head().used + 1_000)
    assert door.keep_blobs([blob]) == [blob]
    with pytest.raises(HubFailed, match="full"):
        door.put_blob(blob, data)
    assert door.storage().blobs == 0
    door.push(person.batch(person.first, needs=(blob,)))
    assert door.storage().blobs == len(data)
    assert door.keep_blobs([blob]) == []


def test_room_is_given_back_when_the_device_goes_away(hub: RunningHub, person: Person) -> None:
    before = used(hub)
    blob, data = person.blob(urandom(MIB))
    with upload(hub, person, blob, data, sent=MIB // 2):
        assert used(hub) == before + len(data)
    wait_until(lambda: used(hub) == before)
    wait_until(lambda: objects(hub) == [])


def test_room_is_given_back_when_the_body_stops_coming(
    hub: RunningHub, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owntexts.hub.app.bodies.SILENCE_S", 0.3)
    before = used(hub)
    blob, data = person.blob(urandom(5_000))
    with upload(hub, person, blob, data, sent=100) as line:
        assert line.recv(4000).startswith(b"HTTP/1.1 400")
    assert used(hub) == before


def test_of_two_devices_that_put_one_blob_at_a_time_one_wins(hub: RunningHub, door: HttpHub, person: Person) -> None:
    (blob, slow), (_, fast) = person.blob(b"a photo" * 1_000), person.blob(b"a photo" * 1_000)
    with upload(hub, person, blob, slow, sent=100) as line:
        assert door.put_blob(blob, fast)
        line.sendall(slow[100:])
        assert line.recv(4000).startswith(b"HTTP/1.1 200")
    assert door.blob(blob) == fast
    assert door.storage().blobs == len(fast)


def test_a_blob_that_went_while_it_was_put_again_is_stored_all_the_same(inside: Inside) -> None:
    ada, member = settled(inside)
    blob, data = ada.blob(urandom(3_000))
    put(inside, member, blob, data)
    inside.services.blobs.delete(member, [blob], ada.seen, now=True)
    inside.later(3_601)
    sweep(inside)
    assert put(inside, member, blob, data)
    assert inside.services.blobs.storage(member).blobs == len(data)


def test_an_upload_that_is_forgotten_gives_its_room_back_after_a_while(inside: Inside) -> None:
    ada, member = settled(inside)
    blob, data = ada.blob(urandom(3_000))
    forgotten = begun(inside, member, blob, data)
    inside.later(STALE_MS / 1000 - 1)
    sweep(inside)
    assert inside.services.blobs.storage(member).blobs == len(data)
    inside.later(2)
    sweep(inside)
    assert inside.services.blobs.storage(member).blobs == 0
    forgotten.write([data])
    with pytest.raises(Refused, match="busy"):
        forgotten.finish()
    forgotten.abandon()
    sweep(inside)
    assert list(inside.tools.objects.all()) == []


def test_a_kill_in_the_middle_of_uploads_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    ada = new_person()
    acknowledged: dict[bytes, bytes] = {}
    for attempt in range(2):
        with hub_process(tmp_path) as (process, url), HttpHub(url, token=ada.first.token) as door:
            if attempt == 0:
                ada.position = door.create_account(ada.request)
            started = threading.Event()

            def put_many(door: HttpHub = door, started: threading.Event = started) -> None:
                with suppress(HubFailed):
                    while True:
                        blob, data = ada.blob(urandom(400_000))
                        door.put_blob(blob, data)
                        acknowledged[blob] = data
                        started.set()

            threads = [threading.Thread(target=put_many) for _ in range(4)]
            for thread in threads:
                thread.start()
            assert started.wait(WAIT_S)
            process.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join()
    with hub_process(tmp_path) as (_, url), HttpHub(url, token=ada.first.token) as door:
        wait_until(lambda: not list((tmp_path / "blobs" / ".incoming").iterdir()))
        assert all(door.blob(blob) == data for blob, data in acknowledged.items())
        stored = [path for path in (tmp_path / "blobs").rglob("*.*") if path.is_file()]
        wait_until(lambda: door.storage().blobs == sum(path.stat().st_size for path in stored))
        assert check(tmp_path, lambda _done, _total: None) == Checked(len(stored), [], [])
    assert operator.accounts(tmp_path)[0].used == door_used(ada, stored)


def door_used(person: Person, stored: list[Path]) -> int:
    return len(person.entries[0]) + sum(path.stat().st_size for path in stored)


def test_a_file_that_may_not_grow_is_told_as_a_full_disk_and_nothing_is_kept(tmp_path: Path) -> None:
    ada = new_person()
    with hub_process(tmp_path, most_bytes=2 * MIB) as (_, url), HttpHub(url, token=ada.first.token) as door:
        ada.position = door.create_account(ada.request)
        small, large = ada.blob(urandom(MIB)), ada.blob(urandom(4 * MIB))
        assert door.put_blob(*small)
        with pytest.raises(HubFailed) as caught:
            door.put_blob(*large)
        assert (caught.value.code, caught.value.finding.blocks) == ("storage.hub_full", ("attachments",))
        assert door.blob(large[0]) is None
        assert door.storage().blobs == len(small[1])
        assert door.push(ada.first.wrote(ada.batch(ada.first))).token == 2
        assert door.put_blob(*ada.blob(urandom(MIB)))
    assert list((tmp_path / "blobs" / ".incoming").iterdir()) == []


def test_a_disk_keeps_room_for_texts(
    hub: RunningHub, door: HttpHub, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("owntexts.hub.backends.files.MOST_KEPT_FREE", 1 << 60)
    monkeypatch.setattr("owntexts.hub.backends.files.KEPT_FREE_PERCENT", 100)
    blob, data = person.blob(b"a photo")
    with pytest.raises(HubFailed) as caught:
        door.put_blob(blob, data)
    assert caught.value.code == "storage.hub_full"
    assert door.push(person.batch(person.first))


def settled(inside: Inside) -> tuple[Person, Member]:
    """Ada with an account, and her first device."""
    ada = new_person()
    ada.position = inside.services.accounts.create(ada.request, "", at_home=True)
    return ada, Member(ada.first.account, ada.first.keys.device)


def begun(inside: Inside, member: Member, blob: bytes, data: bytes) -> Upload:
    upload = inside.services.uploads.begin(member, blob, len(data), None)
    assert upload is not None
    return upload


def put(inside: Inside, member: Member, blob: bytes, data: bytes) -> bool:
    upload = begun(inside, member, blob, data)
    upload.write([data])
    return upload.finish()


def sweep(inside: Inside) -> None:
    Sweeper(inside.tools, inside.folder.removing, 0).sweep()
