"""Purged sightings: known by id, so that no import and no other device brings them back."""

from collections.abc import Collection, Iterable, Sequence

from owntexts.model.records import Edit, Grave, Intent, Reaction, Sighting
from owntexts.replica import attachments, drafts, kinds, sightings
from owntexts.replica.database import Connection


def among(connection: Connection, ids: Collection[bytes]) -> set[bytes]:
    """Those of these sightings that were purged."""
    if not ids or not any_at_all(connection):
        return set()
    rows = connection.execute(
        "select id from record where kind = ? and id in (select value from carray(?))",
        (kinds.GRAVE, drafts.ids_array(ids)),
    )
    return {one for (one,) in rows}


def any_at_all(connection: Connection) -> bool:
    """Whether anything was ever purged."""
    return bool(connection.execute("select exists (select 1 from record where kind = ?)", (kinds.GRAVE,)).get)


def bury(connection: Connection, graves: Iterable[Grave]) -> set[bytes]:
    """Takes away what these graves are of, and all that hangs on it; gives the attachments that it named.

    Whether their bytes go too is for `orphans.settle` to say, once all that came is here.
    """
    ids = [grave.id for grave in graves]
    if not ids:
        return set()
    named = attachments.of_sightings(connection, ids)
    attachments.forget_reactions_to(connection, ids)
    sightings.remove(connection, ids)
    connection.execute(
        "delete from record where kind in (?, ?, ?) and target in (select value from carray(?))",
        (kinds.REACTION, kinds.EDIT, kinds.INTENT, drafts.ids_array(ids)),
    )
    return named


def sighting_of(record: object) -> bytes | None:
    """The sighting that a record is of or hangs on."""
    match record:
        case Sighting():
            return kinds.KINDS[kinds.SIGHTING].identity(record)
        case Reaction() | Edit():
            return record.target
        case Intent(scope="message", target=bytes() as target):
            return target
        case _:
            return None


def purged_places(connection: Connection, records: Sequence[object]) -> set[int]:
    """The places of those records that are of purged sightings."""
    if not any_at_all(connection):
        return set()
    of = {place: one for place, record in enumerate(records) if (one := sighting_of(record)) is not None}
    purged = among(connection, set(of.values()))
    return {place for place, one in of.items() if one in purged}
