"""What one row of a telephone's tables says: a sighting, and where the bytes of its attachments lie."""

from typing import Final

from msgspec import Struct

from owntexts.model.ids import pack_native, sighting_id, thread_id
from owntexts.model.observations import Located
from owntexts.model.records import IN, MESSAGE, READ, SPAM, Part, Sighting
from owntexts.model.shown import NO_CONTENT
from owntexts.sources.telephony import calls, parts, rcs
from owntexts.sources.telephony.formats import Format, Formats
from owntexts.sources.telephony.natives import native_key
from owntexts.sources.telephony.owner import Owner
from owntexts.sources.telephony.parties import Parties, of_one, of_several, thread_of
from owntexts.sources.telephony.rows import CallRow, MultimediaRow, NativeRow, PartRow, TextRow
from owntexts.sources.telephony.words import INBOX, NO_STATUS, NOT_SENT, NOTIFICATION, SENT, direction

NOT_FETCHED: Final = "MMS that was not downloaded"
SMS, MMS, RCS = "SMS", "MMS", "RCS"


class Meaning(Struct, frozen=True, gc=False):
    """What a row is about, as far as its native key needs it."""

    format: Format
    way: int
    parties: Parties
    thread: str | None
    body: str


class Said(Struct, frozen=True, gc=False):
    """What a row says."""

    sighting: Sighting
    files: tuple[Located, ...]


def meaning(row: NativeRow, owner: Owner, formats: Formats) -> Meaning:
    """Who a row is between, and its text."""
    if isinstance(row, TextRow):
        way = direction(row.box)
        parties = of_one(row.address, way)
        return Meaning(formats.messages, way, parties, parties.thread, row.body)
    if isinstance(row, CallRow):
        parties = of_one(row.number, row.way)
        return Meaning(formats.calls, row.way, parties, parties.thread, "")
    parties = of_several(row, owner)
    way = direction(row.box, row.message_type)
    return Meaning(formats.messages, way, parties, thread_of(row, parties), parts.body(row.parts))


def key_of(row: NativeRow, about: Meaning, occurrence: int) -> str:
    """The row's native key."""
    return native_key(row, about.way, about.parties, about.body, occurrence)


def said(row: NativeRow, about: Meaning, key: str) -> Said:
    """The sighting of a row under its native key."""
    content = parts.shown(_parts(row), about.format.family, sighting_id(about.format.family, key).hex())
    sighting = Sighting(
        family=about.format.family,
        native=pack_native(key),
        header=about.format.header(),
        formats=about.format.bit,
        kind=calls.kind(row) if isinstance(row, CallRow) else MESSAGE,
        direction=about.way,
        service=about.format.service or _service(row),
        sender=about.parties.sender,
        at=row.at,
        threads=(thread_id(about.format.family, about.thread),) if about.thread else None,
        subject=None if isinstance(row, CallRow) else row.subject or None,
        parts=_shown(row, content.parts),
        flags=_flags(row, about.way),
        extra=_extra(row) or None,
    )
    return Said(sighting, content.files)


def _parts(row: NativeRow) -> tuple[PartRow, ...]:
    return () if isinstance(row, TextRow) else row.parts


def _service(row: NativeRow) -> str | None:
    if isinstance(row, MultimediaRow):
        return RCS if rcs.mirrored(row.transaction) else MMS
    return SMS if isinstance(row, TextRow) else None


def _shown(row: NativeRow, content: tuple[str | Part, ...]) -> tuple[str | Part, ...]:
    """The parts; where there are none a line says so, and one more where the message was not sent."""
    if isinstance(row, CallRow):
        return (parts.instead(calls.summary(row)), *content)
    if isinstance(row, TextRow):
        content = (row.body,) if row.body else (parts.instead(row.lacks or NO_CONTENT),)
    elif not content and not row.subject:
        content = (parts.instead(NOT_FETCHED if row.message_type == NOTIFICATION else NO_CONTENT),)
    unsent = NOT_SENT.get(row.box or 0)
    return (*content, parts.instead(unsent)) if unsent else content


def _flags(row: NativeRow, way: int) -> int | None:
    """Nothing where it is unread: an older copy must not take back that it was read."""
    if isinstance(row, CallRow):
        return None
    spam = isinstance(row, MultimediaRow) and row.spam
    return (READ if way == IN and row.read else 0) | (SPAM if spam else 0) or None


def _extra(row: NativeRow) -> dict[str, int | str]:
    """What has no name of its own and is not as usual."""
    if isinstance(row, CallRow):
        return _known(call=row.word, seconds=row.seconds)
    return _known(
        box=row.box if row.box not in {INBOX, SENT} else None,
        locked=1 if row.locked else None,
        repeated_hour=1 if isinstance(row, TextRow) and row.twice else None,
        sent_at=row.sent_at or None,
        thrown_away=1 if isinstance(row, MultimediaRow) and row.thrown_away else None,
        status=row.status if isinstance(row, TextRow) and row.status != NO_STATUS else None,
    )


def _known(**values: int | str | None) -> dict[str, int | str]:
    return {name: value for name, value in values.items() if value is not None}
