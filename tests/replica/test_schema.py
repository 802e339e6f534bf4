"""The newest schema and the way there are one."""

from pathlib import Path

import apsw
from tests.replica.conftest import KEY
from tests.replica.making import a_source, people, rows

from owntexts.replica import schema
from owntexts.replica.database import Replica, open_replica
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
