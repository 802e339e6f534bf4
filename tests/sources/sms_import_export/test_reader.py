"""What the app exports, and what is wrong with what it exports."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.sources.telling import Told, attachments, contents, told

from owntexts.crypto.foreign import ssef
from owntexts.errors import SourceFailed
from owntexts.model.records import MISSING, PRESENT
from owntexts.sources.base import Options
from owntexts.sources.sms_import_export import SOURCE
from owntexts.testing.android import smsie
from owntexts.testing.android.telephone import fixed
from owntexts.testing.life import life

PEER, ME = "+12025550101", "+12025550143"
SMS = {"address": PEER, "body": "hi", "date": "1704103200123", "type": "1", "read": "1"}
APP_PARTS = "/data/user_de/0/com.android.providers.telephony/app_parts"


def mms(*parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "date": "1704103200",
        "msg_box": "1",
        "m_type": "132",
        "__sender_address": {"address": PEER, "type": "137"},
        "__recipient_addresses": [{"address": ME, "type": "151"}],
        "__parts": list(parts),
        **more,
    }


def picture(name: str, **more: Any) -> dict[str, Any]:
    return {"seq": "0", "ct": "image/png", "_data": f"{APP_PARTS}/{name}", "cl": name, **more}


def write(path: Path, *lines: dict[str, Any] | bytes, media: tuple[tuple[str, bytes], ...] = ()) -> Path:
    whole = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("messages.ndjson", whole)
        for name, content in media:
            archive.writestr(f"data/{name}", content)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "messages.zip"


def read(path: Path, *lines: dict[str, Any] | bytes, media: tuple[tuple[str, bytes], ...] = ()) -> Told:
    return told(SOURCE, write(path, *lines, media=media))


def test_all_values_are_strings_and_absent_ones_are_none(path: Path) -> None:
    said = read(path, SMS, {**SMS, "body": None, "vendor_column": "7", "blob__base64__": "AA=="})
    assert said.texts == ["hi", ""]
    assert said.problems == []


def test_lines_end_with_a_line_feed_and_with_nothing_else(path: Path) -> None:
    line = json.dumps({**SMS, "body": "a\u2028b\u0085c\rd"}, ensure_ascii=False).encode() + b"\n"
    assert read(path, line, SMS).texts == ["a\u2028b\u0085c\rd", "hi"]


def test_an_mms_is_known_without_its_type(path: Path) -> None:
    line = mms({"seq": "0", "ct": "text/plain", "text": "hello"})
    del line["m_type"]
    (said,) = read(path, line).sightings
    assert (said.service, said.at) == ("MMS", 1_704_103_200_000)


def test_a_line_that_is_no_json_costs_itself(path: Path) -> None:
    deep = b'{"a":' * 5_000 + b"\n"
    said = read(path, SMS, b"{broken\n", b"\n", b"[1]\n", b"\xff\xfe\n", deep, {**SMS, "date": "x"}, SMS, b'{"cut')
    assert said.unreadable == [2, 4, 5, 6, 7, 9]
    assert len(said.rows) == 2
    assert said.problems[0].where == "line 2"


def test_half_a_character_is_a_mark(path: Path) -> None:
    assert read(path, b'{"address": "1", "date": "1704103200123", "type": "1", "body": "\\ud83d x"}\n').texts == ["� x"]


def test_a_line_of_many_megabytes_costs_itself(path: Path) -> None:
    said = read(path, b'{"body": "' + b"x" * (33 << 20) + b'"}\n', SMS)
    assert said.unreadable == [1]
    assert said.texts == ["hi"]


def test_media_are_found_by_the_last_part_of_their_path(path: Path) -> None:
    lines = mms(picture("a.png"), picture("../../../etc/passwd"), picture("gone.png"), picture("empty.png"))
    said = read(path, lines, media=(("a.png", b"A"), ("passwd", b"P"), ("empty.png", b"")))
    files = attachments(said.sightings[0])
    assert [(file.name, file.origin) for file in files] == [
        ("a.png", PRESENT),
        ("passwd", PRESENT),
        ("gone.png", MISSING),
        ("empty.png", MISSING),
    ]
    assert sorted(contents(SOURCE, path, [file.place for file in said.files]).values()) == [b"A", b"P"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_stand_in_the_order_of_their_parts(path: Path) -> None:
    said = read(
        path, mms(picture("a.png")), mms(picture("a.png"), date="1704103300"), media=(("a.png", b"1"), ("a.png", b"22"))
    )
    assert [attachments(one)[0].size for one in said.sightings] == [1, 2]
    assert list(contents(SOURCE, path, [file.place for file in said.files]).values()) == [b"1", b"22"]


def test_a_name_that_the_app_made_up_is_a_name(path: Path) -> None:
    name = "MISSING_FILENAME1704103200123photo.jpg"
    said = read(path, mms({**picture("x"), "_data": name}), media=((name, b"1"),))
    assert attachments(said.sightings[0])[0].origin == PRESENT


def test_media_that_come_later_are_a_change(path: Path) -> None:
    before = read(path, mms(picture("a.png")))
    after = read(path, mms(picture("a.png")), media=(("a.png", b"1"),))
    assert before.digests != after.digests


def test_the_owner_twice_among_the_recipients_is_nobody_elses_peer(path: Path) -> None:
    line = mms(__recipient_addresses=[{"address": ME, "type": "151"}, {"address": ME, "type": "151"}])
    assert read(path, line).threads[0].members == (PEER,)


def test_addresses_of_other_makers_are_taken_too(path: Path) -> None:
    line = mms(__addresses=[{"address": PEER, "type": "137"}, {"address": ME, "type": "151"}])
    del line["__sender_address"], line["__recipient_addresses"]
    assert read(path, line).sightings[0].sender == PEER


def test_a_misread_subject_is_read_again(path: Path) -> None:
    line = mms(sub="Grüße".encode().decode("latin-1"), sub_cs="106")
    assert read(path, line).sightings[0].subject == "Grüße"


def test_two_equal_texts_of_one_millisecond_are_two(path: Path) -> None:
    assert len({one.native for one in read(path, SMS, SMS).sightings}) == 2


def test_older_versions_have_their_media_inside(tmp_path: Path) -> None:
    lived = life(messages=60, seed=4)
    smsie.write_v1(tmp_path / "v1.json", lived)
    smsie.write(tmp_path / "v2.zip", lived)
    old, new = told(SOURCE, tmp_path / "v1.json"), told(SOURCE, tmp_path / "v2.zip")
    assert {one.native for one in old.sightings} == {one.native for one in new.sightings}
    inside = contents(SOURCE, tmp_path / "v1.json", [file.place for file in old.files])
    beside = contents(SOURCE, tmp_path / "v2.zip", [file.place for file in new.files])
    assert {file.attachment: inside[file.place] for file in old.files} == {
        file.attachment: beside[file.place] for file in new.files
    }


def test_the_call_log_is_a_source_of_its_own(tmp_path: Path) -> None:
    smsie.write_calls(tmp_path / "calls.json", life(messages=1, calls=8))
    said = told(SOURCE, tmp_path / "calls.json")
    assert {one.family for one in said.sightings} == {"calls"}
    assert len(said.rows) == 8


def refusal(path: Path, secret: str | None) -> str:
    with pytest.raises(SourceFailed) as failure:
        told(SOURCE, path, Options(secret=secret))
    assert failure.value.finding.fixes
    assert not secret or secret not in repr(failure.value.finding)
    return failure.value.code


def test_a_password_is_asked_for_once_and_kept_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "messages.zip.ssef"
    lived = life(messages=30, seed=4)
    smsie.write_ssef(path, lived, "pässword")
    assert refusal(path, None) == "source.password_needed"
    assert refusal(path, "wrong horse") == "source.password_wrong"
    assert len(told(SOURCE, path, Options(secret="pässword")).rows) == 30
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_an_absurd_header_is_refused_before_it_costs_anything(tmp_path: Path) -> None:
    path = tmp_path / "messages.zip.ssef"
    whole = ssef.sealed(b"x", "Zwölf!", fixed)
    path.write_bytes(whole[:12] + b"\xff\xff\xff\xff" + whole[16:])
    assert refusal(path, "Zwölf!") == "source.damaged"


def test_what_was_encrypted_may_be_no_export(tmp_path: Path) -> None:
    path = tmp_path / "contacts.json.ssef"
    path.write_bytes(ssef.sealed(b'[{"display_name": "Ada"}]', "Zwölf!", fixed))
    assert refusal(path, "Zwölf!") == "source.unrecognised"
