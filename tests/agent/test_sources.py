"""Adding, listing, changing and removing sources."""

from pathlib import Path

import pytest

from owntexts.agent import sources
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.agent.reading import conversations
from owntexts.errors import NotFound, OwntextsError, WrongUsage


def test_a_source_is_recognised_and_says_by_what(home: Home, small_store: Path) -> None:
    added = sources.add(home, small_store)
    assert added.kind == "apple-messages"
    assert added.path == str(small_store)
    assert added.recognised_by


def test_adding_a_path_twice_is_one_source(home: Home, small_store: Path) -> None:
    assert sources.add(home, small_store).id == sources.add(home, small_store, name="Laptop").id
    assert [source.name for source in sources.listed(home)] == ["Laptop"]


def test_the_list_tells_how_far_a_source_was_read(filled_home: Home) -> None:
    (source,) = sources.listed(filled_home)
    assert (source.read, source.known) == (600, 600)
    assert source.last_read_at
    assert source.newest_message_at


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"not a database", "source.unrecognised"), (b"", "source.unrecognised"), (None, "source.missing")],
)
def test_what_is_no_source_is_refused_by_name(home: Home, tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OwntextsError) as told:
        sources.add(home, path)
    assert told.value.code == code
    assert sources.listed(home) == []


def test_a_zone_that_is_none_is_told_as_that_of_the_source(home: Home, small_store: Path) -> None:
    with pytest.raises(WrongUsage) as told:
        sources.add(home, small_store, timezone="Mars")
    assert "the source" in told.value.finding.explanation
    assert told.value.finding.fixes[0].command is None


def test_a_kind_that_is_named_is_the_only_one_asked(home: Home, small_store: Path) -> None:
    assert sources.add(home, small_store, kind="apple-messages").kind == "apple-messages"
    with pytest.raises(OwntextsError) as told:
        sources.add(home, small_store, kind="fossify")
    assert told.value.code == "source.unrecognised"
    with pytest.raises(WrongUsage):
        sources.add(home, small_store, kind="pigeon")


@pytest.mark.parametrize(
    ("key", "value"), [("background", "sometimes"), ("timezone", "Mars/Crater"), ("colour", "red")]
)
def test_what_makes_no_sense_is_refused(filled_home: Home, key: str, value: str) -> None:
    with pytest.raises(WrongUsage):
        sources.change(filled_home, "1", key, value)


def test_a_source_can_be_changed(filled_home: Home) -> None:
    assert sources.change(filled_home, "1", "background", "off").background == "off"
    assert sources.change(filled_home, "1", "name", "Laptop").name == "Laptop"


def test_removing_a_source_keeps_its_messages(filled_home: Home) -> None:
    before = conversations(filled_home)
    sources.remove(filled_home, "1")
    assert sources.listed(filled_home) == []
    assert conversations(filled_home) == before
    assert import_sources(filled_home).read == 0
    with pytest.raises(NotFound):
        sources.remove(filled_home, "1")
