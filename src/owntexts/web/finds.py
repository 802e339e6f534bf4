"""What a search found, as it stands in the place of the list: conversations by name, then messages."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from owntexts.model.in_words import in_one_line
from owntexts.model.names import Names, called, straight
from owntexts.web import dates, lists
from owntexts.web.lines import people_in
from owntexts.web.needs.reading import Conversation
from owntexts.web.needs.searching import Hit
from owntexts.web.needs.shelf import Shelf
from owntexts.web.people import Sign, face, sign, title
from owntexts.web.visitor import visitor

PAGE: Final = 40
MOST: Final = 1_000
QUERY: Final = 500

Pieces = Sequence[tuple[str, bool]]


class Line(NamedTuple):
    """A message that was found: where it stands, who wrote it, and its words in pieces, True for what was searched."""

    id: str
    conversation: str
    title: str
    sign: Sign
    when: str
    who: str
    pieces: Pieces
    is_open: bool


class Told(NamedTuple):
    """Everything; `more` is how many to ask for next, None where these are all."""

    rows: Sequence[lists.Row]
    lines: Sequence[Line]
    unclear: Sequence[str]
    more: int | None


class Way(NamedTuple):
    """Where an open message stands among those found, counted from 1, and the ones beside it."""

    place: int
    number: str
    newer: str | None
    older: str | None


NOTHING: Final = Told((), (), (), None)


def found(shelf: Shelf, query: str, hit: str | None, show: int) -> Told:
    """What a query finds."""
    most = max(PAGE, min(show, MOST))
    told = shelf.searching.search(query, most + 1, visitor().zone, goes_on=True)
    hits = told.hits[:most]
    listed = shelf.reading.conversations()
    by_id = {one.row.id: one for one in listed}
    handles = {handle for one in listed for handle in one.row.participants}
    names = shelf.reading.called(handles | people_in([hit.message for hit in hits]))
    photos = shelf.reading.with_photo(handles)
    lines = [_line(each, by_id, names, photos, shelf.searching.marked(_said(each), told.terms), hit) for each in hits]
    more = most + PAGE if len(told.hits) > most and most < MOST else None
    return Told(lists.called_so(listed, names, photos, query), lines, told.unclear, more)


def way(shelf: Shelf, query: str, message: str) -> Way | None:
    """The way from one message to the next among those that a query finds; None where it is not one of them."""
    hits = shelf.searching.search(query, MOST, visitor().zone, goes_on=True).hits
    ids = [hit.message.id for hit in hits]
    if message not in ids:
        return None
    place = ids.index(message)
    newer = ids[place - 1] if place else None
    older = ids[place + 1] if place + 1 < len(ids) else None
    return Way(place + 1, f"{len(ids):,}{'+' if len(ids) == MOST else ''}", newer, older)


def _said(hit: Hit) -> str:
    return straight(hit.snippet) or in_one_line(hit.message)


def _line(  # noqa: PLR0917 - what a line is made of
    hit: Hit,
    by_id: dict[str, Conversation],
    names: Names,
    photos: Collection[str],
    pieces: Pieces,
    open_hit: str | None,
) -> Line:
    message = hit.message
    conversation = next((one for one in message.conversation if one in by_id), "")
    where = by_id.get(conversation)
    name = title(where, names) if where else ""
    return Line(
        id=message.id,
        conversation=conversation,
        title=name,
        sign=face(where, name, photos) if where else sign(conversation, name),
        when=dates.short_day(message.at),
        who="" if message.event else called(message.sender, names),
        pieces=pieces,
        is_open=message.id == open_hit,
    )
