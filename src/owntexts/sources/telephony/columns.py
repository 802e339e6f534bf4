"""Rows from the columns of the telephone's own tables, which most formats copy under the same names.

A value that is missing must not be among the columns, whatever word a format writes for it.
"""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Final, Literal

from owntexts.model.observations import Problem
from owntexts.sources.telephony import fields
from owntexts.sources.telephony.calls import call
from owntexts.sources.telephony.fields import Fields, Moment
from owntexts.sources.telephony.names import named
from owntexts.sources.telephony.rows import Address, Entry, MultimediaRow, Named, NativeRow, PartRow, Read, TextRow

Table = Literal["sms", "mms", "call"]

NO_DATE: Final = "its date is no number"
DIGEST_BYTES: Final = 16


def entry(
    number: int,
    where: str,
    table: Table,
    of: Fields,
    *,
    raw: bytes,
    addresses: Iterable[Address] = (),
    parts: tuple[PartRow, ...] = (),
    own: str | None = None,
    names: tuple[Named, ...] = (),
) -> Read:
    """The row of one table; a problem where its date is no number. `raw` is all that was read of it, save its files."""
    moment = (fields.mms_time if table == "mms" else fields.milliseconds)(of.get("date"))
    if moment is None:
        return Problem(number, where, NO_DATE)
    said = (f"part {place}: {part.trouble}" for place, part in enumerate(parts, start=1) if part.trouble)
    row = _row(table, of, moment, tuple(addresses), parts)
    names += named(fields.text(of.get("number" if table == "call" else "address")), of)
    return Entry(number, where, _digest(raw, parts), row, (*moment.said, *said), own=own, names=names)


def _digest(raw: bytes, parts: Iterable[PartRow]) -> bytes:
    """Over the row, and over where its files are, which may change while it stays the same."""
    files = "".join(f"\0{part.place}" for part in parts).encode("utf-8", "surrogatepass")
    return blake2b(raw + files, digest_size=DIGEST_BYTES).digest()


def address(of: Fields) -> Address | None:
    """A row of the table addr; None where it names nobody."""
    told = fields.text(of.get("address"))
    return Address(told, fields.whole(of.get("type"))) if told else None


def part(of: Fields, *, size: int | None = None, place: str | None = None, trouble: str | None = None) -> PartRow:
    """A row of the table part, and where its bytes are."""
    return PartRow(
        mime=fields.mime(of.get("ct")),
        text=fields.text(of.get("text")),
        name=fields.text(of.get("name")) or fields.text(of.get("fn")),
        location=fields.text(of.get("cl")),
        content_id=fields.content_id(of.get("cid")),
        sequence=fields.whole(of.get("seq")) or 0,
        size=size,
        place=place,
        trouble=trouble,
    )


def _row(
    table: Table, of: Fields, moment: Moment, addresses: tuple[Address, ...], parts: tuple[PartRow, ...]
) -> NativeRow:
    if table == "sms":
        return _text_row(of, moment)
    if table == "mms":
        return _multimedia_row(of, moment, addresses, parts)
    return call(fields.whole(of.get("type")), fields.text(of.get("number")), moment, fields.whole(of.get("duration")))


def _text_row(of: Fields, moment: Moment) -> TextRow:
    return TextRow(
        box=fields.whole(of.get("type")),
        address=fields.text(of.get("address")),
        written=moment.written,
        at=moment.at,
        body=fields.text(of.get("body")) or "",
        sent_at=fields.sent_time(of.get("date_sent")),
        read=fields.flag(of.get("read")),
        locked=fields.flag(of.get("locked")),
        status=fields.whole(of.get("status")),
        subject=fields.subject(of.get("subject"), None),
        lacks=fields.text(of.get("lacks")),
    )


def _multimedia_row(
    of: Fields, moment: Moment, addresses: tuple[Address, ...], parts: tuple[PartRow, ...]
) -> MultimediaRow:
    return MultimediaRow(
        box=fields.whole(of.get("msg_box")),
        written=moment.written,
        at=moment.at,
        message_type=fields.whole(of.get("m_type")),
        transaction=fields.text(of.get("tr_id")),
        message_id=fields.text(of.get("m_id")),
        addresses=addresses,
        address=fields.text(of.get("address")),
        subject=fields.subject(of.get("sub"), of.get("sub_cs")),
        parts=parts,
        sent_at=fields.sent_time(of.get("date_sent")),
        read=fields.flag(of.get("read")),
        locked=fields.flag(of.get("locked")),
    )
