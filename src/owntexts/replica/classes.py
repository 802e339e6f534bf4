"""Which sightings are one message. Only messages of several sightings have rows; all others are their own."""

from collections.abc import Collection

from owntexts.replica import drafts
from owntexts.replica.database import Connection

_MATES = (
    "select one.id, mate.id from sighting one join classmate mine on mine.sighting = one.number "
    "join classmate theirs on theirs.best = mine.best join sighting mate on mate.number = theirs.sighting "
    "where one.id in (select value from carray(?))"
)


def mates(connection: Connection, ids: Collection[bytes]) -> dict[bytes, tuple[bytes, ...]]:
    """For each of these sightings that shares its message with others, all sightings of that message."""
    if not ids or not any_at_all(connection):
        return {}
    found: dict[bytes, tuple[bytes, ...]] = {}
    for one, mate in connection.execute(_MATES, (drafts.ids_array(ids),)):
        found[one] = (*found.get(one, ()), mate)
    return found


def any_at_all(connection: Connection) -> bool:
    """Whether any message has several sightings."""
    return bool(connection.execute("select exists (select 1 from classmate)").get)


def best_of(connection: Connection, number: int) -> int:
    """The number of the sighting that gives its message the id."""
    best: int | None = connection.execute("select best from classmate where sighting = ?", (number,)).get
    return number if best is None else best
