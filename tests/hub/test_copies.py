"""Backing a hub up while it serves, and serving what was restored."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from os import urandom
from pathlib import Path

import pytest
from tests.hub.conftest import Person, RunningHub, new_person
from tests.hub.test_blobs import objects

from owntexts.errors import Busy, NotFound, OwntextsError, WrongUsage
from owntexts.hub.backends.folder import DataFolder
from owntexts.hub.copies import copying
from owntexts.hub.copies.backup import back_up, marker_of
from owntexts.hub.copies.checking import Checked, check
from owntexts.hub.copies.copying import Copied
from owntexts.hub.copies.restore import restore
from owntexts.hub.server import HubServer, now_ms
from owntexts.hub.settings import Delays, HubSettings
from owntexts.transport.http import HttpHub
from owntexts.wire.hub import HistoryChanged

AT_ONCE = Delays(deleted_s=0, purged_s=0, between_s=0.05)


def quietly(_done: int, _total: int) -> None:
    """No bar."""


def backed_up(hub: RunningHub, folder: Path) -> Copied:
    return back_up(hub.settings.data, folder, now=now_ms(), progress=quietly)


def restored(backup: Path, data: Path) -> Copied:
    return restore(backup, data, progress=quietly)


@contextmanager
def served(data: Path) -> Iterator[RunningHub]:
    running = RunningHub(HubSettings(data=data))
    try:
        yield running
    finally:
        running.stop()


def put(door: HttpHub, person: Person, number: int, size: int = 2_000) -> dict[bytes, bytes]:
    blobs = dict(person.blob(urandom(size)) for _ in range(number))
    for blob, data in blobs.items():
        assert door.put_blob(blob, data)
    return blobs


def test_a_backup_restores_to_a_hub_on_which_everything_opens(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path
) -> None:
    blobs = put(door, person, 3)
    item = person.first.wrote(person.batch(person.first, needs=tuple(blobs)))
    person.position = door.push(item)
    assert backed_up(hub, tmp_path / "backup") == Copied(3, 3, sum(map(len, blobs.values())), [], [])
    storage = door.storage()
    hub.stop()
    assert restored(tmp_path / "backup", tmp_path / "new").clean
    assert check(tmp_path / "new", quietly) == Checked(3, [], [])
    with served(tmp_path / "new") as other, HttpHub(other.url, token=person.first.token) as again:
        assert again.head().position == person.position
        assert again.storage() == storage
        assert {blob: again.blob(blob) for blob in blobs} == blobs
        assert again.push(person.first.wrote(person.batch(person.first))).token == person.seen.token + 1
    hub.start()


def test_a_backup_that_is_made_while_devices_upload_holds_what_was_answered_before_it(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path
) -> None:
    over, news, answered = threading.Event(), threading.Condition(), dict[bytes, bytes]()

    def put_many() -> None:
        while not over.is_set():
            blob, data = person.blob(urandom(30_000))
            door.put_blob(blob, data)
            with news:
                answered[blob] = data
                news.notify_all()

    threads = [threading.Thread(target=put_many) for _ in range(3)]
    for thread in threads:
        thread.start()
    kept: list[tuple[Path, dict[bytes, bytes]]] = []
    for number in range(3):
        with news:
            assert news.wait_for(lambda: len(answered) > len(kept[-1][1] if kept else ()), 30)
            before = dict(answered)
        folder = tmp_path / f"backup{number}"
        assert backed_up(hub, folder).clean
        kept.append((folder, before))
    over.set()
    for thread in threads:
        thread.join()
    for folder, before in kept:
        new = folder.with_suffix(".new")
        assert restored(folder, new).clean
        with served(new) as other, HttpHub(other.url, token=person.first.token) as again:
            assert {blob: again.blob(blob) for blob in before} == before
            assert again.storage().blobs == sum(path.stat().st_size for path in objects(other))
    assert 0 < len(kept[0][1]) < len(kept[-1][1])


def test_nothing_goes_for_good_while_a_backup_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = RunningHub(HubSettings(data=tmp_path / "hub", delays=AT_ONCE))
    ada = new_person()
    try:
        with HttpHub(hub.url, token=ada.first.token) as door:
            ada.position = door.create_account(ada.request)
            blobs = put(door, ada, 3)
            copy_blobs = copying._copy_blobs

            def deleted_first(*given: object) -> Copied:
                door.delete_blobs(list(blobs), seen=ada.seen, now=True)
                threading.Event().wait(0.3)
                return copy_blobs(*given)

            monkeypatch.setattr(copying, "_copy_blobs", deleted_first)
            assert backed_up(hub, tmp_path / "backup").clean
    finally:
        hub.stop()
    assert check(tmp_path / "backup", quietly) == Checked(3, [], [])


def test_the_next_backup_copies_only_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    hub = RunningHub(HubSettings(data=tmp_path / "hub", delays=AT_ONCE))
    ada, backup = new_person(), tmp_path / "backup"
    try:
        with HttpHub(hub.url, token=ada.first.token) as door:
            ada.position = door.create_account(ada.request)
            old, more = put(door, ada, 2), {}
            assert backed_up(hub, backup).copied == 2
            more = put(door, ada, 1)
            gone = next(iter(old))
            door.delete_blobs([gone], seen=ada.seen, now=True)
            while len(objects(hub)) == 3:
                threading.Event().wait(0.02)
            assert backed_up(hub, backup) == Copied(2, 1, len(*more.values()), [], [])
    finally:
        hub.stop()
    assert {id_of(path) for path in stored(backup)} == {blob.hex() for blob in (*old, *more) if blob != gone}


def test_what_was_damaged_in_a_backup_is_copied_again(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path
) -> None:
    put(door, person, 3)
    backed_up(hub, tmp_path / "backup")
    lost, spoilt, _ = stored(tmp_path / "backup")
    lost.unlink()
    spoilt.write_bytes(b"rotten")
    assert len(check(tmp_path / "backup", quietly).damaged) == 1
    assert backed_up(hub, tmp_path / "backup").copied == 2
    assert check(tmp_path / "backup", quietly).clean


def test_what_the_hub_lost_stays_in_an_earlier_backup(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path
) -> None:
    blobs = put(door, person, 2)
    backed_up(hub, tmp_path / "backup")
    lost, spoilt = objects(hub)
    lost.unlink()
    spoilt.write_bytes(b"rotten")
    assert backed_up(hub, tmp_path / "backup") == Copied(2, 0, 0, [], [])
    restored(tmp_path / "backup", tmp_path / "new")
    with served(tmp_path / "new") as other, HttpHub(other.url, token=person.first.token) as again:
        assert {blob: again.blob(blob) for blob in blobs} == blobs


def test_an_older_backup_is_an_older_history_and_devices_are_told(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path
) -> None:
    backed_up(hub, tmp_path / "backup")
    person.position = door.push(person.first.wrote(person.batch(person.first)))
    restored(tmp_path / "backup", tmp_path / "new")
    with (
        served(tmp_path / "new") as other,
        HttpHub(other.url, token=person.first.token) as again,
        pytest.raises(HistoryChanged) as changed,
    ):
        again.fetch(person.seen, 1 << 20)
    assert changed.value.head.token == person.seen.token - 1


def test_a_backup_is_for_its_owner_only_and_holds_the_secrets(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path
) -> None:
    put(door, person, 1)
    backup = tmp_path / "backup"
    backed_up(hub, backup)
    assert (backup / "secret" / "hub.key").read_bytes() == (hub.settings.data / "secret" / "hub.key").read_bytes()
    modes = {path.stat().st_mode & 0o777 for path in backup.rglob("*")}
    assert modes == {0o700, 0o600}
    assert not list(backup.glob("hub.db?*"))


def test_a_backup_is_not_served_for_it_would_be_none_any_more(hub: RunningHub, tmp_path: Path) -> None:
    backed_up(hub, tmp_path / "backup")
    with pytest.raises(WrongUsage, match="holds a backup"):
        HubServer(HubSettings(data=tmp_path / "backup")).run(lambda _ready: None)


def test_a_backup_goes_only_where_nothing_else_lies(hub: RunningHub, tmp_path: Path) -> None:
    data = hub.settings.data
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with served(tmp_path / "another") as other:
        backed_up(other, tmp_path / "anothers")
    for target in (data, data / "backup", data.parent, tmp_path / "full", tmp_path / "another", tmp_path / "anothers"):
        with pytest.raises(WrongUsage) as caught:
            backed_up(hub, target)
        assert caught.value.finding.fixes
    assert (tmp_path / "full" / "letter.txt").read_text() == "mine"
    assert sorted(path.name for path in (tmp_path / "full").iterdir()) == ["letter.txt"]


def test_a_restore_goes_only_where_nothing_lies(hub: RunningHub, tmp_path: Path) -> None:
    backed_up(hub, tmp_path / "backup")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "empty").mkdir()
    for target in (hub.settings.data, tmp_path / "full", tmp_path / "file", tmp_path / "backup"):
        with pytest.raises(WrongUsage):
            restored(tmp_path / "backup", target)
    assert restored(tmp_path / "backup", tmp_path / "empty").clean


def test_what_is_no_backup_is_not_restored(hub: RunningHub, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "absent", hub.settings.data):
        with pytest.raises(NotFound):
            restored(folder, tmp_path / "new")
    assert not (tmp_path / "new").exists()


class CutOff(BaseException):
    """The command ends here."""


def test_a_restore_that_was_cut_off_is_not_served_and_can_be_run_again(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = put(door, person, 3)
    backed_up(hub, tmp_path / "backup")
    new = tmp_path / "new"

    def cut_off(done: int, _total: int) -> None:
        if done == 2:
            raise CutOff

    with pytest.raises(CutOff):
        restore(tmp_path / "backup", new, progress=cut_off)
    with pytest.raises(WrongUsage, match="did not come to its end"):
        HubServer(HubSettings(data=new)).run(lambda _ready: None)
    assert restored(tmp_path / "backup", new).copied == 1
    with served(new) as other, HttpHub(other.url, token=person.first.token) as again:
        assert {blob: again.blob(blob) for blob in blobs} == blobs


def test_a_backup_that_was_cut_off_leaves_the_one_before(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path
) -> None:
    blobs = put(door, person, 2)
    backed_up(hub, tmp_path / "backup")
    put(door, person, 3)

    def cut_off(done: int, _total: int) -> None:
        if done == 4:
            raise CutOff

    with pytest.raises(CutOff):
        back_up(hub.settings.data, tmp_path / "backup", now=now_ms(), progress=cut_off)
    assert restored(tmp_path / "backup", tmp_path / "new") == Copied(2, 2, sum(map(len, blobs.values())), [], [])
    assert backed_up(hub, tmp_path / "backup").clean


def test_a_first_backup_that_was_cut_off_is_none_yet(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path
) -> None:
    put(door, person, 2)

    def cut_off(_done: int, _total: int) -> None:
        raise CutOff

    with pytest.raises(CutOff):
        back_up(hub.settings.data, tmp_path / "backup", now=now_ms(), progress=cut_off)
    with pytest.raises(NotFound):
        restored(tmp_path / "backup", tmp_path / "new")
    assert backed_up(hub, tmp_path / "backup").copied == 1


def test_two_backups_at_a_time_are_one_too_many(
    hub: RunningHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with copying.nothing_removed(DataFolder.found(hub.settings.data)), monkeypatch.context() as patch:
        patch.setattr(copying, "PATIENCE_S", 0.2)
        with pytest.raises(Busy):
            backed_up(hub, tmp_path / "backup")
    assert backed_up(hub, tmp_path / "backup").clean


def test_a_damaged_database_makes_no_backup(hub: RunningHub, person: Person, tmp_path: Path) -> None:
    backed_up(hub, tmp_path / "backup")
    hub.stop()
    path = hub.settings.data / "hub.db"
    data = bytearray(path.read_bytes())
    data[4096 * 3 : 4096 * 9] = urandom(4096 * 6)
    path.write_bytes(data)
    with pytest.raises(OwntextsError, match="could not be made"):
        back_up(hub.settings.data, tmp_path / "backup", now=now_ms(), progress=quietly)
    assert restored(tmp_path / "backup", tmp_path / "new").clean
    path.unlink()
    hub.start()


def test_a_backup_on_a_medium_that_cannot_be_written_is_restored_all_the_same(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = put(door, person, 1)
    backup = tmp_path / "backup"
    backed_up(hub, backup)
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != backup and access(path, mode))
    before = sorted(path.name for path in backup.iterdir())
    restored(backup, tmp_path / "new")
    assert sorted(path.name for path in backup.iterdir()) == before
    with served(tmp_path / "new") as other, HttpHub(other.url, token=person.first.token) as again:
        assert {blob: again.blob(blob) for blob in blobs} == blobs


def id_of(path: Path) -> str:
    return path.name.partition(".")[0]


def stored(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "blobs").rglob("*.*") if path.is_file())


def test_devices_hear_of_a_whole_backup_on_another_disk_and_of_no_other(
    hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path, other_disk: Path
) -> None:
    put(door, person, 2)
    backed_up(hub, tmp_path / "beside")
    assert door.head().backed_up_at is None
    backed_up(hub, other_disk / "backup")
    assert door.head().backed_up_at == marker_of(DataFolder(other_disk / "backup")).as_of  # type: ignore[union-attr]  # it has one
    heard = door.head().backed_up_at
    objects(hub)[0].write_bytes(b"damaged")
    assert not backed_up(hub, other_disk / "not-whole").clean
    assert door.head().backed_up_at == heard


def test_a_restored_hub_was_never_backed_up(hub: RunningHub, person: Person, tmp_path: Path, other_disk: Path) -> None:
    backed_up(hub, other_disk / "backup")
    restored(other_disk / "backup", tmp_path / "again")
    assert DataFolder(tmp_path / "again").backed_up_at() is None
