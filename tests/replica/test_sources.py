"""The list of sources."""

import pytest
from tests.replica.making import START, a_source, people, rows

from owntexts.errors import NotFound, WrongUsage
from owntexts.model.observations import Problem, Total
from owntexts.replica import export, sources
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest


def test_a_source_is_listed_with_what_came_of_reading_it(db: Replica) -> None:
    source = sources.add(db, "apple-messages", "/chat.db", name="Mac", timezone="Europe/Berlin", background="wifi")
    ingest(db, source.id, [Total(4), people(), *rows(3), Problem(4, "message 4", "no date")])
    sources.finished(db, source.id, at=START, vanished=2)
    assert sources.listed(db) == [
        sources.Source(
            id="1",
            kind="apple-messages",
            path="/chat.db",
            name="Mac",
            timezone="Europe/Berlin",
            background="wifi",
            last_read_at=START,
            newest_message_at=START + 3 * 3_600_000,
            read=4,
            known=3,
            problems=1,
            vanished=2,
        )
    ]


def test_a_path_is_added_once(db: Replica) -> None:
    first = sources.add(db, "apple-messages", "/chat.db", name="Mac")
    again = sources.add(db, "apple-messages", "/chat.db", background="off")
    assert (again.id, again.name, again.background) == (first.id, "Mac", "off")
    assert len(sources.listed(db)) == 1


def test_removing_a_source_keeps_its_messages_and_never_gives_its_id_again(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(3)])
    sources.remove(db, source)
    assert sources.listed(db) == sources.problems(db) == []
    assert len(list(export.lines(db))) == 3
    assert a_source(db) != source


def test_a_source_is_changed_one_setting_at_a_time(db: Replica) -> None:
    source = a_source(db)
    assert sources.change(db, source, "name", "Old Mac").name == "Old Mac"
    assert sources.change(db, source, "name", "").name is None
    assert sources.change(db, source, "background", "off").background == "off"


@pytest.mark.parametrize(
    ("key", "value"), [("colour", "red"), ("background", "never"), ("path", ""), ("accept_fewer", "")]
)
def test_nonsense_is_refused_with_what_is_possible(db: Replica, key: str, value: str) -> None:
    with pytest.raises(WrongUsage) as told:
        sources.change(db, a_source(db), key, value)
    assert told.value.finding.fixes


@pytest.mark.parametrize("name", ["", "2", "x", "-1", "²"])
def test_an_unknown_source_is_named(db: Replica, name: str) -> None:
    a_source(db)
    for call in (sources.one, sources.remove):
        with pytest.raises(NotFound):
            call(db, name)
