"""The whole folder: a page or more for each conversation, one style, and an index that is written last."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from jinja2 import Environment, PackageLoader, StrictUndefined

from owntexts.model.message import Message
from owntexts.model.names import Names
from owntexts.writers.files import Fetch
from owntexts.writers.html import words
from owntexts.writers.html.dates import Dates, ms_of
from owntexts.writers.html.lines import Line, Lines, Quote
from owntexts.writers.html.media import FOLDER, Media
from owntexts.writers.html.pages import Page, last_dated, page_at, plan

INDEX: Final = "index.html"
STYLE: Final = "style.css"
PAGES: Final = "conversations"
AT_ONCE: Final = 500
LONGEST_STEM: Final = 40
ID_DIGITS: Final = 12

_NOT_PLAIN: Final = re.compile("[^a-z0-9]+")


class Talk(NamedTuple):
    """A conversation: `times` (UTC ms) of its messages in their order, how to read those from one place to another.

    `named` finds messages by the id of any of their sightings.
    """

    id: str
    name: str | None
    participants: Sequence[str]
    times: Sequence[int]
    messages: Callable[[int, int], Iterator[Message]]
    named: Callable[[Collection[str]], Mapping[str, Message]]


class Entry(NamedTuple):
    """A conversation in the index."""

    title: str
    people: str
    messages: int
    since: str
    until: str
    pages: Sequence[Page]


class Book:
    """Writes into a folder that is there and empty. Times are told as they are in `zone`."""

    def __init__(self, folder: Path, fetch: Fetch, zone: tzinfo, written_at: str, names: Names) -> None:
        self.media = Media(folder / FOLDER, fetch)
        self.entries: list[Entry] = []
        self._folder = folder
        self._dates = Dates(zone)
        self._names = names
        self._templates = Environment(
            loader=PackageLoader("owntexts.writers.html"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["initial"] = words.initial
        self._templates.globals |= {"zone": str(zone), "written": self._dates.short(written_at)}

    def write(self, talks: Iterable[Talk]) -> Iterator[int]:
        """Writes everything; yields, page by page, how many messages were written."""
        (self._folder / PAGES).mkdir(mode=0o700)
        for talk in talks:
            yield from self._talk(talk)
        style = files(__package__).joinpath("templates", STYLE).read_text("utf-8")
        _write(self._folder / STYLE, [style])
        self._page(self._folder / INDEX, "index.html", entries=self.entries)

    def _talk(self, talk: Talk) -> Iterator[int]:
        title = words.title(talk.name, talk.participants, self._names)
        pages = plan(f"{_stem(title)}-{talk.id[:ID_DIGITS]}", talk.times, self._dates)
        people = [words.called(one, self._names) for one in talk.participants]
        for page in pages:
            self._page(
                self._folder / PAGES / page.file,
                "conversation.html",
                title=title,
                people=people,
                page=page,
                pages=pages,
                lines=self._lines(talk, page, pages),
            )
            yield page.last - page.first
        self.entries.append(self._entry(talk, title, people, pages))

    def _entry(self, talk: Talk, title: str, people: Sequence[str], pages: Sequence[Page]) -> Entry:
        since, until = (self._dates.of(talk.times[place]) for place in (0, last_dated(talk.times)))
        told = ", ".join(people) if ", ".join(people) != title else ""
        return Entry(title, told, len(talk.times), since, until, pages)

    def _lines(self, talk: Talk, page: Page, pages: Sequence[Page]) -> Iterator[Line]:
        lines = Lines(self._names, self._dates, is_group=len(talk.participants) > 1, bring=self.media.of)
        messages = talk.messages(page.first, page.last)
        while batch := list(islice(messages, AT_ONCE)):
            quotes = self._quotes(talk, batch, pages)
            yield from (lines.line(message, quotes) for message in batch)

    def _quotes(self, talk: Talk, batch: Iterable[Message], pages: Sequence[Page]) -> dict[str, Quote]:
        found = talk.named({message.reply_to.id for message in batch if message.reply_to})
        return {one: self._quote(talk, message, pages) for one, message in found.items()}

    def _quote(self, talk: Talk, message: Message, pages: Sequence[Page]) -> Quote:
        at = message.at if talk.id in message.conversation else None
        page = page_at(pages, talk.times, ms_of(at)) if at else None
        who = words.called(message.sender if message.direction == "in" else None, self._names)
        return Quote(who, words.quoted(message), f"{page.file}#m{message.id}" if page else "")

    def _page(self, file: Path, template: str, **facts: Any) -> None:
        _write(file, self._templates.get_template(template).generate(**facts))


def _write(file: Path, pieces: Iterable[str]) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for piece in pieces:
            out.write(piece.encode("utf-8", "replace"))
        out.flush()
        os.fsync(out.fileno())


def _stem(title: str) -> str:
    """Some letters of a name, for whoever looks at the folder."""
    plain = normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _NOT_PLAIN.sub("-", plain)[:LONGEST_STEM].strip("-") or "conversation"
