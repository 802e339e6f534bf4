from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from owntexts.model.ids import attachment_id, sighting_id, thread_id
from owntexts.model.records import (
    ATTACHMENT,
    AUDIO_MESSAGE,
    BALLOON,
    HIDDEN,
    IN,
    MESSAGE,
    MISSING,
    OUT,
    READ,
    SATELLITE,
    SCHEDULED,
    SOS,
    SPAM,
    UNSENT,
    Header,
    Part,
    ReplyTo,
)
from owntexts.testing.apple.typedstream import FILE, FILE_NAME, LINK, OBJECT, PART, Run, Url, attributed, plain

GUID = "0355C6E1-D0C8-4212-AA87-DD8AE4FD1203"
DATE = 760_569_924_490_443_648
AT = 1_738_877_124_490
SECOND = 1_000_000_000
MakeStore = Callable[..., Path]
Read = Callable[..., Any]


@pytest.fixture
def message(make_store: MakeStore, read: Read) -> Callable[..., Any]:
    """The sighting of a store's only row."""

    def reading(*, files: tuple[dict[str, Any], ...] = (), **columns: Any) -> Any:
        joins = [{"message_id": 1, "attachment_id": place} for place, _ in enumerate(files, 1)]
        attachments = [{"ROWID": place, **file} for place, file in enumerate(files, 1)]
        tables = {"attachment": attachments, "message_attachment_join": joins} if files else {}
        return read(make_store({"date": DATE, **columns}, **tables)).message()

    return reading


def test_a_plain_message_says_who_when_what(make_store: MakeStore, read: Read) -> None:
    row = {"guid": GUID, "text": "hello", "handle_id": 1, "service": "iMessage", "date": DATE, "is_from_me": 0}
    found = read(make_store(row, handle=[{"ROWID": 1, "id": "Ada@Example.org"}])).message()
    assert (found.family, found.native, found.kind, found.direction) == (
        "apple",
        bytes.fromhex(GUID.replace("-", "")),
        0,
        IN,
    )
    assert (found.sender, found.at, found.service, found.parts) == ("ada@example.org", AT, "iMessage", ("hello",))
    assert (found.header, found.formats) == (Header(0, 1, 1), 2)


def test_what_i_wrote_has_no_sender(message: Callable[..., Any]) -> None:
    found = message(text="hi", is_from_me=1, handle_id=1)
    assert (found.direction, found.sender) == (OUT, None)


def test_the_attributed_body_is_believed_before_the_text(message: Callable[..., Any]) -> None:
    assert message(text="old", attributedBody=plain("new")).parts == ("new",)
    assert message(text="", attributedBody=plain("new")).parts == ("new",)
    assert message(text="old", attributedBody=plain("")).parts == ("old",)


def test_a_damaged_body_gives_way_to_an_undamaged_text(make_store: MakeStore, read: Read) -> None:
    said = read(make_store({"text": "whole text", "attributedBody": plain("whole text")[:-30]}))
    assert said.message().parts == ("whole text",)
    assert [problem.unreadable for problem in said.problems] == [False]


def test_a_damaged_body_alone_gives_its_visible_text(samples: Path, make_store: MakeStore, read: Read) -> None:
    said = read(make_store({"guid": "EXTRA", "attributedBody": (samples / "typedstream" / "ExtraData").read_bytes()}))
    assert said.message().parts[0].strip() == "This is parsing"
    (problem,) = said.problems
    assert (problem.row, problem.where, problem.unreadable) == (1, "EXTRA", False)
    assert "visible text" in problem.reason


@pytest.mark.parametrize("blob", [b"", b"\0", b"garbage", b"bplist00"])
def test_a_body_that_is_no_typedstream_never_stops_a_row(make_store: MakeStore, read: Read, blob: bytes) -> None:
    said = read(make_store({"text": "still here", "attributedBody": blob}))
    assert said.message().parts == ("still here",)
    assert not said.unreadable


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"text": ""},
        {"text": OBJECT},
        {"attributedBody": plain("")},
        {"attributedBody": b"junk"},
        {"text": "\ufffd"},
    ],
)
def test_there_is_never_an_empty_bubble(message: Callable[..., Any], columns: dict[str, Any]) -> None:
    assert message(**columns).parts == (Part(BALLOON, summary="Message without content"),)


def test_an_unknown_balloon_names_its_app(message: Callable[..., Any]) -> None:
    found = message(balloon_bundle_id="a:b:com.example.new", text="\ufffd")
    assert found.parts == (Part(BALLOON, summary="Message from com.example.new"),)


def test_a_link_preview_stands_behind_its_link(message: Callable[..., Any]) -> None:
    body = attributed([Run("https://example.org", {LINK: Url("https://example.org"), PART: 0})])
    found = message(balloon_bundle_id="com.apple.messages.URLBalloonProvider", attributedBody=body)
    assert [part.kind for part in found.parts] == [0, BALLOON]
    assert found.parts[0].text == "https://example.org"
    assert found.parts[1].summary == "Link: https://example.org"


@pytest.mark.parametrize(
    ("told", "known", "extra"),
    [
        ("iMessage", "iMessage", None),
        ("SMS", "SMS", None),
        ("rcs", "RCS", None),
        ("RCS", "RCS", None),
        ("iMessageLite", "Satellite", None),
        ("SatelliteSMS", "Satellite", None),
        ("Jabber", None, {"service": "Jabber"}),
        (None, None, None),
    ],
)
def test_services_have_our_names(message: Callable[..., Any], told: str | None, known: str | None, extra: Any) -> None:
    found = message(text="x", service=told)
    assert (found.service, found.extra) == (known, extra)


def test_an_sms_with_a_file_or_to_a_group_is_an_mms(make_store: MakeStore, read: Read) -> None:
    said = read(
        make_store(
            {"text": "x", "service": "SMS"},
            {"text": "x", "service": "SMS"},
            {"text": "x", "service": "iMessage"},
            chat=[{"ROWID": 1, "style": 43, "chat_identifier": "chat1"}],
            chat_message_join=[{"message_id": row, "chat_id": 1} for row in (2, 3)],
            attachment=[{"ROWID": 1, "guid": "F", "filename": "~/f.jpg"}],
            message_attachment_join=[{"message_id": 1, "attachment_id": 1}],
        )
    )
    assert [said.message(row).service for row in (1, 2, 3)] == ["MMS", "MMS", "iMessage"]


@pytest.mark.parametrize(
    ("style", "effect"),
    [
        ("com.apple.MobileSMS.expressivesend.impact", "impact"),
        ("com.apple.MobileSMS.expressivesend.invisibleink", "invisibleink"),
        ("com.apple.messages.effect.CKConfettiEffect", "confetti"),
        ("com.apple.messages.effect.CKHappyBirthdayEffect", "happybirthday"),
        ("", None),
    ],
)
def test_effects_have_short_names(message: Callable[..., Any], style: str, effect: str | None) -> None:
    assert message(text="x", expressive_send_style_id=style).effect == effect


@pytest.mark.parametrize(("told", "part"), [("0:0:10", 0), ("3:0:1", 3), ("", None), (None, None), ("x:0:1", None)])
def test_a_reply_names_its_message_and_part(message: Callable[..., Any], told: str | None, part: int | None) -> None:
    found = message(text="yes", thread_originator_guid=GUID, thread_originator_part=told)
    assert found.reply_to == ReplyTo(sighting_id("apple", GUID), part)


def test_the_previous_message_of_a_thread_is_no_reply(message: Callable[..., Any]) -> None:
    assert message(text="x", reply_to_guid=GUID).reply_to is None


@pytest.mark.parametrize(
    ("columns", "flag"),
    [
        ({"is_spam": 1}, SPAM),
        ({"is_sos": 1}, SOS),
        ({"is_stewie": 1}, SATELLITE),
        ({"is_pending_satellite_send": 1}, SATELLITE),
        ({"sent_or_received_off_grid": 1}, SATELLITE),
        ({"is_audio_message": 1}, AUDIO_MESSAGE),
        ({"schedule_type": 2, "schedule_state": 1}, SCHEDULED),
        ({"is_read": 1, "is_from_me": 0}, READ),
        ({"is_read": 1, "is_from_me": 1}, 0),
    ],
)
def test_flags_say_what_is_special(message: Callable[..., Any], columns: dict[str, int], flag: int) -> None:
    assert message(text="x", **columns).flags == flag


def test_numbers_without_a_name_are_kept(message: Callable[..., Any]) -> None:
    found = message(text="x", error=22, schedule_type=2, schedule_state=4)
    assert found.extra == {"error": 22, "schedule_type": 2, "schedule_state": 4}


def test_a_row_last_changed_when_the_last_thing_happened_to_it(message: Callable[..., Any]) -> None:
    times = {
        "date_read": DATE + 2 * SECOND,
        "date_delivered": DATE + SECOND,
        "date_played": DATE + 3 * SECOND,
        "date_edited": DATE + 4 * SECOND,
        "date_retracted": 0,
    }
    found = message(text="x", **times)
    assert (found.read_at, found.delivered_at, found.header.changed) == (AT + 2000, AT + 1000, AT + 4000)


def test_a_time_out_of_reach_is_no_time_and_a_problem(make_store: MakeStore, read: Read) -> None:
    said = read(make_store({"text": "x", "date": -(1 << 62), "date_read": 1 << 62}))
    assert (said.message().at, said.message().read_at, said.message().parts) == (None, None, ("x",))
    assert sorted(problem.reason.partition(":")[0] for problem in said.problems) == ["date", "date_read"]
    assert not said.unreadable


def test_a_row_without_a_guid_has_a_key_of_its_number_and_time(message: Callable[..., Any]) -> None:
    assert message(guid=None, text="x").native == f"rowid:1:{DATE}"
    assert message(guid="", text="x").native == f"rowid:1:{DATE}"


def test_two_rows_of_one_guid_are_both_told(make_store: MakeStore, read: Read) -> None:
    said = read(make_store({"guid": "SAME", "text": "a"}, {"guid": "SAME", "text": "b"}))
    assert [said.message(row).native for row in (1, 2)] == ["SAME", "SAME"]


def test_a_deleted_message_keeps_its_thread_and_tells_when(make_store: MakeStore, read: Read) -> None:
    chats = [{"ROWID": 7, "style": 45, "chat_identifier": "ada@example.org"}]
    gone = [
        {"message_id": 1, "chat_id": 7, "delete_date": DATE + SECOND},
        {"message_id": 2, "chat_id": 7, "delete_date": 760_569_924},
        {"message_id": 3, "chat_id": 7, "delete_date": 0},
    ]
    rows = [{"text": "x", "date": DATE}] * 4 + [{"text": "x", "date": DATE, "date_recovered": DATE + 9 * SECOND}]
    path = make_store(
        *rows, chat=chats, chat_recoverable_message_join=gone, chat_message_join=[{"message_id": 4, "chat_id": 7}]
    )
    said = read(path)
    thread = (thread_id("apple", "with:ada@example.org"),)
    assert [said.message(row).deleted_at for row in range(1, 6)] == [AT + 1000, 1_738_877_124_000, AT, None, 0]
    assert [said.message(row).threads for row in range(1, 6)] == [thread, thread, thread, thread, None]
    assert said.message(1).header.changed == AT + 1000
    assert said.message(5).header.changed == AT + 9000


def test_a_deleted_part_is_kept_as_an_earlier_text(make_store: MakeStore, read: Read) -> None:
    part = {"message_id": 1, "part_index": 1, "delete_date": DATE, "part_text": plain("gone"), "chat_id": 1}
    said = read(make_store({"text": "here"}, recoverable_message_part=[part]))
    (edit,) = said.edits()
    assert (edit.target, edit.part, edit.at, edit.text) == (sighting_id("apple", "GUID-1"), 1, AT, "gone")


EDITED: dict[str, tuple[str | None, tuple[Any, ...], list[str]]] = {
    "Deleted": (None, (Part(UNSENT),), []),
    "EditedAndDeleted": ("latest", ("latest",), ["Second message"]),
    "EditedToLink": ("latest", ("latest",), ["here we go!"]),
    "EditedWithFormatting": ("latest", ("latest",), ["Test"]),
    "MultiPartOneDeleted": ("latest", ("latest", Part(UNSENT)), []),
}


@pytest.mark.parametrize("name", sorted(EDITED))
def test_samples_of_edited_rows_show_the_latest_and_keep_the_rest(
    samples: Path, make_store: MakeStore, read: Read, name: str
) -> None:
    text, parts, earlier = EDITED[name]
    summary = (samples / "edited_message" / f"{name}.plist").read_bytes()
    said = read(make_store({"date": DATE, "text": text, "message_summary_info": summary}))
    assert said.message().parts == parts
    assert [(edit.text, edit.at) for edit in said.edits()] == [(told, AT) for told in earlier]
    assert said.problems == []


def test_the_parts_of_a_body_with_one_unsent_stand_where_they_stood(samples: Path, message: Callable[..., Any]) -> None:
    found = message(
        attributedBody=(samples / "typedstream" / "MultiPartWithDeleted").read_bytes(),
        message_summary_info=(samples / "edited_message" / "MultiPartOneDeleted.plist").read_bytes(),
    )
    assert [getattr(part, "kind", 0) for part in found.parts] == [0, ATTACHMENT, 0, UNSENT]
    assert found.parts[1].attachment.origin == MISSING


def test_a_broken_summary_is_a_problem_and_the_message_stays(make_store: MakeStore, read: Read) -> None:
    said = read(make_store({"text": "x", "message_summary_info": b"bplist00\x52ec broken"}))
    assert said.message().parts == ("x",)
    assert [problem.unreadable for problem in said.problems] == [False]


def test_a_file_stands_where_the_body_says(message: Callable[..., Any]) -> None:
    body = attributed([Run("look", {PART: 0}), Run(OBJECT, {PART: 1, FILE: "F1"}), Run("nice", {PART: 2})])
    files = ({"guid": "F1", "filename": "~/a/one.jpg", "mime_type": "image/jpeg", "total_bytes": 9},)
    found = message(attributedBody=body, files=files)
    assert found.parts[0::2] == ("look", "nice")
    file = found.parts[1].attachment
    assert (file.id, file.name, file.mime, file.size) == (attachment_id("apple", "F1"), "one.jpg", "image/jpeg", 9)


def test_a_file_that_only_the_join_knows_comes_last(message: Callable[..., Any]) -> None:
    found = message(text="look", files=({"guid": "F1", "filename": "~/one.jpg"}, {"guid": "F2", "hide_attachment": 1}))
    assert found.parts[0] == "look"
    assert [part.attachment.id for part in found.parts[1:]] == [
        attachment_id("apple", "F1"),
        attachment_id("apple", "F2"),
    ]
    assert found.parts[2].attachment.flags == HIDDEN


def test_a_file_that_only_the_body_knows_is_found_by_its_guid(make_store: MakeStore, read: Read) -> None:
    body = attributed([Run(OBJECT, {PART: 0, FILE: "F1"}), Run(OBJECT, {PART: 1, FILE: "F2", FILE_NAME: "two.jpg"})])
    said = read(make_store({"attributedBody": body}, attachment=[{"ROWID": 1, "guid": "F1", "filename": "~/one.jpg"}]))
    first, second = (part.attachment for part in said.message().parts)
    assert (first.name, first.origin) == ("one.jpg", 0)
    assert (second.name, second.origin) == ("two.jpg", MISSING)


def test_files_of_a_row_without_an_attributed_body_stand_at_its_placeholders(message: Callable[..., Any]) -> None:
    found = message(text=f"{OBJECT}Hello", files=({"guid": "F1", "filename": "~/one.jpg"},))
    assert found.parts[0].attachment.name == "one.jpg"
    assert found.parts[1] == "Hello"


def test_a_file_without_a_guid_is_known_by_its_message(message: Callable[..., Any]) -> None:
    found = message(guid=GUID, text="x", files=({"guid": None, "filename": "~/one.jpg"},))
    key = f"{sighting_id('apple', GUID).hex()}:0"
    assert found.parts[1].attachment.id == attachment_id("apple", key)


def test_an_audio_message_has_its_transcript(samples: Path, message: Callable[..., Any]) -> None:
    body = (samples / "typedstream" / "Transcription").read_bytes()
    found = message(
        attributedBody=body, files=({"guid": "4C339597-EBBB-4978-9B87-521C0471A848", "filename": "~/a.caf"},)
    )
    assert found.parts[0].attachment.transcript == "This is a test"


def test_a_poll_keeps_the_texts_of_its_options(samples: Path, message: Callable[..., Any]) -> None:
    payload = (samples / "app_message" / "PollCreate.plist").read_bytes()
    found = message(balloon_bundle_id="x:y:com.apple.messages.Polls", payload_data=payload)
    assert found.kind == MESSAGE
    assert found.extra["poll.58B59D74-EF73-4BA7-AA8E-5A30FBAF3F44"] == "Option 2"
