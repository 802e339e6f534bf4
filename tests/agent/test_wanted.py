"""Originals that somebody waits for: how far they are, what holds them, and that the end is told once."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Event

import pytest
from tests.end_to_end.world import wait_until

from owntexts.agent import wanted
from owntexts.agent.home import Home, open_home
from owntexts.agent.underway import Progress
from owntexts.agent.wanted import Fetched, Wanted
from owntexts.errors import HubFailed, NotFound
from owntexts.model.records import Content, Reference
from owntexts.replica import records
from owntexts.replica.pending import LIVE

NAMED = "insert into attachment values (?, 0, 1, 0, null, null, null, 0, 0)"
ONE, TWO = ("11" * 16, "22" * 16)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    monkeypatch.setenv("OWNTEXTS_KEY_STORE", "file")
    with open_home(tmp_path / "home") as opened:
        for number, one in enumerate((ONE, TWO), 1):
            whole = Reference(1, number.to_bytes(16), sha256(one.encode()).digest(), 9)
            told = Content(attachment=bytes.fromhex(one), content=whole.content, size=9, pieces=(whole,))
            with opened.replica.write() as connection:
                records.absorb(connection, [told], LIVE)
                connection.execute(
                    "insert into attachment values (?, 0, 1, 0, null, null, null, 0, 0)", (told.attachment,)
                )
        yield opened


@pytest.fixture
def by(home: Home) -> Iterator[Wanted]:
    made = Wanted(home.path)
    yield made
    made.close()


def test_without_an_account_it_is_held_and_that_is_told_once(home: Home, by: Wanted) -> None:
    assert by.told(ONE) is None
    by.fetch(home, ONE, now=False)
    assert by.told(ONE) == Fetched("held", held=("account.signed_out",))
    assert by.told(ONE) is None


def test_what_no_device_has_sent_cannot_be_asked_for(home: Home, by: Wanted) -> None:
    with pytest.raises(NotFound):
        by.fetch(home, "33" * 16, now=False)


def test_while_it_comes_it_is_told_how_far_it_is_and_others_wait_for_it(
    home: Home, by: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on = Event()

    def slowly(_home: Home, _contents: list[bytes], *, urgent: bool, progress: Progress) -> tuple[str, ...]:
        progress(3, 9)
        assert goes_on.wait(30)
        assert urgent
        return ()

    monkeypatch.setattr(wanted, "obtain", slowly)
    monkeypatch.setattr(wanted, "SOON_S", 0.05)
    by.fetch(home, ONE, now=True)
    by.fetch(home, ONE, now=True)  # asked twice, fetched once
    by.fetch(home, TWO, now=True)
    wait_until(lambda: by.told(ONE) == Fetched("going", 3, 9, 0), "the first piece", pause_s=0.01)
    assert by.told(TWO) == Fetched("going")
    goes_on.set()
    ends: dict[str, str] = {}

    def have_come() -> bool:
        ends.update({one: told.state for one in (ONE, TWO) if (told := by.told(one))})
        return set(ends.values()) == {"done"}

    wait_until(have_come, "both", pause_s=0.01)


def test_a_hub_that_fails_is_told_and_it_can_be_asked_again(
    home: Home, by: Wanted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> tuple[str, ...]:
        raise HubFailed("The hub cannot be reached")

    monkeypatch.setattr(wanted, "obtain", fails)
    by.fetch(home, ONE, now=False)
    told = by.told(ONE)
    assert told
    assert told.finding
    assert (told.state, told.finding.title) == ("failed", "The hub cannot be reached")
    monkeypatch.setattr(wanted, "obtain", lambda *_, **__: ())
    by.fetch(home, ONE, now=False)
    assert by.told(ONE) == Fetched("done")


def test_ending_stops_it_in_the_middle(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Event()

    def endless(_home: Home, _contents: list[bytes], *, urgent: bool, progress: Progress) -> tuple[str, ...]:
        while True:
            progress(1, 9)
            begun.set()

    monkeypatch.setattr(wanted, "obtain", endless)
    monkeypatch.setattr(wanted, "SOON_S", 0.01)
    by = Wanted(home.path)
    by.fetch(home, ONE, now=False)
    assert begun.wait(30)
    by.close()
    assert by.told(ONE) == Fetched("going", 1, 9, 0)
