"""Messages are brought in in the background: a path, a file that was sent, what is found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.end_to_end.world import wait_until

from owntexts.agent import bringing, reading, receiving
from owntexts.agent.bringing import Bringing
from owntexts.agent.home import Home
from owntexts.errors import SourceFailed
from owntexts.replica import sources as stored
from owntexts.sources.registry import kinds
from owntexts.testing.apple import build_chat_db


@pytest.fixture
def by(home: Home) -> Iterator[Bringing]:
    made = Bringing(home.path)
    yield made
    made.close()


def settled(by: Bringing) -> None:
    wait_until(lambda: all(each.state != "reading" for each in by.readings()), "what is being read")


def sent(home: Home, file: Path) -> str:
    data = file.read_bytes()
    begun = receiving.begin(home, file.name, len(data))
    receiving.write(home, begun.id, 0, data)
    return begun.id


def test_a_store_is_read_and_stays_a_source(home: Home, by: Bringing, small_store: Path) -> None:
    by.add(home, small_store)
    settled(by)
    (told,) = by.readings()
    assert (told.state, told.result and told.result.added) == ("done", 600)
    assert [source.path for source in stored.listed(home.replica)] == [str(small_store)]
    assert reading.conversations(home)


def test_a_file_that_was_sent_is_not_kept_in_the_open(home: Home, by: Bringing, small_store: Path) -> None:
    by.take(home, sent(home, small_store))
    settled(by)
    assert by.readings()[0].state == "done"
    assert reading.conversations(home)
    assert stored.listed(home.replica) == []
    assert list((home.path / "received").iterdir()) == []


def test_a_file_of_which_nothing_is_known_is_let_go(home: Home, by: Bringing, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ada")
    with pytest.raises(SourceFailed):
        by.take(home, sent(home, letter))
    assert by.readings() == []
    assert list((home.path / "received").iterdir()) == []


def test_one_that_cannot_be_read_says_why_and_may_be_tried_again(
    home: Home, by: Bringing, small_store: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "moved" / "chat.db"
    moved.parent.mkdir()
    moved.write_bytes(small_store.read_bytes())
    source = stored.add(home.replica, "apple-messages", str(tmp_path / "away" / "chat.db"))
    by.read(source.id, "chat.db")
    settled(by)
    (told,) = by.readings()
    assert told.state == "failed"
    assert told.finding
    assert told.finding.code == "source.missing"
    stored.change(home.replica, source.id, "path", str(moved))
    by.read(source.id, "chat.db")
    settled(by)
    assert [each.state for each in by.readings()] == ["done"]


def test_what_is_found_is_offered_until_it_is_a_source(
    home: Home, by: Bringing, small_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = kinds()["apple-messages"]
    offered = [bringing.Store(kind.kind, kind.title, str(small_store))]
    monkeypatch.setattr(bringing, "_usual_places", lambda: iter(offered))
    assert bringing.found(home) == offered
    by.add(home, small_store)
    settled(by)
    assert bringing.found(home) == []
    assert kind.title in bringing.titles()


def test_ending_stops_in_the_middle_and_keeps_what_was_read(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bringing.imports, "CHUNK_ROWS", 200)
    store = tmp_path / "chat.db"
    build_chat_db(store, messages=20_000, other_kinds=0)
    by = Bringing(home.path)
    by.add(home, store)
    wait_until(lambda: bool(reading.conversations(home)), "the first messages", pause_s=0.01)
    by.close()
    assert 0 < stored.listed(home.replica)[0].known < 20_000
    by.close()
