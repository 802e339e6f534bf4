"""What an import of these observations would bring: told, and nothing is written."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from owntexts.model.observations import Observation, Row
from owntexts.model.records import Sighting
from owntexts.replica import drafts, graves, records, rows
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import BACKLOG


class Lacking(Struct, frozen=True):
    """Rows of a source that say what the replica does not have, or has otherwise."""

    missing: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()


def compare(db: Replica, observations: Sequence[Observation]) -> Lacking:
    """The rows whose records are not here; what was purged is not missed."""
    read = [one for one in observations if type(one) is Row]
    with db.read() as connection:
        given = [record for row in read for record in row.records]
        purged = graves.purged_places(connection, given)
        outcomes = _outcomes(connection, given)
    found: dict[int, set[int]] = {}
    places = [row.row for row in read for _ in row.records]
    for place, (row, outcome) in enumerate(zip(places, outcomes, strict=True)):
        if place not in purged:
            found.setdefault(row, set()).add(outcome)
    return Lacking(
        tuple(row for row, said in found.items() if drafts.NEW in said),
        tuple(row for row, said in found.items() if drafts.CHANGED in said and drafts.NEW not in said),
    )


def _outcomes(connection: Connection, given: list[Any]) -> list[int]:
    """Per record NEW, CHANGED or SAME."""
    outcomes = [drafts.SAME] * len(given)
    for kind, places in records.by_kind(given).items():
        chosen = [given[place] for place in places]
        ids = [kind.identity(record) for record in chosen]
        known: drafts.Known = (
            rows.find(connection, ids) if type(chosen[0]) is Sighting else records.known(connection, kind, ids)
        )
        _, told = drafts.imported(kind, ids, chosen, known, BACKLOG)
        for place, outcome in zip(places, told, strict=True):
            outcomes[place] = outcome
    return outcomes
