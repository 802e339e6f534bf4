"""Who is who in this replica: what sources, address books and the person say, read together."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from owntexts.model import intents as law
from owntexts.model import people as people_law
from owntexts.model import threads as facts_law
from owntexts.model.overrides import APART, SAME, Overrides
from owntexts.model.people import People, Suggestion
from owntexts.model.records import Contact, Handle, Intent
from owntexts.replica import kinds, settings
from owntexts.replica.database import Connection

HANDLE: Final = "handle"
WITH: Final = "person:"


class Known(Struct, frozen=True):
    """Everybody at one moment, and what the person said of them."""

    people: People
    overrides: Overrides


def known(connection: Connection, raws: Iterable[str]) -> Known:
    """Who the addresses of conversations (`raws`) and of all sources reach."""
    said = overrides(connection)
    found = people_law.people(raws, _handles(connection), contacts(connection), settings.region(connection), said)
    return Known(found, said)


def suggested(known: Known, raws: Iterable[str]) -> list[Suggestion]:
    """People among these addresses who may be one."""
    return people_law.suggestions(known.people, raws, known.overrides)


def overrides(connection: Connection) -> Overrides:
    """The pairs of addresses that the person joined and set apart."""
    held = said_of_handles(connection)
    pairs = {answer: frozenset(pair_of(one) for one in held if one.value == answer) for answer in (SAME, APART)}
    return Overrides(pairs[SAME], pairs[APART])


def said_of_handles(connection: Connection) -> list[Intent]:
    """What the person said of pairs of addresses, as it holds now."""
    rows = connection.execute("select state from record where kind = ? and target is null", (kinds.INTENT,))
    intents = [kinds.decode_intent(state) for (state,) in rows]
    return [one for one in intents if one.scope == HANDLE and one.field.startswith(WITH) and law.latest([one])]


def pair_of(one: Intent) -> tuple[bytes, bytes]:
    """The two addresses, in UTF-8."""
    return str(one.target).encode(), one.field.removeprefix(WITH).encode()


def _handles(connection: Connection) -> dict[str, Handle]:
    rows = connection.execute("select state from record where kind = ?", (kinds.HANDLE,))
    known = [facts_law.effective(facts_law.decode_handle(kept)) for (kept,) in rows]
    return {handle.raw: handle for handle in known}


def contacts(connection: Connection) -> list[Contact]:
    """Every entry of every address book."""
    rows = connection.execute("select state from record where kind = ?", (kinds.CONTACT,))
    return [facts_law.effective(facts_law.decode_contact(kept)) for (kept,) in rows]
