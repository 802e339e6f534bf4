"""What else than words a message is searched for: time, conversation, sender, service, files, whether it is unread."""

import heapq
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import apsw
from msgspec import Struct

from owntexts.model.facts import decode_state, effective
from owntexts.model.records import OUT, Part, Sighting
from owntexts.replica.database import Connection
from owntexts.replica.drafts import UNDATED

ME: Final = None
"""Among senders: whoever owns this device."""
MIMES: Final = {"photo": "image/", "video": "video/", "audio": "audio/", "file": ""}

Place = tuple[int, int]


class Filters(Struct, frozen=True):
    """What a message must be; None asks for nothing. Times are UTC ms, `until` excluded; threads are row numbers.

    Senders are raw handles, or ME, and stand in no other threads than `theirs`. `has` are kinds of files.
    `unread_since` gives for each thread with unread messages the time up to which the person has read it.
    """

    threads: frozenset[int] | None = None
    senders: frozenset[str | None] | None = None
    theirs: frozenset[int] | None = None
    since: int | None = None
    until: int | None = None
    services: frozenset[str] | None = None
    has: frozenset[str] = frozenset()
    unread_since: dict[int, int] | None = None
    link: bool = False

    @property
    def exclude_nothing(self) -> bool:
        """Whether every message passes."""
        asked = (self.threads, self.senders, self.since, self.until, self.services, self.unread_since)
        return not self.has and all(each is None for each in asked)

    @property
    def exclude_everything(self) -> bool:
        """Whether no message can pass."""
        return any(each is not None and not each for each in (self.threads, self.senders, self.unread_since))

    @property
    def need_the_message(self) -> bool:
        """Whether the message itself has to be looked at."""
        return self.senders is not None or self.services is not None or bool(self.has)


def passing(
    connection: Connection,
    filters: Filters,
    among: Sequence[int] | None = None,
    is_match: Callable[[int], bool] = lambda _: True,
) -> Iterator[int]:
    """Numbers of the sightings that pass and match, newest first; `among` are the only ones that can, where given."""
    numbers = _walk(connection, filters) if among is None else _some(connection, among, filters)
    matching = filter(is_match, numbers)
    return (one for one in matching if _passes(connection, filters, one)) if filters.need_the_message else matching


def _some(connection: Connection, among: Sequence[int], filters: Filters) -> Iterator[int]:
    if not among:
        return iter(())
    rows: Any = connection.execute(_SOME, (apsw.carray(array("q", among)), UNDATED, *_times(filters)))
    here = _in_threads(connection, among, filters)
    return (number for (number,) in rows if here is None or number in here)


def _in_threads(connection: Connection, among: Sequence[int], filters: Filters) -> set[int] | None:
    """Which of these stand in the threads that are asked for; None where none are."""
    threads = _threads(filters)
    if threads is None:
        return None
    asked = (apsw.carray(array("q", among)), UNDATED)
    found: set[int] = set()
    for thread in threads:
        read_until = (filters.unread_since or {}).get(thread)
        rows: Any = connection.execute(_STANDS, (thread, *asked))
        found.update(n for at, n, unread in rows if read_until is None or (unread and at > read_until))
    return found


def _walk(connection: Connection, filters: Filters) -> Iterator[int]:
    """Back in time: through the threads that are asked for, else through everything."""
    times = _times(filters)
    threads = _threads(filters)
    if threads is None:
        threads = filters.theirs
    if threads is None:
        return _everything(connection, filters, times)
    streams = (_thread(connection, filters, thread, *times) for thread in threads)
    return _numbers(heapq.merge(*streams, reverse=True))


def _everything(connection: Connection, filters: Filters, times: tuple[int, int]) -> Iterator[int]:
    dated: Any = connection.execute(
        "select number from sighting where shown and at between ? and ? order by at desc", times
    )
    undated: Any = (
        ()
        if filters.until is not None
        else connection.execute("select number from sighting where shown and at is null")
    )
    return (number for (number,) in chain(dated, undated))


def _threads(filters: Filters) -> Iterable[int] | None:
    if filters.unread_since is None:
        return filters.threads
    return filters.unread_since.keys() if filters.threads is None else filters.threads & filters.unread_since.keys()


def _thread(connection: Connection, filters: Filters, thread: int, since: int, until: int) -> Iterator[Place]:
    if filters.unread_since is None:
        rows: Any = connection.execute(_THREAD, (thread, since, until))
    else:
        rows = connection.execute(_UNREAD, (thread, max(since, filters.unread_since[thread] + 1), until))
    return iter(rows)


def _numbers(places: Iterable[Place]) -> Iterator[int]:
    """Each once, though it may stand in several threads."""
    last = None
    for place in places:
        if place != last:
            yield place[1]
        last = place


def _times(filters: Filters) -> tuple[int, int]:
    """From when to when; without an end undated messages pass too."""
    since = -UNDATED if filters.since is None else filters.since
    return since, UNDATED if filters.until is None else filters.until - 1


def _passes(connection: Connection, filters: Filters, number: int) -> bool:
    state = connection.execute("select state from sighting where number = ?", (number,)).get
    if filters.senders is not None and not _may_be_from(filters.senders, state):
        return False
    return _says(filters, effective(decode_state(state)))


def _may_be_from(senders: frozenset[str | None], state: bytes) -> bool:
    """A look at the bytes is a tenth of decoding them."""
    return ME in senders or any(sender is not None and sender.encode() in state for sender in senders)


def _says(filters: Filters, said: Sighting) -> bool:
    sender = ME if said.direction == OUT else said.sender or ""
    if filters.senders is not None and sender not in filters.senders:
        return False
    if filters.services is not None and (said.service or "").lower() not in filters.services:
        return False
    return all(_has(said, MIMES[kind]) for kind in filters.has)


def _has(said: Sighting, mime: str) -> bool:
    parts = said.parts if isinstance(said.parts, tuple) else ()
    files = (part.attachment for part in parts if isinstance(part, Part) and part.attachment)
    return any((file.mime or "").startswith(mime) for file in files)


_SOME: Final = (
    "select number from sighting where number in (select value from carray(?)) and shown "
    "and ifnull(at, ?) between ? and ? order by at desc, number desc"
)
_THREAD: Final = (
    "select at, sighting from membership where thread = ? and at between ? and ? order by at desc, sighting desc"
)
_UNREAD: Final = (
    "select at, sighting from membership where thread = ? and at between ? and ? and unread "
    "order by at desc, sighting desc"
)
_STANDS: Final = (
    "select m.at, m.sighting, m.unread from sighting s join membership m on m.thread = ? "
    "and m.at = ifnull(s.at, ?3) and m.sighting = s.number where s.number in (select value from carray(?2))"
)
