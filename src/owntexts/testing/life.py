"""A life in messages, apart from any format: who is in it, what they wrote to each other, and when.

    lived = life(messages=200, seed=7)

Writers put the same life into as many formats as there are (`owntexts.testing.android`, `owntexts.testing.apple.life`);
each leaves out what its format has no place for. A seed gives the same life on every machine and on every day.
"""

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Final, Literal, TypeVar

from owntexts.testing.apple.people import ME_PHONE, people
from owntexts.testing.apple.phrases import talker

Service = Literal["SMS", "MMS", "RCS"]
T = TypeVar("T")

FIRST_MS: Final = 1_704_103_200_123
STEP_MS: Final = 3_600_000
SENDERS: Final = ("22000", "VM-BANK")
CARD: Final = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n"
ODD: Final = (
    "ok",
    "null",
    'Said "it\'s <b>&amp;</b>"\nand left',
    "a, x=1, body=2\nRow: 9 _id=3",
    "one\u2028two\u0085three",
    "cafe\u0301 ☕️ 👩‍👩‍👧 𝄞",
    "  spaces around  ",
    "tab\there",
    "'; drop table sms; --",
)


@dataclass(frozen=True)
class Person:
    """Somebody else, by a number or by the name that a company sends with."""

    name: str
    address: str


@dataclass(frozen=True)
class Talk:
    """A conversation: with one person, or a group, which has a name and an id where it is one of RCS."""

    others: tuple[Person, ...]
    name: str | None = None
    rcs_group: str | None = None

    @property
    def is_group(self) -> bool:
        return len(self.others) > 1


@dataclass(frozen=True)
class File:
    """What is attached to a message."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True)
class Message:
    """`sender` None is me; `id` is the message's own where its service gives it one; `at` is in milliseconds."""

    number: int
    talk: Talk
    sender: Person | None
    at: int
    text: str
    service: Service
    id: str | None = None
    files: tuple[File, ...] = ()
    subject: str | None = None
    read: bool = True

    @property
    def mine(self) -> bool:
        return self.sender is None

    @property
    def seconds(self) -> int:
        """The time as a telephone keeps that of an MMS."""
        return self.at // 1000


@dataclass(frozen=True)
class Call:
    """`kind` is a number of Android's call log: 1 came in, 2 went out, 3 was missed, 4 left a message."""

    other: Person
    kind: int
    at: int
    seconds: int


@dataclass(frozen=True)
class Life:
    """Everything, in the order of time."""

    me: str
    talks: tuple[Talk, ...]
    messages: tuple[Message, ...]
    calls: tuple[Call, ...] = ()

    def between(self, first: int, last: int) -> "Life":
        """The same life as somebody has it who kept only these messages of it, by their place in it."""
        return replace(self, messages=self.messages[first:last])


@dataclass
class _Living:
    """A life while it goes on."""

    chance: Random
    talks: tuple[Talk, ...]
    at: int = FIRST_MS
    lived: list[Message] = field(default_factory=list)

    def pick(self, choices: Sequence[T]) -> T:
        return choices[int(len(choices) * self.chance.random())]


def life(*, messages: int, seed: int = 1, calls: int = 0, rcs: bool = True, files: bool = True) -> Life:
    """A life of that many messages. Without `rcs` or `files`, one that has none of them."""
    chance = Random(seed)  # noqa: S311 - nothing here is secret
    living = _Living(chance, _talks(chance, rcs=rcs))
    say = talker("en", chance.random)
    for number in range(messages):
        living.at += _pause(living)
        living.lived.append(_message(living, number, say(), rcs=rcs, files=files))
    return Life(ME_PHONE, living.talks, tuple(living.lived), tuple(_calls(living, calls)))


def _talks(chance: Random, *, rcs: bool) -> tuple[Talk, ...]:
    cast = [Person(one.name, one.phone) for one in people(8, chance)]
    groups = [Talk(tuple(cast[0:3])), Talk(tuple(cast[2:6]))]
    if rcs:
        groups.append(Talk((cast[1], cast[6]), "Sunday roast 🥕", f"{chance.getrandbits(128):032x}"))
    companies = [Talk((Person(address, address),)) for address in SENDERS]
    return (*(Talk((one,)) for one in cast), *groups, *companies)


def _pause(living: _Living) -> int:
    """Now and then the next message follows within a second, or within the same millisecond."""
    drawn = living.chance.random()
    if drawn < 0.05:
        return 0
    return int(900 * living.chance.random()) if drawn < 0.15 else STEP_MS + int(STEP_MS * living.chance.random())


def _message(living: _Living, number: int, said: str, *, rcs: bool, files: bool) -> Message:
    talk, drawn = living.pick(living.talks), living.chance.random()
    sender = None if drawn < 0.4 and talk.others[0].address not in SENDERS else living.pick(talk.others)
    text = living.pick(ODD) if living.chance.random() < 0.2 else said
    service = _service(living, talk, rcs=rcs)
    attached = _files(living, number) if files and service != "SMS" and living.chance.random() < 0.6 else ()
    if attached and living.chance.random() < 0.4:
        text = ""
    return Message(
        number=number,
        talk=talk,
        sender=sender,
        at=living.at,
        text=text,
        service=service,
        id=_own_id(living, service),
        files=attached,
        subject="Café & more" if service == "MMS" and living.chance.random() < 0.1 else None,
        read=sender is None or living.chance.random() < 0.9,
    )


def _service(living: _Living, talk: Talk, *, rcs: bool) -> Service:
    if talk.rcs_group:
        return "RCS"
    if talk.is_group:
        return "MMS"
    if talk.others[0].address in SENDERS:
        return "SMS"
    drawn = living.chance.random()
    return "MMS" if drawn < 0.2 else "RCS" if rcs and drawn < 0.3 else "SMS"


def _own_id(living: _Living, service: Service) -> str | None:
    if service == "SMS":
        return None
    digits = living.chance.getrandbits(96)
    return (
        f"T{digits:024x}" if service == "MMS" else "Mx" + base64.b64encode(digits.to_bytes(12, "big"), b"-_").decode()
    )


def _files(living: _Living, number: int) -> tuple[File, ...]:
    made = [File(f"IMG_{number:04}.png", "image/png", picture(number))]
    if living.chance.random() < 0.3:
        made.append(File("Ada Example.vcf", "text/x-vcard", CARD))
    if living.chance.random() < 0.2:
        made.append(
            File(f"sound {number}.amr", "audio/amr", b"#!AMR\n" + living.chance.getrandbits(800).to_bytes(100, "big"))
        )
    return tuple(made)


def picture(number: int) -> bytes:
    """A picture of one pixel, of another colour for each number."""
    pixels = zlib.compress(b"\0" + (number * 2_654_435_761 % (1 << 24)).to_bytes(3, "big"))
    chunks = ((b"IHDR", b"\0\0\0\1\0\0\0\1\x08\2\0\0\0"), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*chunks, strict=True)))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def _calls(living: _Living, count: int) -> list[Call]:
    kinds = [1 + number % 4 for number in range(count)]
    return [
        Call(living.pick(living.talks[:4]).others[0], kind, FIRST_MS + place * STEP_MS + 500, 17 * place % 4_000)
        for place, kind in enumerate(kinds)
    ]
