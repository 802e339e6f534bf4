"""Opening, closing, and what no fault may do to what was kept."""

import gc
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import apsw
import pytest
from tests.replica.conftest import KEY
from tests.replica.making import a_source, people, row, rows, text

from owntexts.errors import Busy, OwntextsError, ReplicaDamaged
from owntexts.replica import database, export, pending, sources, state, threads, verify
from owntexts.replica.database import Replica, move_aside, open_replica
from owntexts.replica.ingest import ingest

OTHER_KEY = bytes(32)
SECRET = "rendezvous under the clock tower"

IMPORT_FOR_EVER = """
import sys
from pathlib import Path
from owntexts.replica.database import open_replica
from owntexts.replica.ingest import ingest
from tests.replica.conftest import KEY
from tests.replica.making import people, rows

with open_replica(Path(sys.argv[1]), KEY) as db:
    print("ready", flush=True)
    for start in range(1, 1_000_000, 200):
        ingest(db, "1", [people(), *rows(200, start)])
        print(start, flush=True)
"""


def fill(path: Path, count: int = 50) -> None:
    with open_replica(path, KEY) as db:
        ingest(db, a_source(db), [people(), *rows(count), row(count + 1, text(count + 1, SECRET))])


def test_what_was_kept_is_there_when_it_is_opened_again(path: Path) -> None:
    fill(path)
    with open_replica(path, KEY, create=False) as db:
        assert len(list(export.lines(db))) == 51
        assert verify.verify(db) == []


def test_the_file_holds_no_plaintext(path: Path) -> None:
    fill(path)
    with open_replica(path, KEY) as db:
        fill_more = [row(900, text(900, SECRET + " again"))]
        ingest(db, "1", fill_more)
        held = b"".join(piece.read_bytes() for piece in path.parent.iterdir())
    for word in (b"rendezvous", b"clock tower", b"+1555123", b"SQLite format", b"apple-messages", b"sighting"):
        assert word not in held


def test_nobody_else_can_read_the_file_or_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "home" / "replica.db"
    fill(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_another_key_finds_a_damaged_replica_and_leaves_it_as_it_is(path: Path) -> None:
    fill(path)
    before = path.read_bytes()
    with pytest.raises(ReplicaDamaged) as told:
        open_replica(path, OTHER_KEY)
    assert told.value.code == "replica.damaged"
    assert told.value.finding.fixes
    assert "key of another device" in told.value.finding.explanation
    assert path.read_bytes() == before


def test_a_plain_database_in_its_place_is_named_as_that(path: Path) -> None:
    with sqlite3.connect(path) as plain:
        plain.execute("create table message (text)")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(ReplicaDamaged) as told:
        open_replica(path, KEY)
    assert "plain SQLite database" in told.value.finding.explanation
    assert path.read_bytes() == before


def test_another_program_s_tables_under_our_key_are_refused(path: Path) -> None:
    connection = apsw.Connection(str(path))
    connection.pragma("cipher", database.CIPHER)
    connection.pragma("key", f"raw:{KEY.hex()}")
    connection.execute("create table theirs (something)")
    connection.close()
    with pytest.raises(ReplicaDamaged, match="damaged"):
        open_replica(path, KEY)


def read_all(path: Path) -> None:
    with open_replica(path, KEY) as db:
        assert verify.verify(db) == []


@pytest.mark.parametrize("size", [1, 100, 5_000, 40_000])
def test_a_file_cut_short_is_damaged(path: Path, size: int) -> None:
    fill(path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ReplicaDamaged):
        read_all(path)


def test_every_flipped_page_is_found(path: Path) -> None:
    fill(path, 300)
    whole = path.read_bytes()
    for page in range(0, len(whole), database.PAGE_BYTES):
        broken = bytearray(whole)
        broken[page + database.PAGE_BYTES // 2] ^= 1
        path.write_bytes(broken)
        with pytest.raises(ReplicaDamaged) as told:
            read_all(path)
        assert told.value.code == "replica.damaged"


def test_a_damaged_file_is_moved_aside_and_never_deleted(path: Path) -> None:
    path.write_bytes(b"nonsense" * 1_000)
    first = move_aside(path)
    path.write_bytes(b"more nonsense")
    second = move_aside(path)
    assert first.read_bytes() == b"nonsense" * 1_000
    assert second.read_bytes() == b"more nonsense"
    fill(path)


def test_no_replica_is_made_where_none_is_wanted(path: Path) -> None:
    with pytest.raises(ReplicaDamaged):
        open_replica(path, KEY, create=False)
    assert not path.exists()


def test_a_newer_schema_is_named_and_left_alone(path: Path) -> None:
    with open_replica(path, KEY) as db, db.write() as connection:
        connection.pragma("user_version", 1_000)
    with pytest.raises(OwntextsError) as told:
        open_replica(path, KEY)
    assert told.value.code == "replica.newer"


def test_each_connection_has_the_settings_that_promises_rest_on(db: Replica) -> None:
    with db.read() as reader, db.write() as writer:
        for connection in (reader, writer):
            assert connection.pragma("journal_mode") == "wal"
            assert connection.pragma("synchronous") == 2
            assert connection.pragma("secure_delete") == 1
            assert connection.pragma("temp_store") == 2
            assert connection.pragma("page_size") == database.PAGE_BYTES
        assert writer.execute("select v from words_config where k = 'secure-delete'").get == 1


def test_a_step_that_fails_is_undone_as_a_whole(db: Replica) -> None:
    def fail_halfway() -> None:
        with db.write() as connection:
            state.write(connection, "first", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_halfway()
    assert state.get(db, "first") is None


def test_a_reader_sees_one_state_while_others_write(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(10)])
    lines = export.lines(db)
    next(lines)
    ingest(db, source, rows(10, 100))
    assert len(list(lines)) == 9
    assert len(list(export.lines(db))) == 20


def test_memory_that_is_given_back_costs_nobody_what_they_are_reading(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(300)])
    with db.write() as writing:
        before = writing.status(apsw.SQLITE_DBSTATUS_CACHE_USED)[0]
    with db.read() as reading:
        first = reading.execute("select id from sighting order by number")
        assert next(first)
        db.let_go()
        assert len(list(first)) == 299
    with db.write() as writing:
        assert writing.status(apsw.SQLITE_DBSTATUS_CACHE_USED)[0] < before
    ingest(db, "1", [*rows(10, 400)])
    assert len(list(export.lines(db))) == 310


def test_what_another_process_writes_is_noticed(db: Replica, path: Path) -> None:
    before = db.version()
    assert db.version() == before
    with open_replica(path, KEY) as other:
        state.put(other, "from", "elsewhere")
    assert db.version() != before


def test_a_writer_that_waits_too_long_says_who_is_in_the_way(db: Replica, path: Path, monkeypatch: object) -> None:
    with open_replica(path, KEY) as other:
        other._writer.set_busy_timeout(1)
        with db.write(), pytest.raises(Busy) as told, other.write():
            pass
    assert told.value.code == "app.busy"


def started(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", IMPORT_FOR_EVER, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(["src", "."])},
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_readers_read_while_another_process_writes(path: Path) -> None:
    fill(path)
    process = started(path)
    try:
        with open_replica(path, KEY) as db:
            seen = []
            for _ in range(10):
                assert process.stdout is not None
                process.stdout.readline()
                seen.append(sum(one.messages for one in threads.conversations(db)))
    finally:
        stop(process)
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


@pytest.mark.parametrize("chunks", [1, 2, 3, 5, 8])
def test_a_kill_in_the_middle_of_an_import_leaves_whole_chunks(path: Path, chunks: int) -> None:
    with open_replica(path, KEY) as db:
        a_source(db)
    process = started(path)
    for _ in range(chunks):
        assert process.stdout is not None
        process.stdout.readline()
    stop(process)
    with open_replica(path, KEY) as db:
        assert verify.verify(db) == []
        kept = len(list(export.lines(db)))
        assert kept % 200 == 0
        assert kept >= chunks * 200
        assert pending.count(db) == kept + 2
        with db.read() as connection:
            assert connection.execute("select count(*) from ledger").get == kept


def test_a_full_disk_is_named_and_loses_nothing(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(100)])
    before = list(export.lines(db))
    with db.write() as connection:
        connection.pragma("max_page_count", int(str(connection.pragma("page_count"))) + 1)
    with pytest.raises(OwntextsError) as told:
        ingest(db, source, rows(5_000, 1_000))
    assert told.value.code == "storage.device_full"
    assert list(export.lines(db)) == before
    assert verify.verify(db) == []


def ingest_for_ever(db: Replica, source: str) -> None:
    for start in range(1_000, 100_000, 1_000):
        ingest(db, source, rows(1_000, start))


def test_a_file_that_may_not_grow_is_named_and_loses_nothing(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(100)])
    before = list(export.lines(db))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, hard))
    try:
        with pytest.raises(OwntextsError) as told:
            ingest_for_ever(db, source)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert told.value.code == "storage.device_full"
    assert list(export.lines(db))[: len(before)] == before
    assert verify.verify(db) == []


def test_processes_that_make_a_replica_at_the_same_time_share_one(path: Path) -> None:
    making = (
        "import sys; from pathlib import Path; from owntexts.replica import sources;"
        "from owntexts.replica.database import open_replica; from tests.replica.conftest import KEY;"
        "db = open_replica(Path(sys.argv[1]), KEY); sources.add(db, 'apple-messages', sys.argv[2]); db.close()"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(["src", "."])}
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", making, path, f"/{name}"], env=environment, cwd=Path(__file__).parents[2]
        )
        for name in "abc"
    ]
    assert [maker.wait() for maker in makers] == [0, 0, 0]
    with open_replica(path, KEY) as db:
        assert sorted(one.path for one in sources.listed(db)) == ["/a", "/b", "/c"]
    assert [piece.name for piece in path.parent.iterdir()] == ["replica.db"]


def test_a_cursor_goes_when_nobody_has_it_though_others_come_and_go(db: Replica) -> None:
    """With a version of apsw that keeps them every query takes longer than the last, and memory grows."""

    def living() -> int:
        return sum(isinstance(one, apsw.Cursor) for one in gc.get_objects())

    with db.read() as connection:
        before = living()
        for _ in range(20):
            one = connection.execute("select 1")
            assert list(connection.execute("select 2")) == [(2,)]
            assert one.get == 1
            del one
        assert living() == before
