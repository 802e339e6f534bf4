"""One row of a telephone's tables, whatever format copied it; None is what the format or the row does not say.

Numbers are whole, texts have no lone surrogates, times are UTC milliseconds. `written` is the time as a native key
takes it: the source's own number as a decimal string, of MMS in seconds, or the characters as they stand there.
"""

from msgspec import Struct

from owntexts.model.observations import Problem


class TextRow(Struct, frozen=True, gc=False, kw_only=True):
    """A row of the table sms."""

    box: int | None
    address: str | None
    written: str
    at: int | None
    body: str = ""
    sent_at: int | None = None
    read: bool | None = None
    locked: bool | None = None
    status: int | None = None
    subject: str | None = None
    lacks: str | None = None  # what the format left out of this row, to be shown in its place
    twice: bool = False  # whether its time was written without a zone and came twice that day


class Address(Struct, frozen=True, gc=False):
    """A row of the table addr: who, and in which role (FROM, TO, CC, BCC)."""

    address: str
    role: int | None


class PartRow(Struct, frozen=True, gc=False, kw_only=True):
    """A row of the table part. `size` is that of the decoded bytes.

    `place` says where the source has the bytes, None where it has none; `trouble` says why they cannot be had.
    """

    mime: str
    text: str | None = None
    name: str | None = None
    location: str | None = None
    content_id: str | None = None
    sequence: int = 0
    size: int | None = None
    place: str | None = None
    trouble: str | None = None
    transcript: str | None = None


class MultimediaRow(Struct, frozen=True, gc=False, kw_only=True):
    """A row of the table pdu with its addresses and parts; `address` is what a format without addresses tells."""

    box: int | None
    written: str
    at: int | None
    message_type: int | None = None
    transaction: str | None = None
    message_id: str | None = None
    addresses: tuple[Address, ...] = ()
    address: str | None = None
    subject: str | None = None
    parts: tuple[PartRow, ...] = ()
    sent_at: int | None = None
    read: bool | None = None
    locked: bool | None = None
    spam: bool = False
    thrown_away: bool = False  # whether the person had deleted it, at a time that is not told


class CallRow(Struct, frozen=True, gc=False, kw_only=True):
    """A row of the call log: what became of it (a word of `calls`), how long it lasted, its recording as a part."""

    word: str | None
    way: int
    number: str | None
    written: str
    at: int | None
    seconds: int | None = None
    parts: tuple[PartRow, ...] = ()


Named = tuple[str, str]
"""An address in minimal form, and what it is called."""

NativeRow = TextRow | MultimediaRow | CallRow


class Entry(Struct, frozen=True, gc=False):
    """A row with its place: `number` rises, `digest` is over all that was read of it, `said` is what is wrong in it.

    Equal rows are counted within those of the same `apart`. `own` is an address of the owner's, where it is told;
    `names` are those that stand beside addresses.
    """

    number: int
    where: str
    digest: bytes
    row: NativeRow
    said: tuple[str, ...] = ()
    apart: int = 0
    own: str | None = None
    names: tuple[Named, ...] = ()


Read = Entry | Problem
