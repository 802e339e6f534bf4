"""The same messages of an iPhone in a bare store and in backups of every kind: one history, whatever comes first."""

import shutil
from collections.abc import Sequence
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest

from owntexts.agent import settings, sources
from owntexts.agent.contacts import listed
from owntexts.agent.home import Home, open_home
from owntexts.agent.imports import import_sources
from owntexts.replica import export, pending
from owntexts.sources.iphone_backup.addressbook import BOOK, IMAGES
from owntexts.sources.iphone_backup.entries import HOME
from owntexts.testing.apple import append, build_chat_db
from owntexts.testing.iphone import build_backup, pack

PASSWORD = "correct horse"
ROWS = 120
NEW_ROWS = 15
PLACES = ("bare", "plain", "encrypted", "flat")


class Told(NamedTuple):
    """What a home has after its imports, and what each of them added."""

    export: bytes
    names: list[str | None]
    added: list[int]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One store of iOS 14: alone, and inside backups that are plain, encrypted and of the old layout."""
    parent = tmp_path_factory.mktemp("places")
    store = parent / "sms.db"
    build_chat_db(store, messages=ROWS, schema="ios14", seed=11)
    with_book = build_backup(parent / "book", messages=1, seed=11)
    book = {(HOME, path): with_book.files[HOME, path] for path in (BOOK, IMAGES)}
    return {
        "bare": store,
        "plain": pack(store, parent / "plain", more=book).folder,
        "encrypted": pack(store, parent / "encrypted", password=PASSWORD, seed=2, more=book).folder,
        "flat": pack(store, parent / "flat", layout="mbdb", seed=3, more=book).folder,
    }


def told(path: Path, stores: Sequence[Path]) -> Told:
    """A new home that reads these stores, one import for each."""
    with open_home(path) as home:
        settings.change(home, "region", "US")
        added = [added_by(home, store) for store in stores]
        names = [each.name for each in listed(home)]
        return Told(b"".join(export.lines(home.replica)), names, added)


def added_by(home: Home, store: Path) -> int:
    done = import_sources(home, sources.add(home, store).id, secret=PASSWORD)
    assert (done.failed, done.problems) == ([], [])
    return done.added


def everything(path: Path) -> dict[Path, str]:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return {file: sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.mark.parametrize("first", PLACES)
def test_in_any_order_they_are_one_history_and_nothing_is_added_twice(
    places: dict[str, Path], tmp_path: Path, first: str
) -> None:
    before = {path: everything(path) for path in places.values()}
    orders = [order for order in permutations(PLACES) if order[0] == first]
    known = told(tmp_path / "known", [places["plain"]])
    assert known.added == [ROWS]
    assert known.names
    for number, order in enumerate(orders[::3]):
        found = told(tmp_path / str(number), [places[name] for name in order])
        assert found.export == known.export, order
        assert found.names == known.names, order
        assert found.added == [ROWS, 0, 0, 0], order
    assert {path: everything(path) for path in places.values()} == before


def test_a_backup_that_was_read_already_says_nothing_that_other_devices_lack(
    places: dict[str, Path], home: Home
) -> None:
    added_by(home, places["plain"])
    before = pending.count(home.replica)
    assert before > ROWS
    for name in ("encrypted", "flat", "bare"):
        added_by(home, places[name])
    assert pending.count(home.replica) == before


def test_the_backup_of_a_new_phone_goes_on_with_the_history(
    places: dict[str, Path], tmp_path: Path, home: Home
) -> None:
    later = Path(shutil.copy(places["bare"], tmp_path / "later.db"))
    grown = append(later, NEW_ROWS, seed=12)
    new_phone = pack(later, tmp_path / "new", seed=9, password=PASSWORD).folder
    assert new_phone.name != places["plain"].name
    assert added_by(home, places["plain"]) == ROWS
    assert added_by(home, new_phone) == NEW_ROWS
    both = told(tmp_path / "other", [new_phone, places["plain"]])
    assert both.added == [ROWS + NEW_ROWS, 0]
    settings.change(home, "region", "US")
    assert b"".join(export.lines(home.replica)) == both.export
    assert grown.messages
