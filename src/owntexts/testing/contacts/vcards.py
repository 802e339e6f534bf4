"""vCard files as programs write them: 2.1 with its own encodings, 3.0, 4.0."""

import quopri
from base64 import b64encode
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from owntexts.testing.contacts.people import Somebody

Version = Literal["2.1", "3.0", "4.0"]
FOLD: Final = 75


def write_vcards(file: Path, people: Iterable[Somebody], *, version: Version = "3.0", keyed: bool = True) -> None:
    """One file with a card for each; without `keyed` no card has a key or says when it changed, as of most phones."""
    file.write_bytes(b"".join(_card(one, version, keyed=keyed) for one in people))


def _card(one: Somebody, version: Version, *, keyed: bool) -> bytes:
    lines = ["BEGIN:VCARD", f"VERSION:{version}", *_names(one, version), *_addresses(one, version)]
    if keyed:
        lines += [f"UID:{'urn:uuid:' if version == '4.0' else ''}{one.uid}", f"REV:{_revised(one.changed, version)}"]
    if one.photo:
        lines.append(_photo(one.photo, version))
    return b"".join(_folded(line, version) for line in (*lines, "END:VCARD"))


def _names(one: Somebody, version: Version) -> Iterator[str]:
    if version == "2.1":
        quoted = ";CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE"
        yield f"N{quoted}:{_quoted(one.surname)};{_quoted(one.given)};;;"
        yield f"FN{quoted}:{_quoted(one.name)}"
    else:
        yield f"N:{_escaped(one.surname)};{_escaped(one.given)};;;"
        yield f"FN:{_escaped(one.name)}"
    if one.organisation:
        yield f"ORG:{_escaped(one.organisation)};"


def _addresses(one: Somebody, version: Version) -> Iterator[str]:
    for phone in one.phones:
        if version == "4.0":
            yield f'TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:{phone.replace(" ", "-")}'
        else:
            yield f"TEL;CELL;PREF:{phone}" if version == "2.1" else f"item1.TEL;type=CELL;type=pref:{phone}"
    for email in one.emails:
        yield f"EMAIL;INTERNET:{email}" if version == "2.1" else f"EMAIL;type=INTERNET:{email}"


def _photo(photo: bytes, version: Version) -> str:
    data = b64encode(photo).decode()
    if version == "4.0":
        return f"PHOTO:data:image/jpeg;base64,{data}"
    return f"PHOTO;ENCODING=BASE64;JPEG:{data}" if version == "2.1" else f"PHOTO;ENCODING=b;TYPE=JPEG:{data}"


def _revised(seconds: int, version: Version) -> str:
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ" if version == "3.0" else "%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def _quoted(text: str) -> str:
    return quopri.encodestring(text.encode(), quotetabs=True).decode().replace("=\n", "").replace(";", "=3B")


def _folded(line: str, version: Version) -> bytes:
    """A long line goes on in lines that begin with a space; one in the encoding of 2.1 with a soft break instead."""
    raw = line.encode()
    if "QUOTED-PRINTABLE" in line and version == "2.1":
        return b"=\r\n".join(_pieces(raw)) + b"\r\n"
    return b"\r\n ".join(_pieces(raw)) + b"\r\n"


def _pieces(raw: bytes) -> Iterator[bytes]:
    """Pieces of a line, none of which ends inside a character or inside the code of one."""
    while len(raw) > FOLD:
        cut = FOLD
        while cut > 1 and (raw[cut] & 0xC0 == 0x80 or b"=" in raw[cut - 2 : cut]):
            cut -= 1
        yield raw[:cut]
        raw = raw[cut:]
    yield raw
