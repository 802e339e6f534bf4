"""Whatever way one goes through a conversation, each message comes once and in one order."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.replica.conftest import KEY
from tests.replica.making import ADA, BEN, START, a_source, header, id_of, intent, people, row, rows, text, thread_of
from tests.replica.test_classing import ANDROID_THREAD, android

from owntexts.errors import NotFound
from owntexts.model.records import Handle
from owntexts.replica import intents, stretches
from owntexts.replica.database import Replica, open_replica
from owntexts.replica.ingest import ingest
from owntexts.replica.messages import messages
from owntexts.replica.stretches import Stretch

CONVERSATION = thread_of()
ONE_PERSON = [Handle(raw=raw, header=header(), person="P1") for raw in (ADA, BEN)]


def texts(stretch: Stretch) -> list[str | None]:
    return [message.text for message in stretch.messages]


def key(message: int) -> bytes:
    return id_of(text(message))


@pytest.fixture
def kept(db: Replica) -> Replica:
    ingest(db, a_source(db), [people(), *rows(9), row(20, text(20, "undated", at=None))])
    return db


def test_the_newest_come_with_the_neighbour_before_them(kept: Replica) -> None:
    found = stretches.newest(kept, CONVERSATION, 3)
    assert texts(found) == ["message 8", "message 9", "undated"]
    assert found.before
    assert found.before.text == "message 7"
    assert found.after is None


def test_a_stretch_is_found_from_a_message_to_either_side(kept: Replica) -> None:
    assert texts(stretches.before(kept, CONVERSATION, key(4), 2)) == ["message 2", "message 3"]
    assert texts(stretches.after(kept, CONVERSATION, key(8), 9)) == ["message 9", "undated"]
    assert texts(stretches.before(kept, CONVERSATION, key(1), 9)) == []


@pytest.mark.parametrize(("of", "told"), [(5, [4, 5, 6]), (1, [1, 2, 3]), (2, [1, 2, 3])])
def test_a_message_stands_in_the_midst_or_near_an_end(kept: Replica, of: int, told: list[int]) -> None:
    assert texts(stretches.around(kept, CONVERSATION, key(of), 3)) == [f"message {number}" for number in told]


def test_a_time_leads_to_the_first_message_since(kept: Replica) -> None:
    at = START + 5 * 3_600_000
    assert texts(stretches.since(kept, CONVERSATION, at, 2)) == ["message 5", "message 6"]
    assert texts(stretches.since(kept, CONVERSATION, at + 1, 1)) == ["message 6"]


def test_a_time_after_all_leads_to_the_end(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(3)])
    assert texts(stretches.since(db, CONVERSATION, 1 << 50, 2)) == ["message 2", "message 3"]


def test_what_lies_between_two_messages_or_up_to_the_end(kept: Replica) -> None:
    assert texts(stretches.between(kept, CONVERSATION, key(7), key(8), 9)) == ["message 7", "message 8"]
    assert texts(stretches.between(kept, CONVERSATION, key(8), None, 9)) == ["message 8", "message 9", "undated"]
    assert texts(stretches.between(kept, CONVERSATION, key(1), None, 2)) == ["message 9", "undated"]


def test_a_deleted_message_still_leads_to_where_it_stood(kept: Replica) -> None:
    intents.record(kept, intent(key(5), "deleted", START))
    assert texts(stretches.around(kept, CONVERSATION, key(5), 3)) == ["message 4", "message 6", "message 7"]


def test_a_message_that_is_not_there_is_named(kept: Replica) -> None:
    with pytest.raises(NotFound):
        stretches.around(kept, CONVERSATION, b"x" * 16, 3)


@contextmanager
def a_replica() -> Iterator[Replica]:
    with TemporaryDirectory() as folder, open_replica(Path(folder) / "replica.db", KEY) as db:
        yield db


numbers = st.integers(0, 12)
said = st.one_of(
    st.builds(lambda n: text(n, at=START + n // 3), numbers),
    st.builds(lambda n: text(n, at=None), numbers),
    st.builds(lambda n, to: text(n, threads=to), numbers, st.sampled_from([(thread_of(BEN),), (CONVERSATION,) * 2])),
    st.builds(lambda n: text(n, threads=(CONVERSATION, thread_of(BEN))), numbers),
    st.builds(android, numbers),
)


@settings(max_examples=40)
@given(st.lists(said, min_size=1, max_size=25), st.integers(1, 4))
def test_stretch_by_stretch_is_the_whole_conversation(everything: list[object], most: int) -> None:
    with a_replica() as db:
        own_rows = [row(place, record) for place, record in enumerate(everything)]
        ingest(db, a_source(db), [people(ADA, BEN), row(99, ANDROID_THREAD, *ONE_PERSON), *own_rows])
        whole = sorted(message.id for message in messages(db, CONVERSATION))
        backwards = _all_back(db, most)
        assert sorted(message.id for message in backwards) == whole
        assert [one.id for one in _all_on(db, backwards[0].id, most)] == [one.id for one in backwards]
        for place, message in enumerate(backwards):
            around = stretches.around(db, CONVERSATION, bytes.fromhex(message.id), most)
            assert message.id in {one.id for one in around.messages}
            assert len(around.messages) == min(most, len(backwards))
            between = stretches.between(db, CONVERSATION, bytes.fromhex(message.id), None, 99)
            assert [one.id for one in between.messages] == [one.id for one in backwards[place:]]


def _all_back(db: Replica, most: int) -> list[stretches.Message]:
    found = stretches.newest(db, CONVERSATION, most)
    told = list(found.messages)
    while found.before:
        assert found.before.id not in {one.id for one in told}
        found = stretches.before(db, CONVERSATION, bytes.fromhex(told[0].id), most)
        told = [*found.messages, *told]
    return told


def _all_on(db: Replica, first: str, most: int) -> list[stretches.Message]:
    found = stretches.around(db, CONVERSATION, bytes.fromhex(first), 1)
    told = list(found.messages)
    while found.after:
        found = stretches.after(db, CONVERSATION, bytes.fromhex(told[-1].id), most)
        told += found.messages
    return told
