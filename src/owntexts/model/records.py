"""The records that are synced, as they stand in a batch: arrays with a kind number first.

Ids are 16 bytes, times are UTC milliseconds since 1970 (floored), handles are raw addresses in minimal form.
A field that a source does not know is None; None never beats a value (see `facts`).
New fields are only ever appended.
"""

from typing import Final

from msgspec import Struct

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

SATELLITE: Final = 1
SPAM: Final = 2
SCHEDULED: Final = 4
SOS: Final = 8
AUDIO_MESSAGE: Final = 16

STICKER: Final = 1
HIDDEN: Final = 2
SENSITIVE: Final = 4


class Range(Struct, array_like=True, frozen=True, gc=False):
    """A stretch of a part's text: start and length in Unicode code points; kind is style, effect, mention or link."""

    start: int
    length: int
    kind: str
    value: str


class Attachment(Struct, array_like=True, frozen=True, gc=False):
    """What a row says of one file; `flags` are STICKER, HIDDEN, SENSITIVE; `size` is in bytes, as declared."""

    id: bytes
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

    id: bytes
    part: int | None = None


class Event(Struct, array_like=True, frozen=True, gc=False):
    """What happened to a conversation: an action word, the handle it happened to (None = me or nobody), a title."""

    action: str
    who: str | None = None
    title: str | None = None


class Header(Struct, array_like=True, frozen=True, order=True, gc=False):
    """What orders two records of one thing: its own last change (ms), then decoder version, then format rank."""

    changed: int
    decoder: int
    rank: int


class Sighting(Struct, array_like=True, tag=1, frozen=True, gc=False, kw_only=True):
    """A message under one family's own key: one record of facts with one header.

    `native` is the family's key; an upper-case UUID travels as its 16 raw bytes. `formats` is a bit set of format
    ranks that saw it. `parts` True means "as in the next newer layer" and never travels (see `facts`).
    `deleted_at` 0 means "was deleted once and is not now".
    """

    family: str
    native: bytes | str
    header: Header
    formats: int
    kind: int | None = None
    direction: int | None = None
    service: str | None = None
    sender: str | None = None
    at: int | None = None
    threads: tuple[bytes, ...] | None = None
    subject: str | None = None
    parts: tuple[str | Part, ...] | bool | None = None
    effect: str | None = None
    reply_to: ReplyTo | None = None
    event: Event | None = None
    delivered_at: int | None = None
    read_at: int | None = None
    deleted_at: int | None = None
    flags: int | None = None
    extra: dict[str, int | str] | None = None


class Thread(Struct, array_like=True, tag=2, frozen=True, gc=False, kw_only=True):
    """A conversation as one family has it. `key` is 'group:<native id>', 'with:<handles joined by ;>' or 'orphans'.

    `members` are the other parties. `service` is that of its newest store row.
    """

    family: str
    key: str
    header: Header
    group: bool | None = None
    identifier: str | None = None
    name: str | None = None
    members: tuple[str, ...] | None = None
    service: str | None = None


class Handle(Struct, array_like=True, tag=3, frozen=True, gc=False, kw_only=True):
    """A raw address in minimal form; `person` is a source's own id that groups a person's addresses."""

    raw: str
    header: Header
    person: str | None = None
    country: str | None = None


class Reaction(Struct, array_like=True, tag=4, frozen=True, gc=False, kw_only=True):
    """A tapback, placed sticker or poll vote: one element of a set keyed by all fields but `removed` and `extra`."""

    target: bytes
    part: int | None
    sender: str | None
    kind: str
    emoji: str | None
    at: int | None
    removed: bool = False
    attachment: Attachment | None = None


class Edit(Struct, array_like=True, tag=5, frozen=True, gc=False, kw_only=True):
    """An earlier (or unsent) text of a part: one element of a set keyed by (target, part, at)."""

    target: bytes
    part: int
    at: int | None
    text: str


class Stamp(Struct, array_like=True, frozen=True, order=True, gc=False):
    """A hybrid logical clock reading (ms, counter) and the device that made it."""

    ms: int
    counter: int
    device: bytes


class Intent(Struct, array_like=True, tag=6, frozen=True, gc=False, kw_only=True):
    """What the person did: the value of one field of one target; the largest stamp wins, over any fact.

    `scope` is message, thread, handle or account; `target` an id (a setting's name for account).
    """

    scope: str
    target: bytes | str
    field: str
    value: str | int | bool | None
    stamp: Stamp


class Grave(Struct, array_like=True, tag=7, frozen=True, gc=False, kw_only=True):
    """A purged sighting: its id and a match digest by which a later import knows it again."""

    id: bytes
    digest: bytes


Record = Sighting | Thread | Handle | Reaction | Edit | Intent | Grave
