"""The parts of an MMS as parts of a message: texts and attachments; layout is not shown.

Copies of one message order its parts differently. So that an attachment's number is the same in all of them, they are
numbered by what every copy says of them: sequence, location, content id, name and type.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Final

from msgspec import Struct

from owntexts.model.ids import attachment_id
from owntexts.model.observations import Located
from owntexts.model.records import ATTACHMENT, BALLOON, MISSING, PRESENT, UNREADABLE, Attachment, Part
from owntexts.sources.names import base_name
from owntexts.sources.telephony.rows import PartRow
from owntexts.sources.telephony.words import SMIL

MOST: Final = 1_000
LONGEST_MIME: Final = 127
PLAIN_TEXT: Final = "text/plain"


class Shown(Struct, frozen=True, gc=False):
    """The parts to show, and where the bytes of the attachments lie."""

    parts: tuple[str | Part, ...]
    files: tuple[Located, ...]


def body(rows: Iterable[PartRow]) -> str:
    """The text of a message: its text parts, each on a line."""
    return "\n".join(row.text for row in in_sequence(rows) if is_text(row) and row.text)


def shown(rows: Sequence[PartRow], family: str, key: str) -> Shown:
    """`key` is the hex id of the sighting that the parts belong to."""
    numbers = _numbers(rows)
    parts: list[str | Part] = []
    files: list[Located] = []
    for row in in_sequence(rows):
        if not is_text(row):
            file = _attachment(row, attachment_id(family, f"{key}:{numbers[id(row)]}"))
            parts.append(Part(ATTACHMENT, attachment=file))
            if row.place is not None:
                files.append(Located(file.id, row.place))
        elif row.text:
            parts.append(row.text)
    return Shown(tuple(parts), tuple(files))


def instead(summary: str) -> Part:
    """A line that stands for what has no text of its own."""
    return Part(BALLOON, summary=summary)


def is_text(row: PartRow) -> bool:
    return row.mime == PLAIN_TEXT and (bool(row.text) or row.place is None)


def in_sequence(rows: Iterable[PartRow]) -> list[PartRow]:
    """What is not layout, by sequence, else as it came."""
    return sorted((row for row in rows if row.mime != SMIL), key=lambda row: row.sequence)[:MOST]


def _numbers(rows: Sequence[PartRow]) -> dict[int, int]:
    """By row (its identity) the number of an attachment."""
    files = sorted((row for row in in_sequence(rows) if not is_text(row)), key=_as_told)
    return dict(zip(map(id, files), count(), strict=False))


def _as_told(row: PartRow) -> tuple[int, str, str, str, str]:
    return row.sequence, row.location or "", row.content_id or "", row.name or "", row.mime


def _attachment(row: PartRow, one: bytes) -> Attachment:
    return Attachment(
        id=one,
        name=base_name(row.location) or base_name(row.name) or base_name(row.content_id),
        mime=row.mime[:LONGEST_MIME] or None,
        size=row.size,
        origin=PRESENT if row.place is not None else UNREADABLE if row.trouble else MISSING,
        transcript=row.transcript,
    )
