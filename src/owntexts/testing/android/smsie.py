"""SMS Import / Export: a ZIP of NDJSON and media, its encryption, its older JSON, and its call log."""

import base64
import io
import json
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from owntexts.crypto.foreign import ssef
from owntexts.testing.android import telephone
from owntexts.testing.android.telephone import fixed
from owntexts.testing.life import Life, Message

MESSAGES: Final = "messages.ndjson"
WHEN: Final = (2024, 1, 1, 0, 0, 0)
PARTS_FOLDER: Final = "/data/user_de/0/com.android.providers.telephony/app_parts"


def write(path: Path, life: Life, *, media: bool = True) -> None:
    """The ZIP; without `media` as somebody has it who left binary data out."""
    path.write_bytes(archive(life, media=media))


def archive(life: Life, *, media: bool = True) -> bytes:
    """The bytes of the ZIP: the messages first, then the files in the order of their parts."""
    held = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as zipped:
        warnings.filterwarnings("ignore", "Duplicate name")  # the app writes two parts of one name too
        zipped.writestr(zipfile.ZipInfo(MESSAGES, WHEN), "".join(lines(life)).encode())
        for name, content in files(life) if media else ():
            zipped.writestr(zipfile.ZipInfo(f"data/{name}", WHEN), content)
    return held.getvalue()


def lines(life: Life) -> Iterator[str]:
    """The NDJSON, the newest first, texts before MMS."""
    for one, columns in reversed(list(telephone.texts(life))):
        yield _line({**columns, "__display_name": one.talk.others[0].name})
    for one, columns in reversed(list(telephone.multimedia(life))):
        yield _line({**columns, **_addresses(one, life.me), "__parts": list(_parts(one))})


def files(life: Life) -> Iterator[tuple[str, bytes]]:
    for one, _ in reversed(list(telephone.multimedia(life))):
        for columns, file in telephone.parts(one):
            if file:
                yield _name(one, columns), file.content


def write_ssef(path: Path, life: Life, password: str, cost: ssef.Cost = ssef.APP) -> None:
    """The same ZIP, encrypted by that app's own scheme."""
    path.write_bytes(ssef.sealed(archive(life), password, fixed, cost))


def write_v1(path: Path, life: Life) -> None:
    """The JSON of versions before 2.0: one list, binary data inside."""
    told: list[Any] = [_strings(columns) for _, columns in telephone.texts(life)]
    for one, columns in telephone.multimedia(life):
        people = {name.removeprefix("__"): value for name, value in _addresses(one, life.me).items()}
        told.append({**_strings(columns), **people, "parts": list(_parts(one, inside=True))})
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False), "utf-8")


def write_calls(path: Path, life: Life) -> None:
    """The call log."""
    told = [
        _strings({"_id": place, "number": one.other.address, "type": one.kind, "date": one.at, "duration": one.seconds})
        for place, one in enumerate(life.calls, start=1)
    ]
    path.write_text(json.dumps(told, indent=2), "utf-8")


def _addresses(one: Message, me: str) -> dict[str, Any]:
    told = [{"address": address, "type": str(role), "charset": "106"} for address, role in telephone.addresses(one, me)]
    return {"__sender_address": told[0], "__recipient_addresses": told[1:]}


def _parts(one: Message, *, inside: bool = False) -> Iterator[dict[str, Any]]:
    for columns, file in telephone.parts(one):
        told = _strings(columns)
        if file:
            told["_data"] = f"{PARTS_FOLDER}/{_name(one, columns)}"
            told |= {"binary_data": base64.b64encode(file.content).decode()} if inside else {}
        yield told


def _name(one: Message, columns: telephone.Columns) -> str:
    return f"PART_{one.at}_{columns['cl']}".replace(" ", "_")


def _strings(columns: telephone.Columns) -> dict[str, Any]:
    return {name: str(value) for name, value in telephone.known(columns.items()).items()}


def _line(told: telephone.Columns) -> str:
    known = telephone.known(told.items())
    plain = {name: value if isinstance(value, list | dict) else str(value) for name, value in known.items()}
    return json.dumps(plain, ensure_ascii=False) + "\n"
