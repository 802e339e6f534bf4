"""A mirrored source takes what it has no more to Recently Deleted, and only what its ledger proves to be gone."""

import sqlite3
from pathlib import Path

import pytest

from owntexts.agent import deleting, sources
from owntexts.agent.home import Home
from owntexts.agent.imports import Imported, import_sources
from owntexts.errors import WrongUsage
from owntexts.replica import rebuilding
from owntexts.testing.android import smsbr
from owntexts.testing.apple import life as apple
from owntexts.testing.life import life

LIVED = life(messages=400, seed=6, files=False, rcs=False)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "chat.db"
    apple.write(path, LIVED)
    return path


@pytest.fixture
def mirrored(home: Home, store: Path) -> Home:
    """A home with one source, mirrored, that was read to its end since."""
    sources.add(home, store)
    assert sources.change(home, "1", "mode", "mirror").mode == "mirror"
    import_sources(home)
    return home


def lose(store: Path, first: int, last: int) -> None:
    """The store forgets these rows."""
    with sqlite3.connect(store) as connection:
        connection.execute("delete from message where ROWID between ? and ?", (first, last))


def deleted(home: Home) -> int:
    return len(deleting.listed(home))


def read(home: Home) -> Imported:
    return import_sources(home)


def test_what_is_deleted_there_goes_to_recently_deleted_and_can_be_taken_back(mirrored: Home, store: Path) -> None:
    lose(store, 11, 20)
    assert read(mirrored).failed == []
    assert deleted(mirrored) == 10
    first = deleting.listed(mirrored)[0]
    assert first["purge_at"]
    deleting.recover(mirrored, [first["id"]])
    read(mirrored)
    assert deleted(mirrored) == 9, "the person's word stays"


def test_an_archive_keeps_what_the_store_forgets(home: Home, store: Path) -> None:
    assert sources.listed(home) == []
    sources.add(home, store)
    read(home)
    lose(store, 1, 10)
    read(home)
    assert deleted(home) == 0
    assert not sources.listed(home)[0].mode


def test_nothing_is_gone_before_the_first_complete_reading_as_a_mirror(home: Home, store: Path) -> None:
    sources.add(home, store)
    read(home)
    lose(store, 1, 10)
    sources.change(home, "1", "mode", "mirror")
    read(home)
    assert deleted(home) == 0
    lose(store, 11, 11)
    read(home)
    assert deleted(home) == 1


def test_a_lost_ledger_proves_nothing_until_one_full_reading(mirrored: Home, store: Path) -> None:
    rebuilding.read_sources_anew(mirrored.replica)
    lose(store, 1, 10)
    read(mirrored)
    assert deleted(mirrored) == 0
    lose(store, 11, 11)
    read(mirrored)
    assert deleted(mirrored) == 1


def test_another_store_in_its_place_proves_nothing(mirrored: Home, store: Path, tmp_path: Path) -> None:
    apple.write(tmp_path / "other.db", LIVED.between(10, 400))
    sources.change(mirrored, "1", "path", str(tmp_path / "other.db"))
    read(mirrored)
    assert deleted(mirrored) == 0


def test_a_great_deal_is_held_until_the_person_agrees(mirrored: Home, store: Path) -> None:
    lose(store, 1, 99)
    (failed,) = read(mirrored).failed
    assert (failed.error.code, failed.error.evidence[0].value, failed.error.evidence[0].limit) == (
        "source.emptied",
        99,
        50,
    )
    assert deleted(mirrored) == 0
    assert read(mirrored).failed
    sources.change(mirrored, "1", "accept_fewer", "yes")
    assert read(mirrored).failed == []
    assert deleted(mirrored) == 99


def test_what_another_source_still_has_stays(mirrored: Home, store: Path, tmp_path: Path) -> None:
    smsbr.write(tmp_path / "sms.xml", LIVED.between(0, 15))
    sources.add(mirrored, tmp_path / "sms.xml")
    read(mirrored)
    lose(store, 6, 25)
    read(mirrored)
    assert deleted(mirrored) == 10


def test_a_row_that_cannot_be_read_is_not_gone(mirrored: Home, store: Path) -> None:
    with sqlite3.connect(store) as connection:
        connection.execute("update message set guid = x'ff00' where ROWID = 7")
    done = read(mirrored)
    assert len(done.problems) == 1
    assert deleted(mirrored) == 0


def test_an_export_cannot_be_a_mirror(home: Home, tmp_path: Path) -> None:
    smsbr.write(tmp_path / "sms.xml", LIVED.between(0, 15))
    sources.add(home, tmp_path / "sms.xml")
    folder = tmp_path / "phone"
    folder.mkdir()
    sources.add(home, folder)
    for source in ("1", "2"):
        with pytest.raises(WrongUsage):
            sources.change(home, source, "mode", "mirror")
    with pytest.raises(WrongUsage):
        sources.change(home, "1", "mode", "sometimes")


def test_taking_the_mirror_back_takes_its_memory_with_it(mirrored: Home, store: Path) -> None:
    sources.change(mirrored, "1", "mode", "archive")
    lose(store, 1, 10)
    read(mirrored)
    assert deleted(mirrored) == 0
    sources.remove(mirrored, "1")
    with mirrored.replica.read() as connection:
        assert not connection.execute("select count(*) from mirror").get
