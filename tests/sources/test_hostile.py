"""What may be sent to do harm: each ends in named problems or a named error, in a process that has little room."""

import io
import json
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

ROOM_MIB: Final = 200
PROCESSOR_SECONDS: Final = 120

READ_ALL: Final = """
import json, resource, sys
from pathlib import Path
from owntexts.errors import SourceFailed
from owntexts.model.observations import Problem, Row
from owntexts.sources.base import Options
from owntexts.sources.registry import kind_named, recognize

class Nothing:
    def has(self, row, digest):
        return False

def said(kind, path):
    rows, reasons = 0, []
    try:
        recognize(path)
        with kind_named(kind).open(path, Options()) as source:
            for one in source.read(Nothing()):
                rows += isinstance(one, Row)
                if isinstance(one, Problem) and len(reasons) < 100:
                    reasons.append(f"{one.where}: {one.reason}")
    except SourceFailed as error:
        return rows, reasons, error.code
    return rows, reasons, None

seconds = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
answers = [said(kind, Path(path)) for kind, path in json.load(sys.stdin)]
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps([answers, int(peak.split()[1])]))
"""


class Said(NamedTuple):
    """How many rows were given, what was complained of, and the code of the error that ended it."""

    rows: int
    reasons: list[str]
    code: str | None


class Hostile(NamedTuple):
    """A file of one kind: its name and how it is made; how many rows it gives, and what is said of the rest."""

    kind: str
    name: str
    make: Callable[[Path], object]
    rows: int
    words: str = ""
    code: str | None = None


DATE: Final = 1_700_000_000_000
TEXT: Final = f'<sms address="+15550001" date="{DATE}" type="1" body="sound" />'
CONVERSATION: Final = {"address": "+15550001", "body": "sound", "date": str(DATE), "type": "1"}
FOSSIFY_TEXT: Final = {**CONVERSATION, "date": DATE, "type": 1, "read": 1, "backupType": "sms"}
PAGE: Final = (
    "<html><head><title>Me to Ada</title></head><body><div class='hChatLog hfeed'><div class='message'>"
    "<abbr class='dt' title='2024-01-01T05:00:00.000-05:00'>then</abbr>: <cite class='sender vcard'>"
    "<a class='tel' href='tel:+15550001'><span class='fn'>Ada</span></a></cite>: <q>sound</q></div></div>"
)


def xml(inside: str, head: str = "") -> Callable[[Path], object]:
    return lambda path: path.write_text(f"<?xml version='1.0'?>{head}<smses count='1'>{inside}</smses>", "utf-8")


def lines(*rows: bytes) -> Callable[[Path], object]:
    """An export of SMS Import / Export with these lines."""
    return zipped({"messages.ndjson": b"\n".join(rows)})


def zipped(members: dict[str, bytes]) -> Callable[[Path], object]:
    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)

    return make


def listed(*rows: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(b"[" + b",".join(rows) + b"]")


def lying_zip(path: Path) -> None:
    """A member that says it has ten bytes and has 64 MiB."""
    zipped({"messages.ndjson": bytes(64 << 20)})(path)
    told_size = (64 << 20).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(told_size, (10).to_bytes(4, "little")))


def tape(
    path: Path, members: dict[str, bytes], links: dict[str, str] | None = None, claimed: int | None = None
) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    data = bytearray(made.getvalue())
    if claimed is not None:
        data[124:136] = b"%011o\0" % claimed
    path.write_bytes(b"ANDROID BACKUP\n5\n1\nnone\n" + zlib.compress(bytes(data)))


SMS_BACKUP: Final = "apps/com.android.providers.telephony/d_f/000000_sms_backup"
BACKED_UP: Final = zlib.compress(json.dumps([CONVERSATION]).encode())
MANY: Final = " ".join(f"a{number}='x'" for number in range(100_000))
BIG: Final = b"x" * (40 << 20)
NAMES: Final = (
    "../../../etc/passwd",
    "/etc/shadow",
    "C:\\Windows\\x",
    "'; drop table sms; --",
    "\0",
    "a" * 5_000,
)
TERMUX_START: Final = (
    b'{"_id":1,"threadid":1,"type":"inbox","read":true,"number":"1","received":"2024-01-01 10:00:00","body":'
)
BOMB: Final = bytes((ROOM_MIB + 10) << 20)


def one(**changed: Any) -> bytes:
    return json.dumps(CONVERSATION | changed).encode()


def fossify(**changed: Any) -> bytes:
    return json.dumps(FOSSIFY_TEXT | changed).encode()


HOSTILE: Final = (
    Hostile(
        "sms-backup-restore",
        "laughs.xml",
        xml(
            "<sms address='&i;' date='1' type='1' body='&i;'/>",
            "<!DOCTYPE smses [<!ENTITY a 'ha'>"
            + "".join(f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True))
            + "]>",
        ),
        0,
        code="source.damaged",
    ),
    Hostile(
        "sms-backup-restore",
        "outside.xml",
        xml(f"{TEXT}&x;", "<!DOCTYPE smses [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
        0,
        code="source.damaged",
    ),
    Hostile(
        "sms-backup-restore",
        "laughs.zip",
        zipped({"sms.xml": b"<!DOCTYPE smses [<!ENTITY a 'ha'>]><smses>" + TEXT.encode() + b"</smses>"}),
        0,
        "declares a document type",
    ),
    Hostile("sms-backup-restore", "entity.xml", xml(f"{TEXT}<sms body='&x;' date='1'/>{TEXT}"), 2, "malformed"),
    Hostile("sms-backup-restore", "deep.xml", xml(TEXT + "<a>" * 300_000), 1, "nested"),
    Hostile(
        "sms-backup-restore", "long.xml", xml(f"{TEXT}<sms body='{'x' * (40 << 20)}' date='1'/>{TEXT}"), 2, "larger"
    ),
    Hostile(
        "sms-backup-restore",
        "many.xml",
        xml(f"{TEXT}<sms {MANY} date='1'/>{TEXT}"),
        3,
    ),
    Hostile(
        "sms-backup-restore",
        "endless.xml",
        xml(f"{TEXT}<mms date='1'><parts><part data='{'A' * (60 << 20)}"),
        1,
        "ends",
    ),
    Hostile(
        "sms-backup-restore",
        "numbers.xml",
        xml(
            "".join(
                TEXT.replace(str(DATE), date) for date in ("NaN", "1e999", "9" * 5_000, "-1", "0x10", "Infinity", "١٢٣")
            )
            + TEXT
        ),
        2,
        "its date is no number",
    ),
    Hostile(
        "sms-backup-restore",
        "bytes.xml",
        lambda path: path.write_bytes(b"<smses>" + TEXT.encode().replace(b"sound", b"\xff\xfe\xc0\x80") + b"</smses>"),
        1,
        "not in UTF-8",
    ),
    Hostile("sms-backup-restore", "bomb.zip", zipped({"sms.xml": b"<smses>" + BOMB}), 0, "larger"),
    Hostile("sms-backup-restore", "out.zip", zipped({"../../../out.xml": f"<smses>{TEXT}</smses>".encode()}), 1),
    Hostile("sms-import-export", "deep.zip", lines(b"[" * 200_000, b'{"a":' * 200_000, one()), 1, "line 2"),
    Hostile("sms-import-export", "long.zip", lines(BIG, one(body="y" * (40 << 20)), one()), 1, "line 2"),
    Hostile(
        "sms-import-export",
        "numbers.zip",
        lines(
            b'{"address": "+15550001", "date": NaN, "type": "1"}',
            b'{"address": "+15550001", "date": 1e999, "type": "1"}',
            b'{"address": "+15550001", "date": %b, "type": "1"}' % (b"9" * 5_000),
            one(date="99999999999999999999999999"),
            one(type="1e5", read=[1], body={"a": 1}),
            one(),
        ),
        3,
        "line 3",
    ),
    Hostile("sms-import-export", "bytes.zip", lines(b'{"date": "\xff\xfe"}', one(), b"\0\0\0"), 1, "line 3"),
    Hostile("sms-import-export", "bomb.zip", lines(BOMB, one()), 1, "line 1"),
    Hostile("sms-import-export", "lying.zip", lying_zip, 0, code="source.damaged"),
    Hostile(
        "sms-import-export",
        "names.zip",
        zipped(
            {
                "messages.ndjson": b"\n".join(
                    json.dumps(
                        {
                            "date": str(DATE // 1000),
                            "msg_box": "1",
                            "tr_id": name,
                            "m_type": "132",
                            "__parts": [{"ct": "image/png", "_data": name, "cl": name}],
                        }
                    ).encode()
                    for name in NAMES
                ),
                "../../../etc/passwd": b"root",
            }
        ),
        6,
    ),
    Hostile("fossify", "deep.json", listed(fossify(), b"[" * 200_000), 1, "deep"),
    Hostile("fossify", "deeper.json", listed(fossify(), b'{"a":' * 200_000 + b"1" + b"}" * 200_000), 1, "deep"),
    Hostile("fossify", "long.json", listed(fossify(), fossify(body="y" * (40 << 20)), fossify()), 3),
    Hostile(
        "fossify",
        "numbers.json",
        listed(
            fossify().replace(str(DATE).encode(), b"NaN"),
            fossify().replace(str(DATE).encode(), b"-Infinity"),
            fossify().replace(str(DATE).encode(), b"1e999"),
            fossify(date=10**30),
            fossify(type=1 << 80, subscriptionId="x" * 1_000),
            fossify(),
        ),
        3,
    ),
    Hostile("fossify", "bytes.json", listed(fossify(), b"\xff\xfe", fossify(body="\ud800")), 2, "no record"),
    Hostile(
        "quik", "deep.json", lambda path: path.write_bytes(b'{"messageCount":1,"messages":' + b"[" * 200_000), 0, "deep"
    ),
    Hostile("termux", "deep.json", listed(TERMUX_START + b"[" * 200_000), 0, "deep"),
    Hostile("android-backup", "bomb.ab", lambda path: tape(path, {SMS_BACKUP: zlib.compress(BOMB)}), 0, "no record"),
    Hostile(
        "android-backup",
        "huge.ab",
        lambda path: tape(path, {SMS_BACKUP: BACKED_UP}, claimed=(1 << 33) - 1),
        1,
        "cut off",
    ),
    Hostile(
        "android-backup",
        "out.ab",
        lambda path: tape(
            path,
            {"../../../etc/passwd": BACKED_UP, SMS_BACKUP: BACKED_UP},
            {SMS_BACKUP.replace("000000", "000001"): "/etc/passwd"},
        ),
        1,
    ),
    Hostile(
        "android-backup",
        "rounds.ab",
        lambda path: path.write_bytes(
            b"ANDROID BACKUP\n5\n1\nAES-256\n"
            + b"\n".join([b"AA" * 64, b"BB" * 64, b"2147483647", b"CC" * 16, b"DD" * 96, b""])
        ),
        0,
        code="source.password_needed",
    ),
    Hostile("google-voice", "deep.html", lambda path: path.write_text(PAGE + "<div>" * 300_000), 1),
    Hostile(
        "google-voice",
        "laughs.html",
        lambda path: path.write_text(
            "<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>" + PAGE.replace("sound", "&b;&b;")
        ),
        1,
    ),
    Hostile(
        "google-voice",
        "long.html",
        lambda path: path.write_text(PAGE.replace("sound", "x" * (40 << 20))),
        0,
        code="source.unrecognised",
    ),
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Said]:
    """What one process says of all of them."""
    folder = tmp_path_factory.mktemp("hostile")
    asked = []
    for each in HOSTILE:
        path = folder / each.kind / each.name
        path.parent.mkdir(exist_ok=True)
        each.make(path)
        asked.append((each.kind, str(path)))
    before = sorted(folder.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(PROCESSOR_SECONDS)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    said, peak_kib = json.loads(done.stdout)
    assert peak_kib < ROOM_MIB << 10
    assert sorted(folder.rglob("*")) == before
    return {f"{each.kind}/{each.name}": Said(*answer) for each, answer in zip(HOSTILE, said, strict=True)}


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: f"{each.kind}/{each.name}")
def test_harm_ends_in_what_is_named(hostile: Hostile, answers: dict[str, Said]) -> None:
    said = answers[f"{hostile.kind}/{hostile.name}"]
    assert said.code == hostile.code
    assert said.rows == hostile.rows, said.reasons
    assert not hostile.words or any(hostile.words in reason for reason in said.reasons), said.reasons
