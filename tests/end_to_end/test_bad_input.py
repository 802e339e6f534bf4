"""Whatever a person points at: it is named, all that can be read is read, and nothing of theirs is changed."""

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from tests.end_to_end.world import Device, World, fingerprint, wait_until

from owntexts.testing import apple

ROWS = 600
NOBODY = 65_534


@pytest.fixture(scope="module")
def sound_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "chat.db"
    apple.build_chat_db(path, messages=ROWS)
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The person's own folder."""
    made = tmp_path / "theirs"
    made.mkdir()
    return made


@pytest.fixture
def store(folder: Path, sound_store: Path) -> Path:
    """A store of theirs, to be damaged."""
    return Path(shutil.copy(sound_store, folder / "chat.db"))


@pytest.fixture
def device(world: World) -> Device:
    return world.device("laptop")


@contextmanager
def untouched(folder: Path) -> Iterator[None]:
    before = fingerprint(folder)
    yield
    assert fingerprint(folder) == before


def an_empty_file(path: Path) -> None:
    path.write_bytes(b"")


def words(path: Path) -> None:
    path.write_text("Dear diary, this is no database at all.\n" * 50)


def noise(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def a_database_header_and_words(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"and then nothing of the kind" * 400)


def a_database_of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE notes(id INTEGER, body TEXT); INSERT INTO notes VALUES (1, 'milk')")


def a_message_table_of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("CREATE TABLE message(id INTEGER, payload TEXT); INSERT INTO message VALUES (1, 'x')")


def a_database_without_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 3")


def a_folder(path: Path) -> None:
    path.mkdir()
    (path / "picture.jpg").write_bytes(b"\xff\xd8")


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def nothing(path: Path) -> None:
    assert not path.exists()


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (an_empty_file, {"source.unrecognised"}),
        (words, {"source.unrecognised"}),
        (noise, {"source.unrecognised"}),
        (a_database_of_another_program, {"source.unrecognised"}),
        (a_message_table_of_another_program, {"source.unrecognised"}),
        (a_database_without_tables, {"source.unrecognised"}),
        (a_pipe, {"source.unrecognised"}),
        (a_database_header_and_words, {"source.damaged", "source.unrecognised"}),
        (nothing, {"source.missing"}),
    ],
)
def test_what_is_no_store_is_refused_by_name(
    device: Device, folder: Path, make: Callable[[Path], None], codes: set[str]
) -> None:
    path = folder / "chosen.db"
    make(path)
    with untouched(folder):
        refused = device.run("source", "add", str(path))
    assert refused.exit == 1, refused
    assert refused.code in codes, refused
    assert refused.said["error"]["evidence"], refused
    assert refused.said["error"]["fixes"], refused
    assert device.ask("source", "list") == []


def test_a_folder_of_other_things_is_watched_for_exports_and_its_files_are_problems(
    device: Device, folder: Path
) -> None:
    path = folder / "downloads"
    a_folder(path)
    with untouched(folder):
        assert device.ask("source", "add", str(path))["kind"] == "folder"
        told = device.ask("import")
    assert (told["read"], told["added"], told["failed"]) == (0, 0, [])
    assert ["picture.jpg" in problem["where"] for problem in told["problems"]] == [True]


def test_a_folder_that_holds_a_store_is_a_source(device: Device, store: Path) -> None:
    with untouched(store.parent):
        assert device.add(store.parent)["added"] == ROWS


@pytest.mark.parametrize("damage", [an_empty_file, words, a_database_of_another_program, a_pipe, nothing])
def test_a_source_that_was_good_when_it_was_added_fails_alone(
    device: Device, store: Path, sound_store: Path, damage: Callable[[Path], None]
) -> None:
    device.ask("source", "add", str(store))
    device.ask("source", "add", str(sound_store))
    store.unlink()
    damage(store)
    with untouched(store.parent):
        imported = device.run("import")
    assert imported.exit == 1, imported
    [failed] = imported.said["failed"]
    assert failed["error"]["code"] in {"source.unrecognised", "source.missing", "source.damaged"}
    assert imported.said["added"] == ROWS, "the other source is read all the same"
    assert device.verify()["agree"]


@pytest.mark.parametrize("share", [0.001, 0.02, 0.3, 0.6, 0.9, 0.999])
def test_of_a_store_that_was_cut_all_is_read_that_can_be(device: Device, store: Path, share: float) -> None:
    whole = store.stat().st_size
    os.truncate(store, int(whole * share))
    with untouched(store.parent):
        added = device.run("source", "add", str(store))
        if added.exit:
            assert added.code in {"source.damaged", "source.unrecognised"}, added
            return
        imported = device.run("import")
    assert imported.exit in {0, 1}, imported
    assert imported.exit == 0 or imported.said["failed"][0]["error"]["code"] == "source.damaged", imported
    said = imported.said
    assert said["read"] <= ROWS
    assert said["problems"] or said["failed"], "a cut store never passes as a whole one"
    assert device.verify()["agree"]


def test_pages_overwritten_in_the_middle_are_named_and_the_rest_is_read(device: Device, store: Path) -> None:
    with store.open("r+b") as file:
        file.seek(store.stat().st_size // 2)
        file.write(b"\xa5" * 4096 * 3)
    with untouched(store.parent):
        device.ask("source", "add", str(store))
        imported = device.run("import")
    assert imported.exit in {0, 1}, imported
    assert imported.said["problems"] or imported.said["failed"], imported
    assert device.verify()["agree"]


def test_damaged_rows_become_problems_and_all_others_arrive(device: Device, store: Path) -> None:
    damaged = apple.spoil(store)
    with untouched(store.parent):
        said = device.add(store)
    assert not said["failed"]
    assert said["read"] == ROWS
    unreadable = ROWS - said["added"] - said["updated"] - said["unchanged"]
    assert 0 <= unreadable <= len(damaged)
    assert said["problems"]
    assert all(problem["where"] and problem["reason"] for problem in said["problems"])
    assert device.ask("import")["added"] == 0
    assert device.verify()["agree"]


def test_a_write_ahead_log_that_is_empty_or_noise_is_no_obstacle(device: Device, store: Path) -> None:
    log = store.with_name("chat.db-wal")
    log.write_bytes(b"")
    with untouched(store.parent):
        assert device.add(store)["added"] == ROWS
    log.write_bytes(b"\x37\x7f\x06\x82" + b"noise" * 2000)
    with untouched(store.parent):
        assert device.ask("import")["added"] == 0


def test_rows_that_are_still_in_the_write_ahead_log_are_read(device: Device, folder: Path) -> None:
    path = folder / "chat.db"
    manifest = apple.build_chat_db(path, messages=ROWS, wal=True)
    assert path.with_name("chat.db-wal").stat().st_size
    with untouched(folder):
        assert device.add(path)["added"] == manifest.rows


def test_a_store_is_read_whole_while_its_program_goes_on_writing(device: Device, folder: Path) -> None:
    """Each import sees one moment of it: never half a transaction, and nothing twice."""
    path = folder / "chat.db"
    apple.build_chat_db(path, messages=ROWS, wal=True)
    device.ask("source", "add", str(path))
    stop = threading.Event()
    grown: list[int] = []
    writer = threading.Thread(target=_keep_texting, args=(path, stop, grown))
    writer.start()
    try:
        wait_until(lambda: bool(grown), "the first new message")
        for _ in range(3):
            imported = device.run("import")
            assert imported.exit == 0, imported
            assert not imported.said["problems"], imported
    finally:
        stop.set()
        writer.join()
    device.ask("import")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (rows,) = connection.execute("SELECT count(*) FROM message").fetchone()
    again = device.ask("import")
    assert (again["added"], again["read"]) == (0, rows)
    assert device.verify()["agree"]


def test_a_store_that_another_program_holds_for_itself_is_locked(device: Device, store: Path) -> None:
    device.ask("source", "add", str(store))
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        imported = device.run("import")
    assert imported.exit == 1, imported
    assert imported.said["failed"][0]["error"]["code"] == "source.locked", imported


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may pass through; those of other tests are shut."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o711)
        yield Path(made)


def test_a_store_that_may_not_be_read_says_so(open_folder: Path, sound_store: Path) -> None:
    """As a person without rights: root may read everything, so it steps down where it can."""
    store, home = Path(shutil.copy(sound_store, open_folder)), open_folder / "home"
    store.chmod(0)
    home.mkdir(mode=0o700)
    refused = Ordinary("ordinary", home).run("source", "add", str(store))
    assert (refused.exit, refused.code) == (1, "source.permission"), refused
    assert refused.said["error"]["fixes"]


class Ordinary(Device):
    """A device of somebody who is not root."""

    def _under(self) -> tuple[str, ...]:
        if os.geteuid() != 0:
            return ()
        if not shutil.which("setpriv"):
            pytest.skip("root reads everything here, and there is no setpriv to step down with")
        os.chown(self.home, NOBODY, NOBODY)
        return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")


def _keep_texting(path: Path, stop: threading.Event, grown: list[int]) -> None:
    """What Messages does: one message, one transaction, now and then a checkpoint."""
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as connection:
        (last,) = connection.execute("SELECT max(ROWID) FROM message").fetchone()
        number = last
        while not stop.wait(0.002):
            number += 1
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(
                    "INSERT INTO message(ROWID, guid, text, date, handle_id, is_from_me, service)"
                    " SELECT ?, ?, ?, date + ?, handle_id, 0, service FROM message WHERE ROWID = ?",
                    (number, f"LIVE-{number:08d}", f"live message {number}", number - last, 1),
                )
                connection.execute("INSERT INTO chat_message_join(chat_id, message_id) VALUES (1, ?)", (number,))
            grown.append(number)
            if number % 50 == 0:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
