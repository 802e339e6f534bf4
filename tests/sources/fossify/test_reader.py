"""Both shapes of what these apps export."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.sources.telling import Told, attachments, contents, summaries, told

from owntexts.model.records import MISSING, PRESENT, UNREADABLE
from owntexts.sources.fossify import SOURCE
from owntexts.testing.android import fossify
from owntexts.testing.life import life

PEER, ME = "+12025550101", "+12025550143"
SMS = {
    "subscriptionId": 1,
    "address": PEER,
    "body": "hi",
    "date": 1_704_103_200_123,
    "dateSent": 1_704_103_200_000,
    "locked": 0,
    "protocol": "0",
    "read": 1,
    "status": -1,
    "type": 1,
    "serviceCenter": None,
    "backupType": "sms",
}


def mms(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    people = [{"address": PEER, "type": 137, "charset": 106}, {"address": ME, "type": 151, "charset": 106}]
    return {
        "date": 1_704_103_200,
        "dateSent": 1_704_103_199,
        "locked": 1_704_103_199,
        "messageType": 132,
        "messageBox": 1,
        "read": 1,
        "transactionId": "T1",
        "addresses": people,
        "parts": list(parts),
        "backupType": "mms",
        **more,
    }


def part(kind: str, data: str | None = None, text: str | None = None) -> dict[str, Any]:
    return {"contentType": kind, "contentLocation": "x", "sequenceOrder": 0, "text": text, "data": data}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "messages.json"


def read(path: Path, *objects: Any) -> Told:
    path.write_text(json.dumps(objects), "utf-8")
    return told(SOURCE, path)


def test_texts_and_mms_have_their_own_times(path: Path) -> None:
    said = read(path, SMS, mms(part("text/plain", text="hello")))
    assert [one.at for one in said.sightings] == [1_704_103_200_123, 1_704_103_200_000]
    assert said.texts == ["hi", "hello"]


def test_what_old_versions_wrote_for_locked_means_nothing(path: Path) -> None:
    said = read(path, mms(part("text/plain", text="x")), {**SMS, "locked": 1})
    assert [(one.extra or {}).get("locked") for one in said.sightings] == [None, 1]


def test_a_text_without_a_body_is_kept(path: Path) -> None:
    (said,) = read(path, {**SMS, "body": None, "type": 3}).sightings
    assert summaries(said) == ["Message without content", "Draft, not sent"]


def test_parts_hold_text_or_base64_in_lines(path: Path) -> None:
    said = read(
        path,
        mms(
            part("text/x-vCard", "BEGIN:VCARD\r\n"),
            part("image/png", "iVBO\nRw0K\nGgo=\n"),
            part("image/png", ""),
            part("image/png", "%%%"),
            part("application/smil", "PHNtaWwvPg=="),
        ),
    )
    files = attachments(said.sightings[0])
    assert [(file.origin, file.size) for file in files] == [
        (PRESENT, 13),
        (PRESENT, 8),
        (MISSING, None),
        (UNREADABLE, None),
    ]
    assert list(contents(SOURCE, path, [file.place for file in said.files]).values()) == [
        b"BEGIN:VCARD\r\n",
        b"\x89PNG\r\n\x1a\n",
    ]


def test_a_type_that_is_neither_is_a_problem_of_its_own(path: Path) -> None:
    said = read(path, SMS, {**SMS, "backupType": "rcs"}, "words", {**SMS, "date": None}, {**SMS, "date": 1e999})
    assert said.unreadable == [2, 3, 4, 5]
    assert len(said.rows) == 1


def test_a_file_that_is_cut_keeps_all_whole_messages(path: Path) -> None:
    whole = json.dumps([SMS, {**SMS, "body": "second"}])
    for end in range(whole.index("second"), len(whole)):
        path.write_text(whole[:end], "utf-8")
        said = told(SOURCE, path)
        assert said.texts[0] == "hi"
        assert said.problems


def test_the_older_shape_has_its_messages_in_lists(path: Path) -> None:
    old = {"sub_id": 1, "address": PEER, "body": "hi", "date": 1_704_103_200_123, "date_sent": 0, "type": 2}
    old_mms = {
        "date": 1_704_103_200,
        "message_box": 2,
        "message_type": 128,
        "transaction_id": "T9",
        "addresses": [{"address": PEER, "type": 151}],
        "parts": [{"content_type": "text/plain", "text": "old", "sequence_order": 0}],
    }
    said = read(path, {"sms": [old], "mms": [old_mms]}, {"sms": [{**old, "body": "second"}], "mms": []})
    assert said.texts == ["hi", "old", "second"]
    assert [one.service for one in said.sightings] == ["SMS", "MMS", "SMS"]
    assert {one.direction for one in said.sightings} == {1}


def test_a_picture_of_megabytes_is_found_again(path: Path) -> None:
    large = "QUJD" * 500_000
    said = read(path, SMS, mms(part("video/mp4", large)))
    assert attachments(said.sightings[0 + 1])[0].size == 1_500_000
    (found,) = contents(SOURCE, path, [file.place for file in said.files]).values()
    assert found == b"ABC" * 500_000


def test_every_file_of_a_life_is_given(path: Path) -> None:
    lived = life(messages=80, seed=3)
    fossify.write(path, lived)
    said = told(SOURCE, path)
    given = contents(SOURCE, path, [file.place for file in said.files])
    assert Counter(given.values()) == Counter(file.content for one in lived.messages for file in one.files)
