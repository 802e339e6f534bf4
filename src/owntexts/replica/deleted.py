"""Recently Deleted: what was deleted and is not purged yet, and by whom."""

from collections.abc import Iterable
from typing import Any

from owntexts.model.message import Message
from owntexts.model.records import Intent
from owntexts.replica import classes, doings, projection
from owntexts.replica.database import Connection, Replica
from owntexts.replica.doings import DELETED
from owntexts.replica.messages import by_time
from owntexts.replica.threads import Directory


def deleted(db: Replica) -> list[Message]:
    """Every message in Recently Deleted, oldest first: deleted here, or at its source."""
    with db.read() as connection:
        found = projection.messages(connection, Directory(connection), _bests(connection))
        return sorted((message for message in found if message.deleted_at is not None), key=by_time)


def deleted_here(db: Replica) -> dict[bytes, int]:
    """By sighting when the person deleted it here (UTC ms); what only its source deleted is not among them."""
    with db.read() as connection:
        hidden = [one for (one,) in connection.execute("select id from sighting where not shown")]
        done = doings.of(connection, hidden)
    return {one: at for one in hidden if (at := _when(done.get(one, {}).get(DELETED))) is not None}


def of_message(db: Replica, ids: Iterable[bytes]) -> dict[bytes, Intent | None]:
    """By each of these sightings' ids the last that the person said of its deletion."""
    asked = list(ids)
    with db.read() as connection:
        done = doings.of(connection, asked)
    return {one: done.get(one, {}).get(DELETED) for one in asked}


def in_conversation(db: Replica, conversation: bytes) -> list[bytes]:
    """One sighting's id of each message that is shown in a conversation (any member's id). Raises NotFound."""
    with db.read() as connection:
        numbers = Directory(connection).one(conversation).numbers
        found: dict[int, None] = {}
        for thread in numbers:
            rows: Any = connection.execute("select sighting from membership where thread = ?", (thread,))
            found |= dict.fromkeys(classes.best_of(connection, number) for (number,) in rows.fetchall())
        return [connection.execute("select id from sighting where number = ?", (number,)).get for number in found]


def _bests(connection: Connection) -> list[int]:
    rows: Any = connection.execute("select number from sighting where not shown").fetchall()
    return list(dict.fromkeys(classes.best_of(connection, number) for (number,) in rows))


def _when(intent: Intent | None) -> int | None:
    return intent.value if intent is not None and type(intent.value) is int else None
