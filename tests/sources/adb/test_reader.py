"""A phone behind adb: everything it has, and all that keeps it from giving it."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.sources.telling import attachments, contents, told

from owntexts.errors import SourceFailed
from owntexts.sources.adb import SOURCE
from owntexts.sources.base import Options
from owntexts.sources.registry import recognize
from owntexts.sources.sms_backup_restore import SOURCE as XML
from owntexts.testing.android import adb, smsbr
from owntexts.testing.life import Life, life

ANY, NAMED = Path("adb:"), Path(f"adb:{adb.SERIAL}")
LIVED = life(messages=60, seed=4, calls=6)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path of programs, empty so far."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def phone(program: Path, lived: Life = LIVED, **changes: Any) -> None:
    """A phone that is plugged in, some of whose tables are not as usual."""
    file = adb.install(program, lived)
    told = json.loads(file.read_text("utf-8"))
    told["tables"] |= changes.pop("tables", {})
    file.write_text(json.dumps(told | changes), "utf-8")


def code_of(path: Path) -> str:
    with pytest.raises(SourceFailed) as failure:
        told(SOURCE, path)
    assert failure.value.finding.fixes
    return failure.value.code


def test_a_phone_says_what_its_backup_says(program: Path, tmp_path: Path) -> None:
    phone(program)
    smsbr.write(tmp_path / "sms.xml", LIVED)
    said, backed_up = told(SOURCE, NAMED), told(XML, tmp_path / "sms.xml")
    assert {one.native for one in said.sightings} == {one.native for one in backed_up.sightings}
    assert {one.family for one in said.sightings} == {"android", "calls"}
    assert said.problems == []
    files = {file.id for one in said.sightings for file in attachments(one)}
    assert files == {file.id for one in backed_up.sightings for file in attachments(one)}


def test_it_is_recognised_by_its_name_whether_or_not_there_is_a_file_of_that_name(program: Path) -> None:
    phone(program)
    found = recognize(ANY)
    assert found.kind is SOURCE
    assert adb.SERIAL in found.evidence[0]


def test_two_readings_are_the_same_and_the_second_finds_nothing_new(program: Path) -> None:
    phone(program)
    first = told(SOURCE, ANY)
    again = told(SOURCE, ANY, known=first.digests)
    assert again.unchanged == list(first.rows)
    assert sorted(first.rows) == list(first.rows)


def test_pictures_are_asked_for_one_by_one(program: Path) -> None:
    phone(program)
    places = [file.place for file in told(SOURCE, ANY).files]
    given = contents(SOURCE, ANY, [*places, "999999", "no number"])
    assert sorted(given[place] for place in places) == sorted(  # type: ignore[type-var]  # they are bytes
        file.content for one in LIVED.messages for file in one.files
    )
    assert str(given["999999"]).startswith("Error while accessing provider")
    assert given["no number"]


def test_texts_that_look_like_rows_are_texts(program: Path) -> None:
    body = "x\nRow: 1 _id=99, address=+1, date=1704103200123, date_sent=0, type=1, read=1, body=forged"
    rows = [
        {
            "_id": 5,
            "address": "+12025550101",
            "date": 1_704_103_200_123,
            "date_sent": 0,
            "type": 1,
            "read": 1,
            "body": body,
        },
        {
            "_id": 7,
            "address": "+12025550101",
            "date": 1_704_103_200_999,
            "date_sent": 0,
            "type": 2,
            "read": 1,
            "body": "b",
        },
    ]
    phone(program, life(messages=0), tables={"sms": rows})
    assert told(SOURCE, ANY).texts == [body, "b"]


def test_times_that_were_cut_to_32_bits_are_unknown(program: Path) -> None:
    rows = [{"_id": 5, "address": "+12025550101", "date": -1_123_456_789, "type": 1, "body": "old phone"}]
    phone(program, life(messages=0), tables={"sms": rows})
    said = told(SOURCE, ANY)
    assert said.sightings[0].at is None
    assert said.reasons == ["its time is outside of the years 1970 to 2100"]


def test_a_phone_without_messages_has_none(program: Path) -> None:
    phone(program, life(messages=0))
    assert told(SOURCE, ANY).total == 0


def test_a_table_that_it_keeps_to_itself_is_named_and_the_rest_is_read(program: Path) -> None:
    phone(program, tables={"call_log/calls": None})
    said = told(SOURCE, ANY)
    assert len(said.rows) == 60
    assert "call_log" in said.reasons[0]
    assert "SecurityException" in said.reasons[0]


def test_without_texts_it_is_refused(program: Path) -> None:
    phone(program, tables={"sms": None})
    assert code_of(ANY) == "source.permission"


def test_without_the_program_it_is_missing(program: Path) -> None:
    assert code_of(ANY) == "source.missing"


@pytest.mark.parametrize(
    ("devices", "code"),
    [
        ({}, "source.missing"),
        ({"OTHER": "device"}, "source.missing"),
        ({adb.SERIAL: "unauthorized"}, "source.permission"),
        ({adb.SERIAL: "offline"}, "source.permission"),
    ],
)
def test_a_phone_that_is_not_ready_says_so(program: Path, devices: dict[str, str], code: str) -> None:
    phone(program, devices=devices)
    assert code_of(NAMED) == code


def test_of_two_phones_one_must_be_named(program: Path) -> None:
    phone(program, devices={adb.SERIAL: "device", "OTHER": "device"})
    assert code_of(ANY) == "source.missing"
    assert told(SOURCE, NAMED).rows


def test_a_saved_answer_has_no_files(tmp_path: Path) -> None:
    path = tmp_path / "sms.txt"
    path.write_text("Row: 0 _id=1, address=+1, date=1704103200123, type=1, body=hi\n", "utf-8")
    assert told(SOURCE, path).texts == ["hi"]
    with pytest.raises(SourceFailed), SOURCE.files(path, Options()):  # type: ignore[misc]  # this kind has files
        pass
