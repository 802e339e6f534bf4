"""Short words for making records and what a source says of them."""

from hashlib import sha256
from typing import Any

from owntexts.model.ids import sighting_id, thread_id
from owntexts.model.observations import Context, Row
from owntexts.model.records import IN, MESSAGE, Handle, Header, Sighting, Thread
from owntexts.replica import sources
from owntexts.replica.database import Replica

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
