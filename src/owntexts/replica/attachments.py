"""The files that messages and reactions name, worked out from their states.

Every file that a message ever had counts, also one in a part that was taken back since.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from msgspec import Struct

from owntexts.model.facts import Facts, decode_state, effective
from owntexts.model.records import Attachment, Part, Reaction, Sighting
from owntexts.replica import drafts, kinds
from owntexts.replica.database import Connection, Replica
from owntexts.replica.drafts import kept_time

_NAME: Final = "insert or replace into attachment values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_UNNAME: Final = "delete from attachment where kind = ? and number = ?"
_OF_SIGHTINGS: Final = (
    "select a.id from sighting s join attachment a on a.kind = 1 and a.number = s.number "
    "where s.id in (select value from carray(?)) union "
    "select a.id from record r join attachment a on a.kind = 4 and a.number = r.number "
    "where r.kind = 4 and r.target in (select value from carray(?))"
)
_UNNAME_REACTIONS: Final = (
    "delete from attachment where kind = 4 and number in "
    "(select number from record where kind = 4 and target in (select value from carray(?)))"
)

_NAMED: Final = (
    "select a.id, ifnull(s.id, r.target), a.name, a.mime from attachment a "
    "left join sighting s on a.kind = 1 and s.number = a.number "
    "left join record r on a.kind = 4 and r.number = a.number "
    "where a.id in (select attachment from content where content = ? union "
    "select attachment from preview where picture = ?) order by a.at desc limit 1"
)

Row = tuple[bytes, int, int, int | None, str | None, str | None, int | None, int, int]


class Named(Struct, frozen=True):
    """An attachment, a message (a sighting's id) that has it, and what is said of the file."""

    id: bytes
    message: bytes
    name: str | None
    mime: str | None


class Files:
    """What sightings that are being written name; kept in bulk at the end."""

    def __init__(self) -> None:
        self._leaving: list[tuple[int, int]] = []
        self._left: set[bytes] = set()
        self._joining: list[Row] = []

    def add(self, number: int, before: Facts | None, after: Facts, at: int | None) -> None:
        """The sighting with this number said `before`, and says `after` now."""
        left = {file.id for file in _in(before or ())}
        if left:
            self._leaving.append((kinds.SIGHTING, number))
            self._left |= left
        self._joining += (_row(kinds.SIGHTING, number, at, file) for file in _in(after))

    def carry_out(self, connection: Connection) -> set[bytes]:
        """Gives the attachments that lost a name."""
        connection.executemany(_UNNAME, self._leaving)
        connection.executemany(_NAME, self._joining)
        return self._left - {row[0] for row in self._joining}


def named_in(record: object) -> Iterator[bytes]:
    """The ids of the files that a record names."""
    if type(record) is Sighting:
        yield from (file.id for file in _in((record,)))
    elif type(record) is Reaction and record.attachment is not None:
        yield record.attachment.id


def follow_reactions(connection: Connection, ids: Collection[bytes]) -> set[bytes]:
    """Keeps what these reactions name, after they were written; gives the attachments that lost a name."""
    rows: Any = connection.execute(
        "select number, state from record where kind = ? and id in (select value from carray(?))",
        (kinds.REACTION, drafts.ids_array(ids)),
    ).fetchall()
    before: set[bytes] = set()
    for number, _ in rows:
        named = connection.execute("delete from attachment where kind = 4 and number = ? returning id", (number,))
        before.update(one for (one,) in named)
    now = list(_of_reactions(rows))
    connection.executemany(_NAME, now)
    return before - {row[0] for row in now}


def forget(connection: Connection, sightings: Iterable[int]) -> None:
    """The sightings with these numbers are gone, with what they named."""
    connection.executemany(_UNNAME, [(kinds.SIGHTING, number) for number in sightings])


def forget_reactions_to(connection: Connection, ids: Collection[bytes]) -> None:
    """The reactions to these sightings are about to go."""
    connection.execute(_UNNAME_REACTIONS, (drafts.ids_array(ids),))


def of_sightings(connection: Connection, ids: Collection[bytes]) -> set[bytes]:
    """The attachments that these sightings, and the reactions to them, name."""
    asked = drafts.ids_array(ids)
    return {one for (one,) in connection.execute(_OF_SIGHTINGS, (asked, asked))}


def held(connection: Connection, ids: Collection[bytes]) -> set[bytes]:
    """Those of these attachments that anything here names."""
    if not ids:
        return set()
    rows = connection.execute(
        "select distinct id from attachment where id in (select value from carray(?))", (drafts.ids_array(ids),)
    )
    return {one for (one,) in rows}


def named(db: Replica, content: bytes) -> Named | None:
    """The newest message that has a file with this content, or one of which this is a picture."""
    with db.read() as connection:
        row = connection.execute(_NAMED, (content, content)).fetchone()
        return Named(*row) if row else None


def work_out(connection: Connection) -> None:
    """Makes the whole table anew."""
    connection.execute("delete from attachment")
    connection.executemany(_NAME, everything(connection))


def everything(connection: Connection) -> Iterator[Row]:
    """The rows as they follow from all states."""
    rows: Any = connection.execute("select number, state from sighting")
    for number, state in rows:
        facts = decode_state(state)
        if any(_in(facts)):
            at = effective(facts).at
            yield from (_row(kinds.SIGHTING, number, at, file) for file in _in(facts))
    rows = connection.execute("select number, state from record where kind = ?", (kinds.REACTION,))
    yield from _of_reactions(rows)


def _of_reactions(rows: Iterable[tuple[int, bytes]]) -> Iterator[Row]:
    for number, state in rows:
        reaction: Reaction = kinds.KINDS[kinds.REACTION].decode(state)[0]
        if reaction.attachment is not None:
            yield _row(kinds.REACTION, number, reaction.at, reaction.attachment)


def _in(facts: Facts) -> list[Attachment]:
    """The files of all layers, those of the newest last, so that its word on a file stands."""
    return [
        part.attachment
        for layer in reversed(facts)
        if type(layer.parts) is tuple
        for part in layer.parts
        if type(part) is Part and part.attachment is not None
    ]


def _row(kind: int, number: int, at: int | None, file: Attachment) -> Row:
    return (file.id, kind, number, kept_time(at), file.name, file.mime, _kept(file.size), file.origin, file.flags)


def _kept(size: int | None) -> int | None:
    """A size as a column can hold it."""
    return size if size is not None and 0 <= size < drafts.UNDATED else None
