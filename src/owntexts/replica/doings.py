"""What the person did to messages, as it bears on whether and how they are shown."""

from collections.abc import Collection, Mapping
from typing import Final

from owntexts.model import intents as law
from owntexts.model.records import IN, MESSAGE, Intent, Sighting
from owntexts.model.records import READ as READ_AT_SOURCE
from owntexts.replica import classes, drafts, kinds
from owntexts.replica.database import Connection

DELETED: Final = "deleted"
READ: Final = "read"

Doings = Mapping[bytes, Mapping[str, Intent]]
NOTHING: Final[Mapping[str, Intent]] = {}


def of(connection: Connection, ids: Collection[bytes]) -> Doings:
    """By sighting id the intents that hold by field, read over every sighting of the same message."""
    if not ids or not _any_at_all(connection):
        return {}
    mates = classes.mates(connection, ids)
    targets = set(ids).union(*mates.values())
    by_target = on(connection, targets)
    return {
        one: law.latest(intent for mate in mates.get(one, (one,)) for intent in by_target.get(mate, ()))
        for one in ids
        if any(mate in by_target for mate in mates.get(one, (one,)))
    }


def on(connection: Connection, targets: Collection[bytes]) -> dict[bytes, list[Intent]]:
    """All intents on these targets."""
    if not targets or not _any_at_all(connection):
        return {}
    rows = connection.execute(
        "select target, state from record where kind = ? and target in (select value from carray(?))",
        (kinds.INTENT, drafts.ids_array(targets)),
    )
    found: dict[bytes, list[Intent]] = {}
    for target, state in rows:
        found.setdefault(target, []).append(kinds.decode_intent(state))
    return found


def is_shown(said: Sighting, done: Mapping[str, Intent]) -> bool:
    """Whether it stands in its conversations: not deleted, by the person's word or else by the source's."""
    if DELETED in done:
        return _when(done[DELETED]) is None
    return not said.deleted_at


def is_unread(said: Sighting, done: Mapping[str, Intent]) -> bool:
    """Whether it is a message of somebody else's that nobody has read."""
    if said.direction != IN or (said.kind or MESSAGE) != MESSAGE:
        return False
    if READ in done:
        return _when(done[READ]) is None
    return said.read_at is None and not (said.flags or 0) & READ_AT_SOURCE


def _when(intent: Intent) -> int | None:
    return intent.value if type(intent.value) is int and intent.value else None


def _any_at_all(connection: Connection) -> bool:
    """Whether the person did anything but to set a setting, of which every account has some."""
    query = "select exists (select 1 from record where kind = ? and target is not null)"
    return bool(connection.execute(query, (kinds.INTENT,)).get)
