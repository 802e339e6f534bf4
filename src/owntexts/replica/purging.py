"""Purging: what is taken away for ever, and the graves that keep every import and every device from bringing it back.

A grave's digest is bucket (8, signed) ‖ time (8, ms) ‖ formats (4): by it another family's sighting of the same message
is known again. It is empty of one without a time.
"""

from collections.abc import Collection
from struct import Struct as Layout
from typing import Final

from msgspec import Struct

from owntexts.model.facts import decode_state, effective
from owntexts.model.records import Grave
from owntexts.replica import classes, classing, graves, orphans, records, rows
from owntexts.replica.blobs import Blob
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import LIVE

_DIGEST: Final = Layout(">qqI")
_FORMATS: Final = (1 << 32) - 1


class Purged(Struct, frozen=True):
    """How many messages went, and the blobs that nobody refers to any more."""

    messages: int
    blobs: tuple[Blob, ...]


def purge(db: Replica, ids: Collection[bytes]) -> Purged:
    """Takes these messages away, by the ids of any of their sightings, with all that hangs on them."""
    with db.write() as connection:
        mates = classes.mates(connection, ids)
        whole = {tuple(sorted(mates.get(one, (one,)))) for one in ids}
        made = _graves(connection, {mate for message in whole for mate in message})
        named = graves.bury(connection, made)
        records.absorb(connection, made, LIVE)
        blobs = orphans.settle(connection, (), named)
        gone = {grave.id for grave in made}
        return Purged(sum(not gone.isdisjoint(message) for message in whole), tuple(blobs))


def _graves(connection: Connection, ids: Collection[bytes]) -> list[Grave]:
    known = rows.find(connection, ids)
    members = [(stored.number, one, decode_state(stored.state)) for one, stored in known.items()]
    buckets = classing.buckets(connection, members)
    return [
        Grave(id=one, digest=_digest(bucket, effective(facts).at, facts[0].formats))
        for (_, one, facts), bucket in zip(members, buckets, strict=True)
    ]


def _digest(bucket: int, at: int | None, formats: int) -> bytes:
    return b"" if at is None else _DIGEST.pack(bucket, at, formats & _FORMATS)
