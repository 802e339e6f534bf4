"""The public backup of an iPhone, and the public schemas of lists of files; each with the counts its readme gives."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from owntexts.model.observations import Context, Observation, Problem, Row, Total
from owntexts.model.records import Handle, Sighting
from owntexts.sources import snapshot
from owntexts.sources.base import Options
from owntexts.sources.iphone_backup import SOURCE
from owntexts.sources.iphone_backup.backup import Backup
from owntexts.sources.iphone_backup.entries import FILE, Entry, entry, file_id
from owntexts.sources.iphone_backup.folder import SMS
from owntexts.sources.iphone_backup.manifest_db import ManifestDb
from owntexts.testing.suite import KnownRows

FILES, DIRECTORIES, LINKS = 1089, 2618, 14
STORED = 10
Rows = list[tuple[str, str, str, int, bytes]]


@pytest.fixture
def public(shared_fixtures: Path, tmp_path: Path) -> Path:
    """A copy of it, so that whatever a test does cannot reach the original."""
    return shutil.copytree(shared_fixtures / "apple" / "mvt" / "ios_backup", tmp_path / "backup")


@pytest.fixture
def listed(public: Path) -> Rows:
    """Its list of files: id, domain, path, flags, record."""
    with closing(sqlite3.connect(public / "Manifest.db")) as connection:
        return connection.execute("SELECT fileID, domain, relativePath, flags, file FROM Files").fetchall()


def read(folder: Path) -> list[Observation]:
    with SOURCE.open(folder, Options()) as source:
        return list(source.read(KnownRows()))


def test_it_has_one_message_of_one_sender_and_no_problem(public: Path, fingerprint: Callable[..., object]) -> None:
    before = fingerprint(public), fingerprint(public / "3d")
    found = read(public)
    assert [seen.rows for seen in found if isinstance(seen, Total)] == [1]
    assert [seen.reason for seen in found if isinstance(seen, Problem)] == []
    (message,) = (record for seen in found if isinstance(seen, Row) for record in seen.records)
    assert isinstance(message, Sighting)
    assert (message.parts, message.at) == (("Please click here https://badbadbad.example.org/",), 1567120410539)
    context = [record for seen in found if isinstance(seen, Context) for record in seen.records]
    assert [record.raw for record in context if isinstance(record, Handle)] == ["apple"]
    assert (fingerprint(public), fingerprint(public / "3d")) == before


def test_every_file_it_lists_is_found_under_its_computed_id(listed: Rows) -> None:
    assert Counter(flags for *_, flags, _ in listed) == {FILE: FILES, 2: DIRECTORIES, 4: LINKS}
    assert [one for one, domain, path, *_ in listed if file_id(domain, path) != one] == []


def test_every_record_of_its_list_can_be_read(listed: Rows) -> None:
    entries = [entry(record) for *_, flags, record in listed if flags == FILE]
    assert len(entries) == FILES
    assert {type(each.size) for each in entries} == {int}
    assert {len(each.key) for each in entries if each.key} == {44}


def test_every_file_that_is_there_is_opened_by_domain_and_path(public: Path, listed: Rows) -> None:
    with Backup(public, None) as backup:
        found = [backup.find(domain, path) for _, domain, path, flags, _ in listed if flags == FILE]
        there = [stored for stored in found if stored is not None]
        assert len(there) == STORED
        assert {stored.key for stored in there} == {None}
        for stored in there:
            with stored.opened() as file:
                assert file.read() == stored.path.read_bytes()


@pytest.mark.parametrize("version", ["10.3.3", "11.1.2", "11.2"])
def test_a_list_of_every_public_schema_is_read(
    shared_fixtures: Path, tmp_path: Path, public: Path, version: str
) -> None:
    schema = shared_fixtures / "apple" / "iphonebackuptools" / "manifest-db" / f"manifestdb_{version}.sql"
    path = tmp_path / "Manifest.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(schema.read_text())
        connection.execute("ATTACH ? AS other", (str(public / "Manifest.db"),))
        connection.execute("INSERT INTO main.Files SELECT * FROM other.Files WHERE flags = ?", (FILE,))
        connection.commit()
    with closing(ManifestDb.of(snapshot.take(path))) as listed:
        assert listed.damage is None
        found = listed.find(*SMS)
        assert isinstance(found, Entry)
        assert found.size
        assert listed.find("HomeDomain", "Library/SMS/nothing.db") is None
