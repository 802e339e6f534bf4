"""A file that comes piece by piece into a home."""

import os
import shutil
import stat
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

from owntexts.agent import receiving, sources
from owntexts.agent.home import Home
from owntexts.errors import NotFound, OwntextsError, WrongUsage

if TYPE_CHECKING:
    from pathlib import Path


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def test_pieces_are_put_together_in_their_order(home: Home) -> None:
    begun = receiving.begin(home, "sms.xml", 10)
    assert receiving.write(home, begun.id, 0, b"01234").come == 5
    assert receiving.write(home, begun.id, 7, b"xx").come == 5
    assert receiving.write(home, begun.id, 0, b"01234").come == 5
    whole = receiving.write(home, begun.id, 5, b"56789")
    assert whole.is_whole
    assert receiving.path_of(home, begun.id).read_bytes() == b"0123456789"


def test_only_the_person_can_read_it(home: Home) -> None:
    path = receiving.path_of(home, receiving.begin(home, "sms.xml", 10).id)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert receiving.is_received(home, path)
    assert not receiving.is_received(home, home.path / "replica.db")


def test_more_than_was_announced_is_refused(home: Home) -> None:
    begun = receiving.begin(home, "sms.xml", 3)
    with pytest.raises(WrongUsage):
        receiving.write(home, begun.id, 0, b"0123")
    assert receiving.state(home, begun.id).come == 0
    with pytest.raises(WrongUsage):
        receiving.begin(home, "empty", 0)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\chat.db", "chat.db"),
        ("..", "file"),
        ("a\n\x1b[31mb.xml", "a__[31mb.xml".replace("[", "_")),
        ("\u202etxt.exe", "_txt.exe"),
        (".told", "told"),
        ("x" * 500 + ".zip", "x" * 96 + ".zip"),
    ],
)
def test_a_name_leads_nowhere_else(home: Home, name: str, kept: str) -> None:
    path = receiving.path_of(home, receiving.begin(home, name, 5).id)
    assert path.name == kept
    assert path.parent.parent == home.path / "received"


@pytest.mark.parametrize("one", ["", "..", "../identity", "0" * 32, "x"])
def test_what_was_never_begun_is_not_found(home: Home, one: str) -> None:
    with pytest.raises(NotFound):
        receiving.state(home, one)


def test_without_room_it_is_not_begun(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Disk(1 << 40, 1 << 40, 300 << 20))
    assert receiving.begin(home, "small", 1 << 20)
    with pytest.raises(OwntextsError) as told:
        receiving.begin(home, "large", 100 << 20)
    assert told.value.code == "storage.device_full"
    assert told.value.finding.evidence[0].limit == (100 << 20) + receiving.ROOM_BESIDE


def test_what_nobody_goes_on_with_is_let_go(home: Home) -> None:
    old, read = receiving.begin(home, "old", 5), receiving.begin(home, "read", 5)
    kept_as_source = receiving.path_of(home, read.id)
    long_ago = time.time() - receiving.KEPT_S - 60
    for one in (old, read):
        os.utime(receiving.path_of(home, one.id).parent / receiving.TOLD, (long_ago, long_ago))
    sources.stored.add(home.replica, "apple-messages", str(kept_as_source))
    receiving.begin(home, "new", 5)
    assert kept_as_source.exists()
    with pytest.raises(NotFound):
        receiving.state(home, old.id)
    newest = [receiving.begin(home, str(number), 5) for number in range(receiving.AT_ONCE + 3)]
    there = [path for path in (home.path / "received").iterdir() if path != kept_as_source.parent]
    assert len(there) == receiving.AT_ONCE
    assert receiving.state(home, newest[-1].id).come == 0


def test_a_file_is_let_go_whole(home: Home) -> None:
    begun = receiving.begin(home, "sms.xml", 10)
    place: Path = receiving.path_of(home, begun.id).parent
    receiving.let_go(home, begun.id)
    assert not place.exists()
