"""The records that are synced, as they stand in a batch: arrays with a kind number first.

Ids are 16 bytes, times are UTC milliseconds since 1970 (floored), handles are raw addresses in minimal form.
A field that a source does not know is None; None never beats a value (see `facts`).
New fields are only ever appended.
"""

from typing import TYPE_CHECKING, Annotated, Any, Final

from msgspec import Meta, Struct

# What arrives is held to these as it is decoded: ids have one length, and every number fits a database.
Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
Digest = Annotated[bytes, Meta(min_length=32, max_length=32)]
Whole = Annotated[int, Meta(ge=-(1 << 62), le=1 << 62)]
Millis = Whole
Photo = Annotated[bytes, Meta(max_length=32 << 10)]
Word = Annotated[str, Meta(max_length=64)]
Words = Annotated[tuple[Word, ...], Meta(max_length=8)]

if TYPE_CHECKING:
    Key = bytes | str
else:
    Key = Any  # msgspec has no union of bytes and text: the codec checks what arrives

IN: Final = 0
OUT: Final = 1
NONE: Final = 2
DIRECTIONS: Final = ("in", "out", "none")

MESSAGE: Final = 0
EVENT: Final = 1
CALL: Final = 2
VOICEMAIL: Final = 3
KINDS: Final = ("message", "event", "call", "voicemail")

TEXT: Final = 0
ATTACHMENT: Final = 1
BALLOON: Final = 2
UNSENT: Final = 3
PART_KINDS: Final = ("text", "attachment", "balloon", "unsent")

PRESENT: Final = 0
ONLY_IN_ICLOUD: Final = 1
MISSING: Final = 2
UNREADABLE: Final = 3
ORIGINS: Final = ("present", "only_in_icloud", "missing", "unreadable")


def word(words: tuple[str, ...], number: int | None, otherwise: str) -> str:
    """The word for a number, or another where it is unknown or a newer version's."""
    return words[number] if number is not None and 0 <= number < len(words) else otherwise


SATELLITE: Final = 1
SPAM: Final = 2
SCHEDULED: Final = 4
SOS: Final = 8
AUDIO_MESSAGE: Final = 16
READ: Final = 32  # the person has read it, whether or not the source says when

STICKER: Final = 1
HIDDEN: Final = 2
SENSITIVE: Final = 4


class Range(Struct, array_like=True, frozen=True, gc=False):
    """A stretch of a part's text: start and length in Unicode code points; kind is style, effect, mention or link."""

    start: Whole
    length: Whole
    kind: str
    value: str


class Attachment(Struct, array_like=True, frozen=True, gc=False):
    """What a row says of one file; `flags` are STICKER, HIDDEN, SENSITIVE; `size` is in bytes, as declared."""

    id: Id
    name: str | None = None
    mime: str | None = None
    size: int | None = None
    origin: int = PRESENT
    flags: int = 0
    transcript: str | None = None


class Part(Struct, array_like=True, frozen=True, gc=False):
    """One bubble of a message. A plain text part without ranges travels as a bare string instead."""

    kind: int
    text: str | None = None
    ranges: tuple[Range, ...] = ()
    attachment: Attachment | None = None
    summary: str | None = None


class ReplyTo(Struct, array_like=True, frozen=True, gc=False):
    """The sighting id of the message replied to, and which of its parts (None where the source does not say)."""

    id: Id
    part: Whole | None = None


class Event(Struct, array_like=True, frozen=True, gc=False):
    """What happened to a conversation: an action word, the handle it happened to (None = me or nobody), a title."""

    action: str
    who: str | None = None
    title: str | None = None


class Header(Struct, array_like=True, frozen=True, order=True, gc=False):
    """What orders two records of one thing: its own last change (ms), then decoder version, then format rank."""

    changed: Millis
    decoder: Whole
    rank: Whole


class Sighting(Struct, array_like=True, tag=1, frozen=True, gc=False, kw_only=True):
    """A message under one family's own key: one record of facts with one header.

    `native` is the family's key; an upper-case UUID travels as its 16 raw bytes. `formats` is a bit set of format
    ranks that saw it. `parts` True means "as in the next newer layer" and never travels (see `facts`).
    `deleted_at` 0 means "was deleted once and is not now".
    """

    family: str
    native: Key
    header: Header
    formats: Whole
    kind: Whole | None = None
    direction: Whole | None = None
    service: str | None = None
    sender: str | None = None
    at: Millis | None = None
    threads: tuple[Id, ...] | None = None
    subject: str | None = None
    parts: tuple[str | Part, ...] | bool | None = None
    effect: str | None = None
    reply_to: ReplyTo | None = None
    event: Event | None = None
    delivered_at: Millis | None = None
    read_at: Millis | None = None
    deleted_at: Millis | None = None
    flags: Whole | None = None
    extra: dict[str, int | str] | None = None


class Thread(Struct, array_like=True, tag=2, frozen=True, gc=False, kw_only=True):
    """A conversation as one family has it. `key` is 'group:<native id>', 'with:<handles joined by ;>' or 'orphans'.

    `members` are the other parties. `service` is that of its newest store row, `rcs_day` the first millisecond of the
    day (UTC) of its newest RCS message.
    """

    family: str
    key: str
    header: Header
    group: bool | None = None
    identifier: str | None = None
    name: str | None = None
    members: tuple[str, ...] | None = None
    service: str | None = None
    rcs_day: Millis | None = None


class Handle(Struct, array_like=True, tag=3, frozen=True, gc=False, kw_only=True):
    """A raw address in minimal form; `person` is a source's own id that groups a person's addresses."""

    raw: str
    header: Header
    person: str | None = None
    country: str | None = None


class Reaction(Struct, array_like=True, tag=4, frozen=True, gc=False, kw_only=True):
    """A tapback, placed sticker or poll vote: one element of a set keyed by target, part, sender, kind, emoji and time.

    A vote's `emoji` is the comma-joined option ids that the voter now holds (see `reactions`).
    """

    target: Id
    part: Whole | None
    sender: str | None
    kind: str
    emoji: str | None
    at: Millis | None
    removed: bool = False
    attachment: Attachment | None = None


class Edit(Struct, array_like=True, tag=5, frozen=True, gc=False, kw_only=True):
    """An earlier (or unsent) text of a part: one element of a set keyed by (target, part, at)."""

    target: Id
    part: Whole
    at: Millis | None
    text: str


class Contact(Struct, array_like=True, tag=10, frozen=True, gc=False, kw_only=True):
    """What an address book says of somebody, under the book's own key (see `contacts`).

    `handles` are minimal forms, sorted; `photo` is a JPEG or PNG of at most 32 KiB, as the book has it.
    """

    family: str
    uid: str
    header: Header
    name: str | None = None
    given: str | None = None
    surname: str | None = None
    nickname: str | None = None
    organisation: str | None = None
    handles: tuple[str, ...] | None = None
    photo: Photo | None = None


class Stamp(Struct, array_like=True, frozen=True, order=True, gc=False):
    """A hybrid logical clock reading (ms, counter) and the device that made it."""

    ms: Millis
    counter: Whole
    device: Id


class Intent(Struct, array_like=True, tag=6, frozen=True, gc=False, kw_only=True):
    """What the person did: the value of one field of one target; the largest stamp wins, over any fact.

    `scope` is message, thread, handle or account; `target` an id (a handle's raw form, a setting's name for account).
    """

    scope: str
    target: Key
    field: str
    value: str | Whole | bool | None
    stamp: Stamp


class Grave(Struct, array_like=True, tag=7, frozen=True, gc=False, kw_only=True):
    """A purged sighting: its id and a match digest by which a later import knows it again."""

    id: Id
    digest: bytes


class Reference(Struct, array_like=True, frozen=True, order=True, gc=False):
    """Where sealed bytes lie: their epoch, the blob's id, SHA-256 of the plaintext, and its length in bytes."""

    epoch: Whole
    blob: Id
    content: Digest
    length: Whole


class Content(Struct, array_like=True, tag=8, frozen=True, gc=False, kw_only=True):
    """The bytes of an attachment, all of them on the hub: SHA-256 of the whole, its size, and its pieces in order.

    With more pieces than may stand here, `listed` is True and the one reference is that of the list of them.
    """

    attachment: Id
    content: Digest
    size: Whole
    pieces: tuple[Reference, ...]
    listed: bool = False


class Preview(Struct, array_like=True, tag=9, frozen=True, gc=False, kw_only=True):
    """A small picture of an attachment; `of` is SHA-256 of the bytes that it was made of.

    Width and height are those of what it shows, in pixels; `lasts` is a video's length in milliseconds.
    """

    attachment: Id
    of: Digest
    picture: Reference
    width: Whole
    height: Whole
    lasts: Whole | None = None


class DeviceStatus(Struct, array_like=True, tag=11, frozen=True, gc=False, kw_only=True):
    """How a device stood when it last told: the device and the time are the stamp's.

    `state` is a word of the label, `reasons` are codes of what held it; `synced` is when it was last equal to the log,
    `version` its version of Owntexts.
    """

    stamp: Stamp
    state: Word
    reasons: Words = ()
    synced: Millis | None = None
    version: Word = ""


Record = Sighting | Thread | Handle | Reaction | Edit | Intent | Grave | Content | Preview | Contact | DeviceStatus
