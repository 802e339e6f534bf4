"""Short words for making records and what a source says of them."""

from hashlib import sha256
from typing import Any

from owntexts.model.codec import Unknown
from owntexts.model.ids import attachment_id, sighting_id, thread_id
from owntexts.model.observations import Context, Row
from owntexts.model.records import (
    ATTACHMENT,
    IN,
    MESSAGE,
    Attachment,
    Content,
    Handle,
    Header,
    Intent,
    Part,
    Preview,
    Record,
    Reference,
    Sighting,
    Stamp,
    Thread,
)
from owntexts.replica import sources
from owntexts.replica.apply import LogItem, Received
from owntexts.replica.database import Replica
from owntexts.wire.hub import ChangeToken

START = 1_700_000_000_000
SECOND = 1_000
ADA = "+15551230001"
BEN = "+15551230002"


def header(changed: int = 0, decoder: int = 1) -> Header:
    return Header(changed, decoder, 1)


def native(number: int) -> bytes:
    return sha256(b"%d" % number).digest()[:16]


def with_(handle: str = ADA, **more: Any) -> Thread:
    return Thread(
        family="apple", key=f"with:{handle}", header=header(1), group=False, members=(handle,), service="SMS", **more
    )


def thread_of(handle: str = ADA) -> bytes:
    return thread_id("apple", f"with:{handle}")


def text(number: int, words: str | None = None, **more: Any) -> Sighting:
    """The message with this number, an hour after the one before it unless told otherwise."""
    said: dict[str, Any] = {
        "family": "apple",
        "native": native(number),
        "header": header(),
        "formats": 2,
        "kind": MESSAGE,
        "direction": IN,
        "service": "SMS",
        "sender": ADA,
        "at": START + number * 3600 * SECOND,
        "threads": (thread_of(),),
        "parts": (words if words is not None else f"message {number}",),
    }
    return Sighting(**(said | more))


ANDROID_THREAD = Thread(
    family="android", key=f"with:{ADA}", header=header(), group=False, members=(ADA,), service="SMS"
)


def android(number: int, words: str | None = None, **more: Any) -> Sighting:
    """The same message as Apple's with this number, as a telephone's own tables have it."""
    of_apple = text(number, words)
    said: dict[str, Any] = {
        "family": "android",
        "native": f"in;{ADA};{of_apple.at};{number}",
        "formats": 4,
        "threads": (thread_id("android", ANDROID_THREAD.key),),
    }
    return text(number, words, **(said | more))


def id_of(sighting: Sighting) -> bytes:
    return sighting_id(sighting.family, sighting.native)


def row(number: int, *records: Any, digest: int | None = None) -> Row:
    return Row(number, number + 1_000 if digest is None else digest, records)


def people(*handles: str) -> Context:
    """What comes before the rows: a thread and a handle for each of these."""
    known = handles or (ADA,)
    return Context((*(with_(raw) for raw in known), *(Handle(raw=raw, header=header()) for raw in known)))


def rows(count: int, start: int = 1) -> list[Row]:
    return [row(number, text(number)) for number in range(start, start + count)]


def a_source(db: Replica, path: str = "/Library/Messages/chat.db") -> str:
    return sources.add(db, "apple-messages", path).id


DEVICE = b"d" * 16


def an_item(token: int, *records: Record | Unknown, **more: Any) -> LogItem:
    """A batch of another device in the log."""
    said: dict[str, Any] = {
        "token": token,
        "hash": sha256(b"item %d" % token).digest(),
        "zone_hash": sha256(b"zone %d" % token).digest(),
        "device": DEVICE,
        "counter": token,
        "records": records,
    }
    return LogItem(**(said | more))


def a_page(*records: Record | Unknown, token: int = 1) -> Received:
    return received(an_item(token, *records))


def received(*items: LogItem) -> Received:
    return Received(items, ChangeToken(b"i" * 16, items[-1].token, items[-1].zone_hash))


def intent(target: bytes | str, field: str, value: str | int | bool | None, ms: int = START, **more: Any) -> Intent:
    said: dict[str, Any] = {"scope": "message", "stamp": Stamp(ms, 0, DEVICE)}
    return Intent(target=target, field=field, value=value, **(said | more))


def file(number: int, **more: Any) -> Part:
    """The part that is the file with this number."""
    said: dict[str, Any] = {
        "id": _file_id(number),
        "name": f"IMG_{number:04}.HEIC",
        "mime": "image/heic",
        "size": 1_000,
    }
    return Part(kind=ATTACHMENT, attachment=Attachment(**(said | more)))


def of_file(number: int, version: int = 1, pieces: int = 1) -> Content:
    """Where the bytes of the file with this number are on the hub."""
    return Content(
        attachment=_file_id(number),
        content=sha256(b"file %d %d" % (number, version)).digest(),
        size=1_000,
        pieces=tuple(a_reference(b"piece %d %d %d" % (number, version, piece)) for piece in range(pieces)),
    )


def picture_of(number: int) -> Preview:
    """A picture of the file with this number."""
    return Preview(
        attachment=_file_id(number),
        of=sha256(b"file %d 1" % number).digest(),
        picture=a_reference(b"picture %d" % number),
        width=4_032,
        height=3_024,
    )


def a_reference(plaintext: bytes) -> Reference:
    digest = sha256(plaintext).digest()
    return Reference(1, digest[:16], digest, len(plaintext))


def _file_id(number: int) -> bytes:
    return attachment_id("apple", f"file {number}")
