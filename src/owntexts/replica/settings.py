"""Settings: those of this device alone, and those of the account, which are intents and travel."""

from msgspec.structs import replace

from owntexts.model import intents as law
from owntexts.model.handles import minimal
from owntexts.model.records import Intent, Stamp
from owntexts.replica import kinds, state
from owntexts.replica.database import Connection, Replica

LOCAL = "setting."
ACCOUNT = "account"
REGION = "region"
OWN_NUMBERS = "own_numbers"
VALUE = "value"
SEEN = "seen:"


def get(db: Replica, key: str) -> str | None:
    """What the person set for this device, or None."""
    value = state.get(db, LOCAL + key)
    return None if value is None else str(value)


def put(db: Replica, key: str, value: str | None) -> None:
    """Keeps a setting of this device; None takes it back to its default."""
    state.put(db, LOCAL + key, value)


def listed(db: Replica) -> dict[str, str]:
    """All that the person set for this device."""
    with db.read() as connection:
        rows = connection.execute("select key, value from state where key glob ? order by key", (LOCAL + "*",))
        return {str(key).removeprefix(LOCAL): str(value) for key, value in rows}


def synced(db: Replica) -> dict[str, Intent]:
    """The account's settings by name, each as the intent that holds; `.value` None means the default."""
    with db.read() as connection:
        return _of_account(connection)


def give_way(db: Replica) -> None:
    """Makes what was set here older than anything that an account says, so that it holds only where that is silent."""
    with db.write() as connection:
        for number, intent in _kept(connection):
            older = replace(intent, stamp=Stamp(0, 0, intent.stamp.device))
            state = kinds.encode_state((older,))
            connection.execute("update record set state = ?, at = 0 where number = ?", (state, number))


def own_numbers(connection: Connection) -> frozenset[str]:
    """The person's own addresses, in minimal form: those that they chose, else those that stores were seen to have."""
    chosen = chosen_numbers(connection)
    return seen_numbers(connection) if chosen is None else chosen


def chosen_numbers(connection: Connection) -> frozenset[str] | None:
    """The addresses that the person chose as their own, in minimal form; None where they chose none."""
    intent = _of_account(connection).get(OWN_NUMBERS)
    if intent is None or not isinstance(intent.value, str):
        return None
    return frozenset(minimal(raw) for raw in intent.value.split(",") if raw.strip())


def seen_numbers(connection: Connection) -> frozenset[str]:
    """Addresses that stores call their owner's, on any device."""
    fields = (one.field for _, one in _kept(connection) if one.target == OWN_NUMBERS and one.field.startswith(SEEN))
    return frozenset(field.removeprefix(SEEN) for field in fields)


def region(connection: Connection) -> str | None:
    """The account's home region (ISO country), by which addresses are matched."""
    intent = _of_account(connection).get(REGION)
    return intent.value if intent and isinstance(intent.value, str) else None


def _of_account(connection: Connection) -> dict[str, Intent]:
    """The account's settings by name."""
    by_name: dict[str, list[Intent]] = {}
    for _, intent in _kept(connection):
        if intent.field == VALUE:
            by_name.setdefault(str(intent.target), []).append(intent)
    return {name: held for name, intents in by_name.items() for held in law.latest(intents).values()}


def _kept(connection: Connection) -> list[tuple[int, Intent]]:
    rows = connection.execute("select number, state from record where kind = ? and target is null", (kinds.INTENT,))
    decoded = [(number, kinds.decode_intent(state)) for number, state in rows]
    return [(number, intent) for number, intent in decoded if intent.scope == ACCOUNT]
