"""One conversation's messages, and one message by the id of any of its sightings."""

import heapq
from collections.abc import Collection, Iterable

from owntexts.errors import NotFound
from owntexts.explain import Fix
from owntexts.model.ids import ID_BYTES
from owntexts.model.message import Message
from owntexts.replica import classes, projection
from owntexts.replica.database import Connection, Replica
from owntexts.replica.directory import directory

PREFIX_BYTES = 4
"""The shortest beginning of an id by which a message is found."""


def messages(db: Replica, conversation: bytes, limit: int | None = None) -> list[Message]:
    """The newest `limit` messages of a conversation (any member's id), oldest first. Raises NotFound."""
    known = directory(db)
    with db.read() as connection:
        numbers = _newest(connection, known.one(conversation).numbers, limit)
        return sorted(projection.messages(connection, known, numbers), key=by_time)


def message(db: Replica, sighting: bytes) -> Message:
    """The message that this sighting belongs to; deleted ones too. Raises NotFound."""
    known = directory(db)
    with db.read() as connection:
        number = connection.execute("select number from sighting where id = ?", (sighting,)).get
        if number is None:
            raise no_message(sighting.hex())
        (found,) = projection.messages(connection, known, [classes.best_of(connection, number)])
        return found


def find(db: Replica, said: str) -> bytes:
    """The id of the sighting that is named by its id in hex, or by 8 digits of it or more. Raises NotFound."""
    with db.read() as connection:
        found = _beginning(connection, said.strip().lower())
    if len(found) != 1:
        raise no_message(said)
    return found[0]


def several(db: Replica, sightings: Collection[bytes]) -> dict[bytes, Message]:
    """By sighting id the messages that these belong to, as far as they are here."""
    known = directory(db)
    with db.read() as connection:
        return projection.by_sighting(connection, known, sightings)


def by_time(message: Message) -> tuple[bool, str, str]:
    """The order of messages: by (time, id), unknown times last."""
    return (message.at is None, message.at or "", message.id)


def no_message(sighting: str) -> NotFound:
    return NotFound(
        f"There is no message {sighting}",
        "No message in this replica has that id; it may have been purged, or not have arrived yet.",
        fixes=(Fix(id="search", title="Search for words of it", kind="person", command="owntexts search WORDS"),),
    )


def _newest(connection: Connection, threads: Iterable[int], limit: int | None) -> list[int]:
    """Numbers of the best sightings of the newest messages in these threads."""
    newest = "select at, sighting from membership where thread = ? order by at desc, sighting desc"
    rows = heapq.merge(*(connection.execute(newest, (thread,)) for thread in threads), reverse=True)
    mates = classes.any_at_all(connection)
    chosen: dict[int, None] = {}
    for _, number in rows:
        if len(chosen) == limit:
            break
        chosen[classes.best_of(connection, number) if mates else number] = None
    return list(chosen)


def _beginning(connection: Connection, digits: str) -> list[bytes]:
    """Ids that begin with these digits."""
    try:
        start = bytes.fromhex(digits[: len(digits) // 2 * 2])
    except ValueError:
        return []
    if not PREFIX_BYTES <= len(start) <= ID_BYTES:
        return []
    end = start + b"\xff" * (ID_BYTES - len(start))
    rows = connection.execute("select id from sighting where id >= ? and id <= ? limit 300", (start, end))
    return [one for (one,) in rows if one.hex().startswith(digits)]
