"""Android's own backup file: the words of texts and MMS, packed a thousand to a file, in a tar; also encrypted."""

import io
import json
import tarfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from owntexts.crypto.foreign import android_backup as cipher
from owntexts.testing.android import telephone
from owntexts.testing.android.telephone import fixed
from owntexts.testing.life import Life

FOLDER: Final = "apps/com.android.providers.telephony/d_f"
A_FILE: Final = 1_000
ROUNDS: Final = 100


def write(path: Path, life: Life, password: str | None = None, spoilt: Collection[int] = ()) -> None:
    """The backup; with a password as it is encrypted by one. The rows named in `spoilt` have no number for a date."""
    data = zlib.compress(_tar(life, spoilt))
    if password is None:
        path.write_bytes(b"ANDROID BACKUP\n5\n1\nnone\n" + data)
        return
    head, sealed = cipher.sealed(data, password, ROUNDS, fixed)
    lines = (head.user_salt.hex(), head.checksum_salt.hex(), str(head.rounds), head.vector.hex(), head.master.hex())
    told = "\n".join(("ANDROID BACKUP", "5", "1", "AES-256", *lines, ""))
    path.write_bytes(told.upper().encode() + sealed)


def _tar(life: Life, spoilt: Collection[int]) -> bytes:
    held = io.BytesIO()
    texts, multimedia = list(_texts(life)), list(_multimedia(life))
    for row in spoilt:
        [*texts, *multimedia][row - 1]["date"] = "today"
    with tarfile.open(fileobj=held, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        _add(tar, "apps/com.example.other/f/notes.txt", b"another app's")
        for table, rows in (("sms", texts), ("mms", multimedia)):
            for number, start in enumerate(range(0, len(rows), A_FILE)):
                packed = zlib.compress(json.dumps(rows[start : start + A_FILE]).encode())
                _add(tar, f"{FOLDER}/{number:06}_{table}_backup", packed)
    return held.getvalue()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))


def _texts(life: Life) -> Iterator[dict[str, Any]]:
    for _, columns in telephone.texts(life):
        told = {name: columns[name] for name in ("address", "body", "date", "date_sent", "status", "type", "read")}
        yield {"self_phone": life.me, **{name: str(value) for name, value in told.items()}}


def _multimedia(life: Life) -> Iterator[dict[str, Any]]:
    """Only those that have a text are backed up."""
    for one, columns in telephone.multimedia(life):
        if not one.text:
            continue
        names = ("date", "date_sent", "m_type", "msg_box", "sub", "sub_cs", "tr_id", "read")
        told = telephone.known((name, columns[name]) for name in names)
        yield {
            "self_phone": life.me,
            **{name: str(value) for name, value in told.items()},
            "recipients": [other.address for other in one.talk.others],
            "mms_addresses": [
                {"type": role, "address": address, "charset": 106}
                for address, role in telephone.addresses(one, life.me)
            ],
            "mms_body": one.text,
            "mms_charset": 106,
            "attachments": [{"mime_type": file.mime, "filename": file.name} for file in one.files],
        }
