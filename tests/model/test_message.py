"""The message that is shown and exported, key by key."""

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.facts import Facts, identity, merge
from owntexts.model.message import Message, line, project
from owntexts.model.records import (
    ATTACHMENT,
    BALLOON,
    EVENT,
    IN,
    NONE,
    ONLY_IN_ICLOUD,
    OUT,
    TEXT,
    UNSENT,
    Attachment,
    Edit,
    Event,
    Header,
    Intent,
    Part,
    Range,
    Reaction,
    ReplyTo,
    Sighting,
    Stamp,
)

GUID = bytes(range(16))
DEVICE = b"d" * 16


def a_sighting(changed: int = 0, *, family: str = "apple", **fields: Any) -> Sighting:
    fields = {"kind": 0, "direction": IN, "sender": "+15550100", "at": 1_000, "parts": ("hello",)} | fields
    return Sighting(family=family, native=GUID, header=Header(changed, 1, 1), formats=2, **fields)


def shown(*sightings: Sighting, **known: Any) -> Message:
    return project([(identity((one,)), (one,)) for one in sightings], **known)


def an_intent(field: str, value: int | bool | None, ms: int = 1) -> Intent:
    return Intent(scope="message", target=b"t" * 16, field=field, value=value, stamp=Stamp(ms, 0, DEVICE))


def an_edit(part: int, at: int | None, text: str) -> Edit:
    return Edit(target=b"t" * 16, part=part, at=at, text=text)


def test_a_line_has_every_key_in_order_and_no_spaces() -> None:
    message = project(
        [(b"\x01" * 16, (a_sighting(service="SMS", delivered_at=2_500),))], conversations=[b"\x0b" * 16, b"\x0a" * 16]
    )
    assert line(message) == (
        b'{"id":"01010101010101010101010101010101","kind":"message","conversation":['
        b'"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"],"service":"SMS","direction":"in",'
        b'"sender":"+15550100","at":"1970-01-01T00:00:01.000Z","delivered_at":"1970-01-01T00:00:02.500Z",'
        b'"read_at":null,"subject":null,"text":"hello","parts":[{"kind":"text","text":"hello","ranges":[],'
        b'"attachment":null,"summary":null}],"effect":null,"reply_to":null,"reactions":[],"edits":[],"event":null,'
        b'"deleted_at":null}\n'
    )


def test_every_field_of_a_full_message_is_told() -> None:
    picture = Attachment(b"\x0f" * 16, "a.heic", "image/heic", 7, ONLY_IN_ICLOUD, 1, "spoken")
    full = a_sighting(
        subject="s",
        effect="impact",
        reply_to=ReplyTo(b"\x02" * 16, 1),
        read_at=3_000,
        deleted_at=4_000,
        parts=(
            "one",
            Part(ATTACHMENT, attachment=picture),
            Part(TEXT, "two", (Range(0, 3, "style", "bold"),)),
            Part(BALLOON, summary="A poll: where?"),
            Part(UNSENT),
        ),
    )
    known = json.loads(
        line(
            shown(
                full,
                edits=[an_edit(2, 900, "too"), an_edit(0, None, "won"), an_edit(0, 5, "on")],
                reactions=[
                    Reaction(target=GUID, part=0, sender=None, kind="loved", emoji=None, at=2_000, removed=True)
                ],
            )
        )
    )
    assert known["text"] == "one\ntwo"
    assert known["subject"] == "s"
    assert known["effect"] == "impact"
    assert known["reply_to"] == {"id": "02" * 16, "part": 1}
    assert known["read_at"] == "1970-01-01T00:00:03.000Z"
    assert known["deleted_at"] == "1970-01-01T00:00:04.000Z"
    assert [part["kind"] for part in known["parts"]] == ["text", "attachment", "text", "balloon", "unsent"]
    assert known["parts"][1]["attachment"] == {
        "id": "0f" * 16,
        "name": "a.heic",
        "mime": "image/heic",
        "bytes": 7,
        "origin": "only_in_icloud",
        "content": None,
        "transcript": "spoken",
    }
    assert known["parts"][2]["ranges"] == [{"start": 0, "length": 3, "kind": "style", "value": "bold"}]
    assert known["parts"][3]["summary"] == "A poll: where?"
    assert known["edits"] == [
        {"part": 0, "text": "on", "at": "1970-01-01T00:00:00.005Z"},
        {"part": 0, "text": "won", "at": None},
        {"part": 2, "text": "too", "at": "1970-01-01T00:00:00.900Z"},
    ]
    assert known["reactions"] == [
        {"by": None, "kind": "loved", "emoji": None, "part": 0, "at": "1970-01-01T00:00:02.000Z", "removed": True}
    ]


def test_what_is_unknown_is_null_and_never_left_out() -> None:
    bare = Sighting(family="apple", native=GUID, header=Header(0, 1, 1), formats=2)
    known = msgspec.to_builtins(shown(bare))
    assert (known["kind"], known["direction"], known["parts"]) == ("message", "none", ())
    assert all(known[key] is None for key in ("service", "sender", "at", "text", "event", "deleted_at"))


def test_an_event_says_what_happened_to_whom() -> None:
    left = a_sighting(kind=EVENT, direction=NONE, sender="ada", parts=None, event=Event("removed", "bob", None))
    known = msgspec.to_builtins(shown(left))
    assert known["kind"] == "event"
    assert known["event"] == {"action": "removed", "who": "bob", "title": None}
    assert known["text"] is None


def test_what_i_sent_has_no_sender() -> None:
    assert shown(a_sighting(direction=OUT)).sender is None


def test_words_of_a_newer_version_do_not_stop_a_line() -> None:
    newer = a_sighting(kind=99, direction=-1, parts=(Part(99, attachment=Attachment(b"f" * 16, origin=99)),))
    assert json.loads(line(shown(newer)))["parts"][0]["attachment"]["origin"] == "unreadable"


def test_what_the_person_did_beats_what_the_facts_say() -> None:
    deleted = a_sighting(deleted_at=4_000, read_at=10)
    assert shown(deleted, intents=[an_intent("deleted", None)]).deleted_at is None
    assert shown(a_sighting(), intents=[an_intent("deleted", 5_000)]).deleted_at == "1970-01-01T00:00:05.000Z"
    assert shown(deleted, intents=[an_intent("read", 20)]).read_at == "1970-01-01T00:00:00.020Z"


def test_the_last_of_several_deletions_and_recoveries_holds() -> None:
    done = [an_intent("deleted", 5_000, 1), an_intent("deleted", None, 3), an_intent("deleted", 6_000, 2)]
    assert shown(a_sighting(), intents=done).deleted_at is None


def test_a_fact_that_says_deleted_once_and_not_now_shows_nothing() -> None:
    assert shown(a_sighting(deleted_at=0)).deleted_at is None


def test_a_class_has_apples_id_and_each_field_of_the_best_member_that_knows_it() -> None:
    android = a_sighting(family="android", at=1_200, subject="from the phone", delivered_at=7)
    apple = a_sighting(delivered_at=9)
    one, other = shown(android, apple), shown(apple, android)
    assert one == other
    assert one.id == identity((apple,)).hex()
    assert (one.at, one.subject) == ("1970-01-01T00:00:01.000Z", "from the phone")
    assert one.delivered_at == "1970-01-01T00:00:00.007Z"


def test_a_text_that_a_newer_copy_of_the_store_replaced_is_an_edit() -> None:
    facts: Facts = merge((a_sighting(),), (a_sighting(50, parts=(Part(UNSENT),)),))
    message = project([(identity(facts), facts)])
    assert message.text is None
    assert [(edit.text, edit.at) for edit in message.edits] == [("hello", "1970-01-01T00:00:01.000Z")]
    told = project([(identity(facts), facts)], edits=[an_edit(0, 30, "hello")])
    assert [(edit.text, edit.at) for edit in told.edits] == [("hello", "1970-01-01T00:00:00.030Z")]


def test_a_lone_surrogate_becomes_the_replacement_character_and_a_pair_its_character() -> None:
    known = json.loads(line(shown(a_sighting(parts=("a\ud800b", "\ud83d\ude00"), subject="\udfff"))))
    assert known["text"] == "a\ufffdb\n\U0001f600"
    assert known["subject"] == "\ufffd"
    assert list(known) == list(Message.__struct_fields__)


@given(st.text())
def test_a_line_is_one_line_of_utf8_that_says_the_text(text: str) -> None:
    told = line(shown(a_sighting(parts=(text,))))
    assert told.endswith(b"\n")
    assert told.count(b"\n") == 1
    assert json.loads(told.decode("utf-8"))["text"] == (text or None)
