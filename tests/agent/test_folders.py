"""A watched folder: what lies in it is read, and what appears; what is no export is told once."""

import json
import os
import threading
from pathlib import Path

import pytest

from owntexts.agent import duplicates, faults, folders, limits, sources, walking
from owntexts.agent.deciding import decision
from owntexts.agent.home import Home
from owntexts.agent.imports import Imported, import_sources
from owntexts.agent.surroundings import Surroundings
from owntexts.errors import OwntextsError
from owntexts.probes import noticing
from owntexts.replica import export, verify
from owntexts.replica import sources as stored
from owntexts.testing.android import fossify, smsbr, smsbr_zip, smsie
from owntexts.testing.apple import life as apple
from owntexts.testing.iphone import pack
from owntexts.testing.life import life

PASSWORD = "a password for tests"
LIVED = life(messages=60, seed=4, files=False, rcs=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "From my phone"
    place.mkdir()
    return place


@pytest.fixture
def watched(home: Home, folder: Path) -> Home:
    """A home that watches the folder, in which nothing lies yet."""
    added = sources.add(home, folder)
    assert (added.kind, added.path) == ("folder", str(folder))
    return home


def put(folder: Path, name: str, first: int, last: int, *, day: int = 1) -> Path:
    """An export of these messages, as a phone makes one that day and a sync tool brings it later."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    {".xml": smsbr.write, ".zip": smsie.write, ".json": fossify.write}[path.suffix](path, LIVED.between(first, last))
    os.utime(path, (day * 86_400, day * 86_400))
    return path


def read(home: Home) -> Imported:
    return import_sources(home)


def counts(done: Imported) -> tuple[int, int, int]:
    return done.read, done.added, done.unchanged


def test_what_lies_there_is_listed_with_what_it_is(watched: Home, folder: Path) -> None:
    put(folder, "sms-1.xml", 0, 20)
    put(folder, "deep/messages.zip", 40, 60)
    (folder / "notes.txt").write_text("no export")
    os.utime(folder / "notes.txt", (86_400, 86_400))
    read(watched)
    told = {each.name: each.kind for each in folders.inside(watched, "1")}
    assert told == {"deep/messages.zip": "sms-import-export", "notes.txt": None, "sms-1.xml": "sms-backup-restore"}


def test_what_lies_there_is_read_and_what_appears_later(watched: Home, folder: Path) -> None:
    put(folder, "sms-1.xml", 0, 20)
    first = read(watched)
    assert (counts(first), first.problems, first.failed) == ((20, 20, 0), [], [])
    put(folder, "sms-2.xml", 10, 40, day=2)
    put(folder, "deep/messages.zip", 40, 60, day=3)
    assert counts(read(watched)) == (50, 40, 10)
    assert counts(read(watched)) == (0, 0, 0)
    assert verify.count(watched.replica) == 60
    assert verify.verify(watched.replica) == []


def test_the_folder_is_one_source_with_the_sums_of_its_files(watched: Home, folder: Path) -> None:
    put(folder, "sms-1.xml", 0, 20)
    put(folder, "sms-2.xml", 10, 40, day=2)
    read(watched)
    (row,) = sources.listed(watched)
    assert (row.kind, row.read, row.known, row.problems) == ("folder", 50, 40, 0)
    assert row.last_read_at
    assert row.newest_message_at == max(json.loads(line)["at"] for line in export.lines(watched.replica))


def test_a_file_is_read_again_only_when_it_changes(watched: Home, folder: Path) -> None:
    put(folder, "sms.xml", 0, 20)
    read(watched)
    put(folder, "sms.xml", 5, 30, day=2)
    assert counts(read(watched)) == (25, 10, 15)
    assert counts(read(watched)) == (0, 0, 0)


def test_a_much_smaller_file_is_no_alarm_and_takes_nothing_away(watched: Home, folder: Path) -> None:
    smsbr.write(folder / "sms.xml", life(messages=250, seed=9, files=False))
    read(watched)
    before = set(export.lines(watched.replica))
    put(folder, "sms.xml", 0, 2, day=2)
    assert counts(read(watched)) == (2, 2, 0)
    assert before < set(export.lines(watched.replica))


def test_files_that_vanish_are_no_loss_and_their_rows_are_read_from_the_next(watched: Home, folder: Path) -> None:
    first = put(folder, "sms-1.xml", 0, 20)
    read(watched)
    before = list(export.lines(watched.replica))
    first.unlink()
    assert counts(read(watched)) == (0, 0, 0)
    assert list(export.lines(watched.replica)) == before
    assert [source.kind for source in stored.everything(watched.replica)] == ["folder"]
    put(folder, "sms-2.xml", 0, 20, day=2)
    assert counts(read(watched)) == (20, 0, 20)
    assert list(export.lines(watched.replica)) == before


def test_the_oldest_is_read_first(watched: Home, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, day in (("a.xml", 3), ("b.xml", 1), ("c.xml", 2)):
        put(folder, name, 0, 3, day=day)
    order: list[str] = []
    really = folders.read
    monkeypatch.setattr(
        folders, "read", lambda home, source, found: (order.append(found.file.path), really(home, source, found))
    )
    read(watched)
    assert [Path(path).name for path in order] == ["b.xml", "c.xml", "a.xml"]


def test_a_partial_file_is_waited_for_and_the_rest_is_read(watched: Home, folder: Path) -> None:
    put(folder, "sms-1.xml", 0, 20)
    whole = put(folder, "sms-2.xml", 20, 40).read_bytes()
    (folder / "sms-2.xml").write_bytes(whole[: len(whole) // 2])
    (folder / ".syncthing.sms-3.xml.tmp").write_bytes(whole[:100])
    done = read(watched)
    assert counts(done) == (20, 20, 0)
    assert [(each.where, each.reason) for each in done.problems] == [("sms-2.xml", folders.UNFINISHED)]
    (folder / "sms-2.xml").write_bytes(whole)
    done = read(watched)
    assert (counts(done), done.problems) == ((20, 20, 0), [])


def test_what_was_cut_off_long_ago_is_read_as_far_as_it_goes(watched: Home, folder: Path) -> None:
    path = put(folder, "sms.xml", 0, 20)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    os.utime(path, (86_400, 86_400))
    done = read(watched)
    assert 0 < done.added < 20
    assert [each.where.partition(":")[0] for each in done.problems] == ["sms.xml"]
    assert read(watched).problems == []


def test_what_is_no_export_is_a_problem_once_and_no_error_for_the_rest(watched: Home, folder: Path) -> None:
    put(folder, "sms.xml", 0, 20)
    (folder / "notes.txt").write_text("buy milk")
    (folder / "holiday.jpg").write_bytes(b"\xff\xd8\xff" + b"x" * 50)
    done = read(watched)
    assert (done.added, done.failed) == (20, [])
    assert sorted(each.where for each in done.problems) == ["holiday.jpg", "notes.txt"]
    assert "not recognised" in done.problems[0].reason
    assert read(watched).problems == []
    assert sources.listed(watched)[0].problems == 2
    (folder / "notes.txt").unlink()
    read(watched)
    assert sources.listed(watched)[0].problems == 1


def test_a_name_that_is_no_text_is_told_and_the_rest_is_read(watched: Home, folder: Path) -> None:
    put(folder, "sms.xml", 0, 20)
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/sms-\xff.xml")).write_bytes(b"<smses></smses>")
    except OSError:
        pytest.skip("this file system has no such names")
    done = read(watched)
    assert (done.added, [each.reason for each in done.problems]) == (20, [folders.NO_NAME])


def test_a_store_and_an_iphones_backup_in_it_are_read_beside_a_phones_exports(watched: Home, folder: Path) -> None:
    apple.write(folder / "sms.db", LIVED.between(0, 30))
    put(folder, "sms.xml", 10, 40)
    os.utime(folder / "sms.db", (1, 1))
    done = read(watched)
    assert (done.read, done.problems, done.failed) == (60, [], [])
    pack(folder / "sms.db", folder / "Backup")
    done = read(watched)
    assert (done.added, done.problems, done.failed) == (0, [], [])
    assert [source.kind for source in stored.with_rows(watched.replica)].count("iphone-backup") == 1
    assert len(folders.stores_of(stored.one(watched.replica, "1"))) == 3, "the backup's own 256 folders are not watched"


def test_what_was_put_together_names_the_folder(watched: Home, folder: Path) -> None:
    apple.write(folder / "chat.db", LIVED.between(0, 30))
    put(folder, "sms.xml", 0, 30)
    os.utime(folder / "chat.db", (1, 1))
    read(watched)
    (first, *_) = duplicates.listed(watched)
    assert {where.source for seen in first.evidence for where in seen.sources} >= {"1"}


def test_a_source_of_its_own_is_not_read_twice(watched: Home, folder: Path) -> None:
    own = put(folder, "sms.xml", 0, 20)
    assert sources.add(watched, own).kind == "sms-backup-restore"
    assert counts(read(watched)) == (20, 20, 0)


def test_what_lies_too_deep_is_told_and_the_rest_is_read(watched: Home, folder: Path) -> None:
    put(folder, "a/b/c/d/sms.xml", 0, 20)
    put(folder, "a/b/c/d/e/sms.xml", 0, 40)
    for _ in range(2):
        done = read(watched)
        assert [(each.where, each.reason) for each in done.problems] == [("a/b/c/d", walking.TOO_DEEP)]
    assert (verify.count(watched.replica), sources.listed(watched)[0].problems) == (20, 1)
    sources.add(watched, folder / "a/b/c/d/e/sms.xml")
    assert read(watched).added == 20
    (folder / "a/b/c/d/e/sms.xml").unlink()
    (folder / "a/b/c/d/e").rmdir()
    assert read(watched).problems == []
    assert sources.listed(watched)[0].problems == 0


def test_a_folder_of_more_than_is_looked_at_is_told_and_nothing_is_forgotten(
    watched: Home, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(1, 6):
        put(folder, f"sms-{day}.xml", 0, day * 10, day=day)
    assert read(watched).problems == []
    monkeypatch.setattr(walking, "MOST", 3)
    put(folder, "sms-1.xml", 0, 60, day=9)
    done = read(watched)
    (told,) = done.problems
    assert (told.where, "sms-3.xml" in told.reason) == ("the folder itself", True)
    assert done.added == 10
    monkeypatch.undo()
    assert counts(read(watched)) == (0, 0, 0)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may look everywhere")
@pytest.mark.parametrize("mode", [0, 0o400])
def test_a_folder_that_may_not_be_looked_into_is_named_and_the_rest_is_read(
    watched: Home, folder: Path, mode: int
) -> None:
    put(folder, "sms.xml", 0, 20)
    put(folder, "locked/sms.xml", 0, 40)
    read(watched)
    put(folder, "later.xml", 40, 50)
    (folder / "locked").chmod(mode)
    try:
        done = read(watched)
    finally:
        (folder / "locked").chmod(0o700)
    told = [*(each.where for each in done.problems), *(each.error.code for each in done.failed)]
    assert told == (["locked"] if mode == 0 else ["source.permission"])
    assert done.added == 10
    assert counts(read(watched)) == (0, 0, 0)


def test_a_password_is_asked_for_the_folder_and_the_rest_is_read(watched: Home, folder: Path) -> None:
    put(folder, "sms.xml", 0, 20)
    smsbr_zip.write(folder / "secret.zip", LIVED.between(20, 40), PASSWORD)
    done = read(watched)
    assert done.added == 20
    assert [(each.source, each.error.code) for each in done.failed] == [("1", "source.password_needed")]
    assert faults.of_source(watched.replica, "1") is not None
    again = import_sources(watched, "1", secret=PASSWORD)
    assert (again.added, again.failed) == (20, [])
    assert faults.of_source(watched.replica, "1") is None


def test_a_folder_that_is_gone_is_told_and_takes_nothing_away(watched: Home, folder: Path) -> None:
    put(folder, "sms.xml", 0, 20)
    read(watched)
    folder.rename(folder.with_name("elsewhere"))
    assert [each.error.code for each in read(watched).failed] == ["source.missing"]
    assert verify.count(watched.replica) == 20


def test_removing_a_folder_forgets_what_was_found_in_it_and_keeps_messages(watched: Home, folder: Path) -> None:
    put(folder, "sms.xml", 0, 20)
    (folder / "notes.txt").write_text("buy milk")
    read(watched)
    sources.remove(watched, "1")
    assert stored.everything(watched.replica) == []
    assert verify.count(watched.replica) == 20
    with watched.replica.read() as connection:
        assert not connection.execute("select count(*) from ledger").get
        assert not connection.execute("select count(*) from problem").get
        assert not connection.execute("select count(*) from folder_file").get


def test_a_file_that_is_no_source_is_still_refused(home: Home, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("buy milk")
    with pytest.raises(OwntextsError) as told:
        sources.add(home, tmp_path / "notes.txt")
    assert told.value.code == "source.unrecognised"


def test_a_folder_that_falls_silent_is_told_with_what_wakes_its_exporter(watched: Home, folder: Path) -> None:
    put(folder, "fossify.json", 0, 20)
    put(folder, "messages.zip", 20, 40, day=2)
    read(watched)
    limits.put(watched, "source.quiet_after", "1s")
    (quiet,) = [each for each in decision(watched).findings if each.code == "source.quiet"]
    assert folder.name in quiet.title
    assert quiet.fixes[0].title == (
        "Android has probably stopped SMS I/E; open it once and exempt it from battery optimisation"
    )


def test_the_agent_reads_what_appears_and_waits_for_what_is_written(watched: Home, folder: Path) -> None:
    put(folder, "sms-1.xml", 0, 20)
    around = Surroundings(watched)
    assert not around.look(), "the first reading is the person's"
    read(watched)
    put(folder, "sms-2.xml", 10, 40)
    assert around.look()
    assert not around.look()
    (folder / "new").mkdir()
    whole = put(folder / "new", "sms-3.xml", 40, 60).read_bytes()
    (folder / "new" / "sms-3.xml").write_bytes(whole[:-20])
    assert not around.look()
    (folder / "new" / "sms-3.xml").write_bytes(whole)
    assert around.look()
    assert verify.count(watched.replica) == 60


def test_the_agent_hears_of_files_in_folders_of_the_folder(watched: Home, folder: Path) -> None:
    if noticing.notice(folder) is None:
        pytest.skip("this system's kernel tells nobody of writes")
    (folder / "deep").mkdir()
    read(watched)
    ear = threading.Event()
    around = Surroundings(watched)
    around.start(ear.set)
    try:
        around.look()
        for number in range(60):
            put(folder / "deep", f"sms-{number}.xml", 0, 3)
            if ear.wait(1):
                break
        assert ear.is_set()
    finally:
        around.stop()
