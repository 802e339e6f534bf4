"""The people of an address book: those of the corpora of messages, so that their conversations have names."""

from dataclasses import dataclass
from hashlib import sha256
from struct import pack
from typing import Final
from zlib import compress, crc32

from owntexts.testing.apple.corpus import chance_of
from owntexts.testing.apple.people import Person, people

CHANGED_S: Final = 1_780_000_000
"""When every entry changed last (UTC)."""

SIDE: Final = 16


@dataclass(frozen=True)
class Somebody:
    """One entry: `changed` is in UTC seconds."""

    uid: str
    given: str
    surname: str
    phones: tuple[str, ...]
    emails: tuple[str, ...] = ()
    organisation: str | None = None
    photo: bytes | None = None
    changed: int = CHANGED_S

    @property
    def name(self) -> str:
        return f"{self.given} {self.surname}".strip()


def everybody(count: int, seed: int = 1) -> list[Somebody]:
    """That many people, as a corpus of messages with this seed has them; every fourth has a photo."""
    return [_entry(number, person) for number, person in enumerate(people(count, chance_of(seed)))]


def _entry(number: int, person: Person) -> Somebody:
    given, _, surname = person.name.partition(" ")
    return Somebody(
        uid=person.key,
        given=given,
        surname=surname,
        phones=(_as_written(number, person.phone),),
        emails=(person.mail,) if person.mail else (),
        organisation="Allotment committee" if number % 5 == 0 else None,
        photo=picture(person.name) if number % 4 == 0 else None,
    )


def _as_written(number: int, phone: str) -> str:
    """A number as people write it: plain, with spaces, or with brackets and dashes."""
    country, area, rest = phone[:-10], phone[-10:-7], phone[-7:]
    spaced, bracketed = f"{country} {area} {rest[:3]} {rest[3:]}", f"{country} ({area}) {rest[:3]}-{rest[3:]}"
    return (phone, spaced, bracketed)[number % 3]


def picture(name: str) -> bytes:
    """A small PNG in the colours of a name, the same with every version of zlib."""
    digest = sha256(name.encode()).digest()
    rows = b"".join(b"\0" + digest[row % 8 : row % 8 + 3] * SIDE for row in range(SIDE))
    head = pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))
