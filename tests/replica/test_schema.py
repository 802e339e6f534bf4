"""The newest schema and the way there are one."""

from pathlib import Path

import apsw
from tests.replica.conftest import KEY
from tests.replica.making import a_source, file, of_file, people, rows, text

from owntexts.model.facts import encode_state
from owntexts.replica import attachments, kinds, schema, sources, verify
from owntexts.replica.database import CIPHER, Replica, open_replica
from owntexts.replica.ingest import ingest
from owntexts.replica.search import search
from owntexts.replica.words import words_of_state


def built(scripts: list[str]) -> list[tuple[object, ...]]:
    connection = apsw.Connection(":memory:")
    connection.create_scalar_function("words_of", words_of_state, 1, deterministic=True)
    for script in scripts:
        connection.execute(script)
    found = connection.execute("select type, name, tbl_name, sql from sqlite_schema order by name").fetchall()
    connection.close()
    return found


def test_the_migrations_lead_to_the_newest_schema() -> None:
    assert built(schema.migrations()) == built([schema.newest()])


def test_migrations_are_numbered_without_a_gap() -> None:
    folder = Path(schema.__file__).parent / "migrations"
    numbers = sorted(int(step.name[:4]) for step in folder.glob("*.sql"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_index_of_other_words_is_built_again(db: Replica, path: Path) -> None:
    ingest(db, a_source(db), [people(), *rows(5)])
    with db.write() as connection:
        connection.execute("insert into words (words) values ('delete-all')")
        connection.execute("update state set value = 0 where key = 'words_version'")
    assert search(db, "message") == []
    db.close()
    with open_replica(path, KEY) as again:
        assert len(search(again, "message")) == 5


def older(path: Path, steps: int) -> None:
    """A replica of an older version: one source, one row of it read, one message with a file, one without."""
    connection = apsw.Connection(str(path))
    for name, value in (("cipher", CIPHER), ("page_size", 16 << 10), ("key", f"raw:{KEY.hex()}")):
        connection.pragma(name, value)
    connection.create_scalar_function("words_of", words_of_state, 1, deterministic=True)
    for script in schema.migrations()[:steps]:
        connection.execute(script)
    connection.pragma("user_version", steps)
    connection.pragma("application_id", schema.APPLICATION_ID)
    connection.execute("insert into source (kind, path, background) values ('gone', 'a', 'off'), ('apple', 'b', 'off')")
    connection.execute("delete from source where kind = 'gone'")
    connection.execute("insert into ledger values (2, 7, 8)")
    for number, parts in ((1, (file(1),)), (2, ("words",))):
        sighting = text(number, parts=parts)
        one = kinds.KINDS[kinds.SIGHTING].identity(sighting)
        kept = (number, one, sighting.at, 0, 0, encode_state((sighting,)))
        connection.execute(
            "insert into sighting (number, id, at, shown, pending, state) values (?, ?, ?, ?, ?, ?)", kept
        )
    connection.execute("insert into state values ('words_version', 1)")
    connection.close()


def test_a_replica_from_before_attachments_knows_its_files_and_reads_its_sources_anew(path: Path) -> None:
    older(path, 2)
    with open_replica(path, KEY) as db:
        with db.read() as connection:
            assert attachments.held(connection, {of_file(1).attachment}) == {of_file(1).attachment}
            assert connection.execute("select count(*) from attachment").get == 1
            assert connection.execute("select count(*) from ledger").get == 0
        (kept,) = sources.listed(db)
        assert (kept.id, kept.kind, kept.path, kept.attachments) == ("2", "apple", "b", None)
        sources.remove(db, "2")
        assert sources.add(db, "apple", "c").id == "3"


def test_every_kind_that_is_known_is_looked_for_among_what_was_not() -> None:
    assert schema.VERSIONS["known_kinds"] == max(kinds.KINDS)


def test_what_was_worked_out_is_worked_out_again_for_a_newer_version(db: Replica, path: Path) -> None:
    ingest(db, a_source(db), [people(), *rows(5)])
    with db.write() as connection:
        connection.execute("insert into attachment values (zeroblob(16), 1, 1, 0, null, null, null, 0, 0)")
        connection.execute("update state set value = 0 where key = 'files_version'")
    assert verify.verify(db)
    db.close()
    with open_replica(path, KEY) as again:
        assert verify.verify(again) == []
