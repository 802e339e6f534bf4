"""The person's own addresses: seen in sources, or chosen; the same on all devices."""

from collections.abc import Iterable
from typing import Final

from owntexts.agent.home import Home
from owntexts.agent.underway import Progress
from owntexts.model.ids import ID_BYTES
from owntexts.model.records import Intent, Stamp
from owntexts.replica import intents
from owntexts.replica import settings as stored
from owntexts.replica.database import Replica

NOBODYS: Final = Stamp(0, 0, bytes(ID_BYTES))


def numbers(home: Home) -> frozenset[str]:
    """In minimal form: those that the person chose, else those that sources were seen to have."""
    with home.replica.read() as connection:
        return stored.own_numbers(connection)


def suggested(home: Home) -> str | None:
    """What sources were seen to have, as the setting is written; None where none was."""
    with home.replica.read() as connection:
        return ",".join(sorted(stored.seen_numbers(connection))) or None


def chosen(replica: Replica) -> frozenset[str]:
    """In minimal form; none where the person chose none.

    Sources are read with these alone: what one of them says must not depend on which others were read before.
    """
    with replica.read() as connection:
        return stored.chosen_numbers(connection) or frozenset()


def seen(replica: Replica, addresses: Iterable[str], *, progress: Progress = lambda _done, _total: None) -> None:
    """Keeps addresses that a source calls its owner's, with a stamp that any choice beats."""
    with replica.read() as connection:
        fresh = sorted(set(addresses) - stored.seen_numbers(connection))
    if fresh:
        intents.record(replica, *map(_seen, fresh), progress=progress)


def _seen(address: str) -> Intent:
    """The same whichever device sees it, so that no two of them have to tell each other."""
    field = stored.SEEN + address
    return Intent(scope=intents.ACCOUNT, target=stored.OWN_NUMBERS, field=field, value=True, stamp=NOBODYS)
