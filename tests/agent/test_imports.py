"""Importing real stores into a real replica."""

import hashlib
import shutil
from pathlib import Path

import pytest

from owntexts.agent import imports, sources
from owntexts.agent.exporting import export_jsonl
from owntexts.agent.home import Home
from owntexts.errors import NotFound
from owntexts.testing.apple import append, build_chat_db, spoil


@pytest.fixture
def store(tmp_path: Path, small_store: Path) -> Path:
    """A store of one's own to change."""
    return Path(shutil.copy(small_store, tmp_path / "chat.db"))


def exported(home: Home, tmp_path: Path) -> bytes:
    return Path(export_jsonl(home, tmp_path / "export.jsonl").file).read_bytes()


def test_every_row_is_added_once_and_unchanged_ever_after(home: Home, store: Path, tmp_path: Path) -> None:
    sources.add(home, store)
    first = imports.import_sources(home)
    before = exported(home, tmp_path)
    again = imports.import_sources(home)
    assert (first.read, first.added, first.updated, first.unchanged) == (600, 600, 0, 0)
    assert (again.read, again.added, again.updated, again.unchanged) == (600, 0, 0, 600)
    assert exported(home, tmp_path) == before


def test_a_store_that_grew_gives_only_what_is_new(home: Home, store: Path) -> None:
    sources.add(home, store)
    imports.import_sources(home)
    append(store, 25, seed=2)
    result = imports.import_sources(home)
    assert (result.read, result.added) == (625, 25)


def test_the_same_store_at_another_path_adds_nothing(home: Home, store: Path, small_store: Path) -> None:
    sources.add(home, store)
    sources.add(home, small_store)
    result = imports.import_sources(home)
    assert (result.read, result.added) == (1200, 600)


def test_bad_rows_are_named_and_all_others_are_read(home: Home, store: Path) -> None:
    spoil(store)
    sources.add(home, store)
    result = imports.import_sources(home)
    assert result.read == 600
    assert result.failed == []
    assert result.problems
    assert all(problem.where and problem.reason for problem in result.problems)


def test_a_source_that_fails_is_told_and_the_others_are_read(home: Home, store: Path, small_store: Path) -> None:
    gone = sources.add(home, store)
    sources.add(home, small_store)
    store.unlink()
    result = imports.import_sources(home)
    assert result.added == 600
    assert [(failed.source, failed.error.code) for failed in result.failed] == [(gone.id, "source.missing")]


def test_a_source_that_was_cut_is_damaged_and_not_emptied(home: Home, store: Path) -> None:
    sources.add(home, store)
    imports.import_sources(home)
    store.write_bytes(store.read_bytes()[: store.stat().st_size // 2])
    result = imports.import_sources(home)
    assert result.failed == []
    assert result.added + result.updated + result.unchanged == result.read > 0
    assert result.problems
    assert sources.one(home, "1").read == 600


def test_a_source_that_lost_most_of_its_rows_stops_the_import_until_the_person_agrees(
    home: Home, store: Path, tmp_path: Path
) -> None:
    source = sources.add(home, store)
    imports.import_sources(home)
    before = exported(home, tmp_path)
    build_chat_db(store, messages=20)
    assert [failed.error.code for failed in imports.import_sources(home).failed] == ["source.emptied"]
    assert exported(home, tmp_path) == before
    sources.change(home, source.id, "accept_fewer", "yes")
    assert imports.import_sources(home).failed == []
    assert len(exported(home, tmp_path).splitlines()) >= len(before.splitlines())


def test_the_store_is_never_changed(home: Home, store: Path) -> None:
    before = hashlib.sha256(store.read_bytes()).digest()
    folder = sorted(store.parent.iterdir())
    sources.add(home, store)
    imports.import_sources(home)
    assert hashlib.sha256(store.read_bytes()).digest() == before
    assert sorted(path for path in store.parent.iterdir() if path != home.path) == [p for p in folder if p != home.path]


def test_progress_reaches_the_total(home: Home, store: Path) -> None:
    seen: list[tuple[int, int]] = []
    sources.add(home, store)
    imports.import_sources(home, progress=lambda done, total: seen.append((done, total)))
    assert (600, 600) in seen


def test_an_unknown_source_is_not_found(home: Home) -> None:
    with pytest.raises(NotFound):
        imports.import_sources(home, "77")
