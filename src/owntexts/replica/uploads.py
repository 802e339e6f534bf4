"""What was read at a place and is whole on the hub: it becomes the content of every attachment that lies there."""

from collections.abc import Sequence

from msgspec import Struct

from owntexts.model.records import Content, Reference
from owntexts.replica import blobs, cached, contents, pictures, places, records
from owntexts.replica.blobs import Blob
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import LIVE
from owntexts.replica.pictures import Pictured
from owntexts.replica.places import Found, Place, Trouble


class Uploaded(Struct, frozen=True):
    """A file whose every blob is on the hub. `list_of_pieces` is the plaintext of the list, where it has one."""

    place: Place
    found: Found
    pieces: tuple[Reference, ...]
    list_of_pieces: bytes | None = None


class Troubled(Struct, frozen=True):
    """A place whose bytes could not be had."""

    place: Place
    trouble: Trouble


def putting(db: Replica, about: Sequence[Blob]) -> None:
    """These are about to be kept or put: should nothing ever refer to them, they are not forgotten."""
    with db.write() as connection:
        connection.executemany("insert or ignore into put values (?, ?)", about)


def came_to_nothing(db: Replica) -> None:
    """What was put and nothing refers to, now that nothing more waits to be sent, is needed by nobody."""
    with db.write() as connection:
        connection.execute(
            "insert or ignore into unneeded select blob, length from put where blob not in (select blob from reference)"
        )
        connection.execute("delete from put")


def refers_to(db: Replica, blob: bytes) -> bool:
    """Whether any record refers to this blob."""
    with db.read() as connection:
        return blobs.is_referred_to(connection, blob)


class Seen(Struct, frozen=True):
    """What lies at a place, which is not on the hub for that."""

    place: Place
    found: Found


Result = Uploaded | Troubled | Seen | Pictured


def tell(db: Replica, results: Sequence[Result], now: int) -> None:
    """Keeps what is on the hub now and marks it for sending; and what was found at places, or met there."""
    if not results:
        return
    with db.write() as connection:
        for one in results:
            match one:
                case Uploaded():
                    _tell(connection, one)
                case Pictured():
                    pictures.tell(connection, one, now)
                case Seen():
                    places.found(connection, one.place.source, one.place.place, one.found)
                case Troubled():
                    places.troubled(connection, one.place.source, one.place.place, one.trouble, now)
        connection.execute("delete from put where blob in (select blob from reference)")


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
