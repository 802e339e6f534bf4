"""What was read at a place and is whole on the hub: it becomes the content of every attachment that lies there."""

from collections.abc import Iterable

from msgspec import Struct

from owntexts.model.records import Content, Reference
from owntexts.replica import cached, contents, places, records
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import LIVE
from owntexts.replica.places import Found, Place


class Uploaded(Struct, frozen=True):
    """A file whose every blob is on the hub. `list_of_pieces` is the plaintext of the list, where it has one."""

    place: Place
    found: Found
    pieces: tuple[Reference, ...]
    list_of_pieces: bytes | None = None


def known(db: Replica, content: bytes) -> Content | None:
    """A record that tells where this content is on the hub already."""
    with db.read() as connection:
        return next(iter(contents.with_content(connection, content)), None)


def refers_to(db: Replica, blob: bytes) -> bool:
    """Whether any record refers to this blob."""
    with db.read() as connection:
        return contents.is_referred_to(connection, blob)


def tell(db: Replica, uploaded: Iterable[Uploaded]) -> None:
    """Keeps what is on the hub now, and marks it for sending."""
    with db.write() as connection:
        for one in uploaded:
            _tell(connection, one)


def _tell(connection: Connection, one: Uploaded) -> None:
    what, place = one.found, one.place
    places.found(connection, place.source, place.place, what)
    records.absorb(
        connection,
        [
            Content(
                attachment=attachment,
                content=what.content,
                size=what.size,
                pieces=one.pieces,
                listed=one.list_of_pieces is not None,
            )
            for attachment in places.attachments_at(connection, place.source, place.place)
        ],
        LIVE,
    )
    if one.list_of_pieces is not None:
        contents.learn_list(connection, one.pieces[0], one.list_of_pieces)
    cached.proven(connection, what.content)
