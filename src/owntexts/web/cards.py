"""Contact cards and places that were sent as files: what they say, as words that do nothing by themselves."""

from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import islice
from typing import Final, NamedTuple

from owntexts.errors import OwntextsError
from owntexts.model.contacts import line
from owntexts.model.names import straight
from owntexts.sources.vcard.lines import Line, properties
from owntexts.sources.vcard.pieces import pieces_in
from owntexts.web import files
from owntexts.web.exhibits import Exhibit
from owntexts.web.needs.filing import Files
from owntexts.web.people import Sign, sign
from owntexts.web.pieces import opens
from owntexts.web.spots import Spot, of_card

LARGEST: Final = 512 << 10
"""Of a file that is read for its card, in bytes."""
MOST_FILES: Final = 8
"""Of one page; the others are read on their own pages."""
MOST_CARDS: Final = 20
MOST_LINES: Final = 2_000
MOST_WAYS: Final = 30

KINDS: Final = {"CELL": "Mobile", "IPHONE": "iPhone", "MAIN": "Main", "HOME": "Home", "WORK": "Work", "FAX": "Fax"}
WAYS: Final = {"TEL": "Phone", "EMAIL": "Email", "ADR": "Address", "BDAY": "Birthday", "URL": "Web"}


class Way(NamedTuple):
    """'Mobile' and the number, 'Home' and the address."""

    kind: str
    words: str


class Card(NamedTuple):
    """Somebody, or a place: then `spot` says where."""

    name: str
    about: str
    ways: tuple[Way, ...]
    photo: bytes | None
    spot: Spot | None

    @property
    def sign(self) -> Sign:
        """The letters that stand for the name."""
        return sign(self.name, self.name)


Cards = Mapping[str, tuple[Card, ...]]
"""By attachment; those that are not here, or say nothing, are left out."""


def cards(shelf: Files, shown: Iterable[Exhibit]) -> Cards:
    """What the contact cards and places among these files say."""
    asked = islice((each for each in shown if may_be_one(each)), MOST_FILES)
    return {each.file.id: found for each in asked if (found := of(shelf, each.file.id, at_once=True))}


def of(shelf: Files, attachment: str, *, at_once: bool = False) -> tuple[Card, ...]:
    """The cards of one file; none where it cannot be read, or not `at_once` where that is asked for."""
    try:
        data = shelf.beginning(attachment, LARGEST + 1, at_once=at_once)
    except OwntextsError:
        return ()
    return read(data) if len(data) <= LARGEST else ()


def read(data: bytes) -> tuple[Card, ...]:
    """The cards of a file, whoever wrote it."""
    found = (_card(piece.lines) for piece in islice(pieces_in(BytesIO(data)), MOST_CARDS))
    return tuple(card for card in found if card.name or card.ways or card.spot)


def may_be_one(each: Exhibit) -> bool:
    """Whether a file is here that calls itself a card or a place, and is as small as one."""
    return each.is_here and files.kind(each.file) in {"contact", "place"} and (each.file.bytes or 0) <= LARGEST


def _card(lines: Iterable[bytes]) -> Card:
    said: dict[str, list[Line]] = {}
    for each in islice(properties(lines), MOST_LINES):
        said.setdefault(each.name, []).append(each)
    about = _parts(said, "ORG")[:1]
    ways = [way for name in WAYS for each in said.get(name, ())[:MOST_WAYS] if (way := _way(name, each)).words]
    spot = next(filter(None, (of_card(each.text) for name in ("GEO", "URL") for each in said.get(name, ()))), None)
    return Card(
        name=_words(said["FN"][0].text if "FN" in said else "") or _name(said) or "".join(about),
        about="".join(about),
        ways=tuple(_of_a_place(ways) if spot else ways)[:MOST_WAYS],
        photo=next((data for each in said.get("PHOTO", ()) if (data := each.data)), None),
        spot=spot,
    )


def _of_a_place(ways: Iterable[Way]) -> Iterator[Way]:
    """A place is nobody's home or work, and its link is made of its coordinates."""
    return (Way(WAYS["ADR"], way.words) for way in ways if way.kind != WAYS["URL"])


def _name(said: Mapping[str, list[Line]]) -> str:
    surname, given, *_ = (*_parts(said, "N"), "", "")
    return " ".join(filter(None, (given, surname)))


def _parts(said: Mapping[str, list[Line]], name: str) -> list[str]:
    return [_words(part) for part in said[name][0].components] if name in said else []


def _way(name: str, each: Line) -> Way:
    types = each.parameters.get("TYPE", ())
    kind = next((words for one, words in KINDS.items() if one in types), WAYS[name])
    if name == "ADR":
        return Way(kind, ", ".join(filter(None, map(_words, each.components))))
    if name == "URL":
        return Way(kind, _words(each.text) if opens(each.text) else "")
    return Way(kind, _words(each.text.removeprefix("tel:")))


def _words(text: str) -> str:
    return straight(line(text) or "")
