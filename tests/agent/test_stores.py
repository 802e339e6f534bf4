"""A store that is written says so, once it is quiet again."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from owntexts.agent import stores
from owntexts.agent.stores import LookingWatch, StoreWatch, ToldWatch, print_of
from owntexts.probes import noticing


class Ear:
    """Counts what it was told."""

    def __init__(self) -> None:
        self.heard = 0
        self.news = threading.Condition()

    def __call__(self) -> None:
        with self.news:
            self.heard += 1
            self.news.notify_all()

    def waits_for(self, times: int) -> bool:
        with self.news:
            return self.news.wait_for(lambda: self.heard >= times, 30)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture(params=[ToldWatch, LookingWatch])
def watch(request: pytest.FixtureRequest, ear: Ear) -> Iterator[StoreWatch]:
    if request.param is ToldWatch and noticing.notice(Path.cwd()) is None:
        pytest.skip("this system's kernel tells nobody of writes")
    kind: Callable[[Ear], StoreWatch] = request.param
    made = kind(ear)
    yield made
    made.stop()


def write_until(path: Path, ear: Ear, times: int) -> bool:
    """A watch begins some time after it was asked to, so the file is written until it is heard."""
    for number in range(60):
        path.write_bytes(b"x" * (number + 1))
        with ear.news:
            if ear.news.wait_for(lambda: ear.heard >= times, 2):
                return True
    return False


def test_a_written_store_is_heard(watch: StoreWatch, ear: Ear, tmp_path: Path) -> None:
    store = tmp_path / "chat.db"
    watch.follow([store])
    assert write_until(store, ear, 1)


def test_a_written_log_beside_it_is_heard(watch: StoreWatch, ear: Ear, tmp_path: Path) -> None:
    watch.follow([tmp_path / "chat.db"])
    assert write_until(tmp_path / "chat.db-wal", ear, 1)


def test_another_store_is_followed_instead(watch: StoreWatch, ear: Ear, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    watch.follow([one / "chat.db"])
    assert write_until(one / "chat.db", ear, 1)
    watch.follow([two / "chat.db"])
    assert write_until(two / "chat.db", ear, ear.heard + 1)


def test_a_store_whose_folder_is_gone_breaks_nothing(watch: StoreWatch, ear: Ear, tmp_path: Path) -> None:
    watch.follow([tmp_path / "gone" / "chat.db"])
    watch.follow([tmp_path / "gone" / "chat.db", tmp_path / "chat.db"])
    assert write_until(tmp_path / "chat.db", ear, 1)


def test_what_happens_to_other_files_of_the_folder_is_not_heard(ear: Ear, tmp_path: Path) -> None:
    if noticing.notice(tmp_path) is None:
        pytest.skip("this system's kernel tells nobody of writes")
    watch = ToldWatch(ear)
    watch.follow([tmp_path / "chat.db"])
    assert write_until(tmp_path / "chat.db", ear, 1)
    heard = ear.heard
    (tmp_path / "other.txt").write_text("other")
    watch.stop()
    assert ear.heard == heard


def test_a_store_differs_after_a_write_and_not_after_a_look(tmp_path: Path) -> None:
    store = tmp_path / "chat.db"
    store.write_bytes(b"one")
    before = print_of(store)
    store.read_bytes()
    assert print_of(store) == before
    (tmp_path / "chat.db-wal").touch()
    assert print_of(store) == before
    (tmp_path / "chat.db-wal").write_bytes(b"two")
    assert print_of(store) != before


def test_a_folder_differs_when_one_of_its_files_does(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("one")
    before = print_of(tmp_path)
    os.utime(tmp_path / "one", (1, 1))
    assert print_of(tmp_path) != before
    assert stores.changed_at(tmp_path) == 1_000
    assert stores.changed_at(tmp_path / "absent") == 0
