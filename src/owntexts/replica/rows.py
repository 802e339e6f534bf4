"""Sightings as they are kept, by id."""

from collections.abc import Collection
from typing import Final, NamedTuple

from owntexts.replica import drafts
from owntexts.replica.database import Connection

_FIND: Final = "select id, number, state, pending, shown from sighting where id in (select value from carray(?))"


class Stored(NamedTuple):
    """A row as it is kept."""

    number: int
    state: bytes
    pending: int
    shown: bool


def find(connection: Connection, ids: Collection[bytes]) -> dict[bytes, Stored]:
    """What is kept under these ids."""
    if not ids:
        return {}
    rows = connection.execute(_FIND, (drafts.ids_array(ids),))
    return {one: Stored(number, state, pending, bool(shown)) for one, number, state, pending, shown in rows}
