"""What the person did shows at once, travels first, and wins over what sources say."""

from msgspec.structs import replace
from tests.replica.making import START, a_page, a_source, header, id_of, intent, people, row, rows, text, thread_of

from owntexts.model.records import OUT, Stamp
from owntexts.replica import export, intents, pending, search, settings, threads, verify
from owntexts.replica.apply import apply
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest
from owntexts.replica.messages import message, messages


def test_a_deleted_message_leaves_its_conversation_and_the_search_but_not_the_export(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(3)])
    target = id_of(text(2))
    intents.record(db, intent(target, "deleted", START))
    assert len(messages(db, thread_of())) == 2
    assert len(search.search(db, "message")) == 2
    assert message(db, target).deleted_at == "2023-11-14T22:13:20.000Z"
    assert sum(b'"deleted_at":null' not in line for line in export.lines(db)) == 1
    assert verify.verify(db) == []
    intents.record(db, intent(target, "deleted", None, START + 1))
    assert len(messages(db, thread_of())) == 3
    assert len(search.search(db, "message")) == 3
    assert verify.verify(db) == []


def test_a_re_import_never_brings_back_what_the_person_deleted(db: Replica) -> None:
    source = a_source(db)
    ingest(db, source, [people(), *rows(2)])
    intents.record(db, intent(id_of(text(1)), "deleted", START))
    ingest(db, source, [row(1, text(1, "changed", header=header(START + 9)), digest=1)])
    assert len(messages(db, thread_of())) == 1
    assert search.search(db, "changed") == []
    assert verify.verify(db) == []


def test_what_the_source_deleted_the_person_can_recover(db: Replica) -> None:
    ingest(db, a_source(db), [people(), row(1, text(1, deleted_at=START))])
    assert threads.conversations(db) == []
    intents.record(db, intent(id_of(text(1)), "deleted", None))
    assert len(messages(db, thread_of())) == 1
    ingest(db, "1", [row(1, text(1, "words", deleted_at=START, header=header(5)))])
    assert len(messages(db, thread_of())) == 1
    assert verify.verify(db) == []


def test_the_later_of_two_devices_words_holds(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(1)])
    target = id_of(text(1))
    intents.record(db, intent(target, "deleted", START, START + 5))
    apply(db, a_page(intent(target, "deleted", None, START + 4)))
    assert messages(db, thread_of()) == []
    apply(db, a_page(intent(target, "deleted", None, START + 6), token=2))
    assert len(messages(db, thread_of())) == 1
    assert pending.count(db) == 3


def test_reading_a_conversation_reads_all_of_it_up_to_then(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(4), row(9, text(9, direction=OUT))])
    assert [one.unread for one in threads.conversations(db)] == [4]
    third = text(3).at
    intents.record(db, intent(thread_of(), "read", third, scope="thread"))
    assert [one.unread for one in threads.conversations(db)] == [1]
    intents.record(db, intent(id_of(text(4)), "read", START))
    assert [one.unread for one in threads.conversations(db)] == [0]


def test_a_conversation_is_called_what_the_person_calls_it(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(1)])
    intents.record(db, intent(thread_of(), "name", "Ada at work", scope="thread"))
    assert [one.name for one in threads.conversations(db)] == ["Ada at work"]


def test_settings_of_the_account_are_intents(db: Replica) -> None:
    assert settings.synced(db) == {}
    intents.record(db, intent("region", "value", "DE", scope="account"))
    intents.record(db, intent("region", "value", "AT", START - 5, scope="account"))
    intents.record(db, intent("own_numbers", "value", "+49 30 1, ada@example.org", scope="account"))
    assert {name: one.value for name, one in settings.synced(db).items()} == {
        "region": "DE",
        "own_numbers": "+49 30 1, ada@example.org",
    }
    with db.read() as connection:
        assert settings.region(connection) == "DE"
        assert settings.own_numbers(connection) == {"+49301", "ada@example.org"}


def test_a_stamp_from_far_ahead_counts_for_nothing(db: Replica) -> None:
    ingest(db, a_source(db), [people(), *rows(1)])
    far = replace(intent(id_of(text(1)), "deleted", START), stamp=Stamp(4_102_444_800_000, 0, b"d" * 16))
    intents.record(db, far)
    assert len(messages(db, thread_of())) == 1


def test_settings_of_this_device_stay_here(db: Replica) -> None:
    settings.put(db, "preset", "careful")
    settings.put(db, "schedule", "")
    assert (settings.get(db, "preset"), settings.get(db, "schedule")) == ("careful", "")
    assert settings.listed(db) == {"preset": "careful", "schedule": ""}
    settings.put(db, "preset", None)
    assert settings.get(db, "preset") is None
    assert pending.count(db) == 0
