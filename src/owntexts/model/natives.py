"""Native keys of telephony rows: composed of what every copy of a store says alike, or holding an id of its own."""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple
from unicodedata import normalize

from owntexts.model.handles import tail
from owntexts.model.records import DIRECTIONS

MMS: Final = "mms"


class OwnId(NamedTuple):
    """The id that a message has of itself, by the service that gave it."""

    service: Literal["MMS", "RCS"]
    id: str


def own_id(key: str) -> OwnId | None:
    """What a native key of the family android holds of the message's own; None of a key that was composed."""
    first, *more = key.split("\0")
    if first in DIRECTIONS:
        return None
    if first != MMS:
        return OwnId("RCS", first)
    return OwnId("MMS", more[2]) if len(more) > 2 else None  # noqa: PLR2004 - direction, time, id


def composed_key(direction: int, addresses: Iterable[str], time: str, body: str, occurrence: int) -> str:
    """Direction ‖ 0 ‖ tails ‖ 0 ‖ time ‖ 0 ‖ occurrence ‖ 0 ‖ body (PROTOCOL section 4).

    `time` is the source's own number or characters as written, `occurrence` counts rows of one source that are equal
    in all else, from 0. The body keeps its spaces; accents and line ends become NFC and LF.
    """
    return "\0".join((DIRECTIONS[direction], tails(addresses), time, str(occurrence), with_lf(normalize("NFC", body))))


def tails(addresses: Iterable[str]) -> str:
    """The addresses' tails, each once, sorted and joined by `;`; empty if there are none."""
    return ";".join(sorted(set(map(tail, addresses))))


def with_lf(text: str) -> str:
    """The text with LF where a store wrote CR LF or CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
