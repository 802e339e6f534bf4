"""Backup files, and the tapes in them."""

import io
import json
import tarfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from tests.sources.telling import attachments, told

from owntexts.errors import SourceFailed
from owntexts.model.records import MISSING
from owntexts.sources.android_backup import SOURCE
from owntexts.sources.android_backup.tape import members
from owntexts.sources.base import Options
from owntexts.testing.android import backup
from owntexts.testing.life import life

FOLDER = "apps/com.android.providers.telephony/d_f"
SMS = {"self_phone": "+12025550143", "address": "+12025550101", "body": "hi", "date": "1704103200123", "type": "1"}


def write(path: Path, files: dict[str, bytes], *, packed: bool = True, kind: bytes = b"none") -> Path:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    data = zlib.compress(held.getvalue()) if packed else held.getvalue()
    path.write_bytes(b"ANDROID BACKUP\n5\n%d\n%b\n" % (packed, kind) + data)
    return path


def packed(rows: Any) -> bytes:
    return zlib.compress(json.dumps(rows).encode())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup.ab"


@pytest.mark.parametrize("is_packed", [True, False])
def test_messages_are_found_among_what_other_apps_gave(path: Path, is_packed: bool) -> None:
    files = {
        "apps/com.example/f/" + "long name " * 30: b"x" * 70_000,
        f"{FOLDER}/000000_sms_backup": packed([SMS, {**SMS, "body": "second"}]),
        "apps/com.example/f/sms_backup": b"other",
        f"{FOLDER}/000001_sms_backup": packed([{**SMS, "body": "third"}]),
    }
    said = told(SOURCE, write(path, files, packed=is_packed))
    assert said.texts == ["hi", "second", "third"]
    assert list(said.rows) == [1, 2, 3]


def test_it_says_whose_telephone_it_is_and_has_no_media(path: Path) -> None:
    mms = {
        "self_phone": "+12025550143",
        "date": "1704103300",
        "msg_box": "1",
        "m_type": "132",
        "tr_id": "T1",
        "mms_addresses": [
            {"type": 137, "address": "+12025550101"},
            {"type": 151, "address": "+12025550143"},
            {"type": 151, "address": "+12025550102"},
        ],
        "mms_body": "hello",
        "attachments": [{"mime_type": "image/jpeg", "filename": "a.jpg"}],
    }
    said = told(SOURCE, write(path, {f"{FOLDER}/000000_mms_backup": packed([mms])}))
    assert said.threads[0].members == ("+12025550101", "+12025550102")
    assert attachments(said.sightings[0])[0].origin == MISSING


def test_one_file_that_is_damaged_costs_itself(path: Path) -> None:
    files = {
        f"{FOLDER}/000000_sms_backup": packed([SMS])[:20],
        f"{FOLDER}/000001_sms_backup": b"no zlib at all",
        f"{FOLDER}/000002_sms_backup": packed([{**SMS, "body": "whole"}]),
    }
    said = told(SOURCE, write(path, files))
    assert said.texts == ["whole"]
    assert [problem.where for problem in said.problems[-2:]] == [
        f"{FOLDER}/00000{number}_sms_backup" for number in (0, 1)
    ]


def test_a_file_that_is_cut_keeps_what_came_before(path: Path) -> None:
    backup.write(path, life(messages=200, seed=2))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 7 // 10])
    said = told(SOURCE, path)
    assert len(said.rows) > 10
    assert "cut off" in said.reasons[-1]


def test_what_unpacks_to_gigabytes_is_read_in_pieces(path: Path) -> None:
    bomb = zlib.compress(b'[{"body": "' + b"x" * (64 << 20) + b'"}]')
    said = told(
        SOURCE, write(path, {f"{FOLDER}/000000_sms_backup": bomb, f"{FOLDER}/000001_sms_backup": packed([SMS])})
    )
    assert said.texts == ["hi"]


def code_of(path: Path, secret: str | None = None) -> str:
    with pytest.raises(SourceFailed) as failure:
        told(SOURCE, path, Options(secret=secret))
    return failure.value.code


def test_an_encrypted_one_wants_its_password(path: Path) -> None:
    backup.write(path, life(messages=30, seed=2), "pässword")
    assert code_of(path) == "source.password_needed"
    assert code_of(path, "password") == "source.password_wrong"
    assert told(SOURCE, path, Options(secret="pässword")).rows


@pytest.mark.parametrize("rest", [b"5\n1\nROT-13\n", b"5\n1\nAES-256\nzz\nzz\n1\nzz\nzz\n", b"5\n1\nAES-256\n"])
def test_a_head_that_makes_no_sense_is_damage(path: Path, rest: bytes) -> None:
    path.write_bytes(b"ANDROID BACKUP\n" + rest)
    assert code_of(path, "x") == "source.damaged"


def test_a_tape_of_any_bytes_comes_to_an_end() -> None:
    for tar in (b"", b"x", b"x" * 512, b"x" * 5_000, bytes(512), bytes(124) + b"7" * 12 + bytes(600)):
        try:
            found = [member.name for member in members(io.BytesIO(tar), lambda _: True)]
        except ValueError:
            continue
        assert len(found) <= 1
