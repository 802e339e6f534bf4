"""What address books say, as people are shown: names and photos by address, and who may be one person."""

from collections.abc import Iterable

from msgspec import Struct

from owntexts.model.contacts import called
from owntexts.model.people import People, Suggestion
from owntexts.model.records import Contact
from owntexts.replica import persons
from owntexts.replica.database import Connection, Replica
from owntexts.replica.directory import directory


class Person(Struct, frozen=True):
    """Somebody whom a book knows: what they are called, all their addresses, and whether there is a photo."""

    name: str | None
    handles: tuple[str, ...]
    organisation: str | None
    has_photo: bool


class Pair(Struct, frozen=True):
    """Two people who may be one, and why."""

    why: str
    people: tuple[Person, Person]


def listed(db: Replica) -> list[Person]:
    """Everybody whom a book knows, by name."""
    with db.read() as connection:
        people = _all(connection)
    found = [_person(people, raws) for raws in people.addresses().values() if people.contacts(raws[0])]
    return sorted(found, key=lambda one: (one.name is None, (one.name or "").casefold(), one.handles))


def by_handle(db: Replica) -> dict[str, Person]:
    """By address the person, for all addresses of conversations that a book knows."""
    people = directory(db).people
    everybody = people.addresses()
    return {raw: _person(people, raws) for raws in everybody.values() for raw in raws if people.contacts(raws[0])}


def photo(db: Replica, raw: str) -> bytes | None:
    """The photo of the person whom an address reaches, a JPEG or PNG; None where no book has one."""
    people = directory(db).people
    return next((one.photo for one in _best_first(people.contacts(raw)) if one.photo), None)


def with_photo(db: Replica, raws: Iterable[str]) -> set[str]:
    """Those of these addresses whose person has a photo in a book."""
    people = directory(db).people
    return {raw for raw in raws if any(one.photo for one in people.contacts(raw))}


def suggested(db: Replica) -> list[Pair]:
    """Who may be one, among those with whom there are conversations."""
    raws = directory(db).raws
    with db.read() as connection:
        known = persons.known(connection, raws)
    found = persons.suggested(known, raws)
    return [_pair(known.people, each) for each in found]


def _all(connection: Connection) -> People:
    """Everybody, with or without a conversation."""
    raws = (raw for one in persons.contacts(connection) for raw in one.handles or ())
    return persons.known(connection, raws).people


def _pair(people: People, each: Suggestion) -> Pair:
    everybody = people.addresses()
    one, other = (_person(people, everybody[person]) for person in (each.one, each.other))
    return Pair(each.why, (one, other))


def _person(people: People, raws: tuple[str, ...]) -> Person:
    entries = _best_first(people.contacts(raws[0]))
    return Person(
        name=people.name(raws[0]),
        handles=raws,
        organisation=next((one.organisation for one in entries if one.organisation), None),
        has_photo=any(one.photo for one in entries),
    )


def _best_first(entries: list[Contact]) -> list[Contact]:
    return sorted(entries, key=lambda one: (called(one) is not None, one.header, one.uid), reverse=True)
