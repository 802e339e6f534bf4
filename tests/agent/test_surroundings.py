"""What the agent notices beside the hub: stores that grow, networks that change."""

import json
import os
import shutil
import threading
from pathlib import Path

import apsw
import pytest

from owntexts.agent import faults, sources, stores
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.agent.surroundings import Surroundings
from owntexts.probes import machine, noticing
from owntexts.replica import verify
from owntexts.testing.apple import build_chat_db


@pytest.fixture
def store(small_store: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "Messages"
    folder.mkdir()
    copy = folder / "chat.db"
    shutil.copyfile(small_store, copy)
    return copy


@pytest.fixture
def fed(home: Home, store: Path) -> Home:
    """A home whose source was read once, a while ago."""
    source = sources.add(home, store)
    import_sources(home, source.id)
    os.utime(store, (1, 1))
    return home


def grow(store: Path) -> None:
    """One more message than before."""
    build_chat_db(store.with_name("larger.db"), messages=601)
    store.with_name("larger.db").replace(store)


def tell(home: Home, **readings: object) -> None:
    (home.path / "readings.json").write_text(json.dumps({name.replace("__", "."): v for name, v in readings.items()}))
    machine.forget()


def test_a_store_that_grew_is_read(fed: Home, store: Path) -> None:
    around = Surroundings(fed)
    before = verify.count(fed.replica)
    assert not around.look()
    grow(store)
    assert around.look()
    assert verify.count(fed.replica) > before
    assert not around.look()


def test_a_store_that_grew_while_no_agent_ran_is_read_when_one_begins(fed: Home, store: Path) -> None:
    grow(store)
    assert Surroundings(fed).look()


def test_the_first_reading_of_a_source_is_the_persons(home: Home, store: Path) -> None:
    sources.add(home, store)
    assert not Surroundings(home).look()
    assert verify.count(home.replica) == 0


@pytest.mark.parametrize(
    ("background", "readings", "is_read"),
    [
        ("off", {}, False),
        ("wifi", {"network__kind": "cellular", "network__metered": True}, False),
        ("wifi", {"network__kind": "wifi", "network__metered": False}, True),
        ("wifi", {"network__kind": None, "network__metered": None}, True),
        ("wifi+cellular", {"network__kind": "cellular", "network__metered": True}, True),
    ],
)
def test_each_source_has_its_own_switch_for_the_background(
    fed: Home, store: Path, background: str, readings: dict[str, object], is_read: bool
) -> None:
    sources.change(fed, "1", "background", background)
    tell(fed, **readings)
    grow(store)
    assert Surroundings(fed).look() == is_read


def test_what_waited_for_wifi_is_read_once_it_is_there(fed: Home, store: Path) -> None:
    sources.change(fed, "1", "background", "wifi")
    tell(fed, network__kind="cellular", network__metered=True)
    around = Surroundings(fed)
    grow(store)
    assert not around.look()
    tell(fed, network__kind="wifi", network__metered=False)
    before = verify.count(fed.replica)
    assert around.look()
    assert verify.count(fed.replica) > before


def test_another_network_calls_for_a_sync_and_a_fuller_battery_does_not(fed: Home) -> None:
    around = Surroundings(fed)
    tell(fed, network__kind="none", power__battery_percent=50)
    around.look()
    tell(fed, network__kind="none", power__battery_percent=51)
    assert not around.look()
    tell(fed, network__kind="wifi", power__battery_percent=51)
    assert around.look()


def test_a_source_that_fails_in_the_background_leaves_its_finding_until_it_is_read(fed: Home, store: Path) -> None:
    whole = store.read_bytes()
    around = Surroundings(fed)
    around.look()
    store.write_bytes(b"nonsense" * 4096)
    around.look()
    found = faults.of_source(fed.replica, "1")
    assert found is not None
    assert found.fixes
    store.write_bytes(whole)
    around.look()
    assert faults.of_source(fed.replica, "1") is None


def test_a_store_that_stays_locked_is_tried_again(fed: Home, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(store)
    around = Surroundings(fed)
    with _locked(store):
        around.look()
        assert faults.of_source(fed.replica, "1") is not None
    assert around.look()


@pytest.fixture
def ear() -> threading.Event:
    return threading.Event()


def test_a_store_that_is_written_is_heard_of(fed: Home, store: Path, ear: threading.Event) -> None:
    if noticing.notice(store.parent) is None:
        pytest.skip("this system's kernel tells nobody of writes")
    around = Surroundings(fed)
    around.start(ear.set)
    try:
        around.look()
        for number in range(60):
            os.utime(store, (number, number))
            store.open("ab").close()
            if ear.wait(1):
                break
        assert ear.is_set()
    finally:
        around.stop()
    assert stores.changed_at(store) >= 0


class _locked:  # noqa: N801 - reads as a word in a with statement
    """The store, held by another program."""

    def __init__(self, store: Path) -> None:
        self.connection = apsw.Connection(str(store))

    def __enter__(self) -> None:
        self.connection.execute("begin exclusive")

    def __exit__(self, *_exc: object) -> None:
        self.connection.execute("rollback")
        self.connection.close()
