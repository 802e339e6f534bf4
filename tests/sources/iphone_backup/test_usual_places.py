"""The usual places are looked into, and what may not be looked at is passed over."""

from pathlib import Path

import pytest

from owntexts.sources.apple_messages import SOURCE as APPLE_MESSAGES
from owntexts.sources.iphone_backup import SOURCE
from owntexts.testing.iphone import build_backup


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    return tmp_path


PLACES = (
    "Library/Application Support/MobileSync/Backup",
    "Apple/MobileSync/Backup",
    "Roaming/Apple Computer/MobileSync/Backup",
)


@pytest.mark.parametrize("place", PLACES)
def test_backups_are_found_where_apples_programs_put_them(person: Path, place: str) -> None:
    backup = build_backup(person / place, messages=20)
    (person / place / "something else").mkdir()
    assert list(SOURCE.discover()) == [backup.folder]


def test_where_there_is_nothing_nothing_is_found(person: Path) -> None:
    assert list(SOURCE.discover()) == []
    assert list(APPLE_MESSAGES.discover()) == []


def test_a_folder_that_may_not_be_opened_is_passed_over(person: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_backup(person / PLACES[0], messages=20)

    def refuse(_path: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert list(SOURCE.discover()) == []


def test_the_messages_of_a_mac_are_found(person: Path) -> None:
    store = person / "Library" / "Messages" / "chat.db"
    store.parent.mkdir(parents=True)
    store.touch()
    assert list(APPLE_MESSAGES.discover()) == [store]
