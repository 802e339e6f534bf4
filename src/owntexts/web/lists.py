"""The list of conversations as it stands beside every page."""

from collections.abc import Collection, Sequence
from itertools import islice
from typing import Final, NamedTuple

from owntexts.errors import NotFound
from owntexts.model.names import Names, called, straight
from owntexts.web import dates
from owntexts.web.needs.reading import Conversation, Reading
from owntexts.web.people import Sign, face, first_name, title

PAGE: Final = 60
MOST: Final = 5_000
BY_NAME: Final = 4
BEGINNING: Final = -(1 << 61)
"""Before every message (UTC ms)."""


class Row(NamedTuple):
    """One conversation in the list; `preview` is its newest message, `who` sent it where that is not clear."""

    id: str
    title: str
    sign: Sign
    when: str
    who: str
    preview: str
    unread: int
    pinned: bool
    muted: bool
    is_open: bool


class List(NamedTuple):
    """The first rows; `more` is how many to ask for next, None where these are all."""

    rows: Sequence[Row]
    more: int | None


def listed(reading: Reading, open_id: str | None, show: int) -> List:
    """The list with so many rows, at least."""
    everything = reading.conversations()
    shown = everything[: max(PAGE, min(show, MOST))]
    handles = {handle for one in shown for handle in _handles(one)}
    names, photos = reading.called(handles), reading.with_photo(handles)
    rows = [_row(one, names, photos, open_id) for one in shown]
    return List(rows, len(shown) + PAGE if len(shown) < len(everything) else None)


def find(conversations: Sequence[Conversation], asked: str) -> Conversation | None:
    """The conversation with this id, or with a thread of this id."""
    try:
        thread = bytes.fromhex(asked)
    except ValueError:
        return None
    return next((one for one in conversations if thread in one.members), None)


def one(conversations: Sequence[Conversation], asked: str) -> Conversation:
    """The same. Raises NotFound."""
    found = find(conversations, asked)
    if found is None:
        raise NotFound("There is no such conversation", "It may have been purged, or not have arrived yet.")
    return found


def called_so(conversations: Sequence[Conversation], names: Names, photos: Collection[str], asked: str) -> list[Row]:
    """The first conversations whose name has a word that begins so."""
    wanted = asked.casefold().strip()
    fitting = (one for one in conversations if f" {wanted}" in f" {title(one, names).casefold()}")
    return [_row(one, names, photos, None) for one in islice(fitting, BY_NAME)] if wanted else []


def _handles(one: Conversation) -> set[str]:
    return {*one.row.participants, *([one.newest.sender] if one.newest.sender else [])}


def _row(one: Conversation, names: Names, photos: Collection[str], open_id: str | None) -> Row:
    name = title(one, names)
    return Row(
        id=one.row.id,
        title=name,
        sign=face(one, name, photos),
        when=dates.short_day(one.row.last_at),
        who=_who(one, names),
        preview=straight((one.newest.text or "")[:300]),
        unread=one.row.unread,
        pinned=one.pinned,
        muted=one.muted,
        is_open=one.row.id == open_id,
    )


def _who(one: Conversation, names: Names) -> str:
    if one.newest.mine:
        return "You: "
    return f"{first_name(called(one.newest.sender, names))}: " if one.group and one.newest.sender else ""
