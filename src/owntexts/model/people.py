"""Who is who: which addresses reach one person. Pure, recomputable, the same whatever came first.

Addresses are one person's that are one number in the home region, that a source or an entry of an address book joins,
or that the person says are the same. An address that several entries of different names claim (a family's landline)
joins none of them. What the person set apart has the last word.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Final

from msgspec import Struct

from owntexts.model.contacts import called, is_of_a_book, same_name
from owntexts.model.handles import e164, tail
from owntexts.model.layers import weight
from owntexts.model.overrides import NO_OVERRIDES, Overrides, overridden
from owntexts.model.records import Contact, Handle

SEVERAL: Final = ", "

Books = Mapping[str, list[Contact]]
"""By node the contacts that claim it."""


class Unions:
    """Disjoint sets that grow together."""

    def __init__(self) -> None:
        self._parents: dict[Hashable, Hashable] = {}

    def find(self, one: Hashable) -> Hashable:
        """What stands for the set that this one is in."""
        parents = self._parents
        while (parent := parents.setdefault(one, one)) != one:
            parents[one] = one = parents.setdefault(parent, parent)
        return one

    def join(self, one: Hashable, other: Hashable) -> None:
        self._parents[self.find(one)] = self.find(other)


class Suggestion(Struct, frozen=True):
    """Two people who may be one, each by the smallest of their addresses, and why."""

    one: str
    other: str
    why: str


class People:
    """Everybody who is known at one moment. A person is named by the smallest of their addresses.

    `shared` are those whose address several entries of different names claim.
    """

    def __init__(
        self, persons: Mapping[str, str], books: Mapping[str, list[Contact]], shared: frozenset[str] = frozenset()
    ) -> None:
        self._persons = persons
        self._books = books
        self._shared = shared

    def person(self, raw: str) -> str:
        """The person whom an address reaches."""
        return self._persons.get(raw, raw)

    def name(self, raw: str) -> str | None:
        """What the person is called whom an address reaches; None where no book says."""
        person = self.person(raw)
        named = self._named(person)
        most = [one for one in named if self._covers(one, person) == self._covers(named[0], person)]
        names = [called(one) or "" for one in (most if person in self._shared else named[:1])]
        return SEVERAL.join(sorted(names)) or None

    def contacts(self, raw: str) -> list[Contact]:
        """What books say of the person whom an address reaches."""
        return self._books.get(self.person(raw), [])

    def addresses(self) -> dict[str, tuple[str, ...]]:
        """By person all addresses that are known."""
        found: dict[str, list[str]] = {}
        for raw in sorted(self._persons):
            found.setdefault(self._persons[raw], []).append(raw)
        return {person: tuple(raws) for person, raws in sorted(found.items())}

    def _named(self, person: str) -> list[Contact]:
        """One entry for each name that books give the person: what covers most addresses and is newest goes first."""
        named = [one for one in self._books.get(person, ()) if called(one)]
        books = [one for one in named if is_of_a_book(one)] or named
        best: dict[str, Contact] = {}
        for one in sorted(books, key=lambda one: (self._covers(one, person), one.header, weight(one)), reverse=True):
            best.setdefault(same_name(called(one)), one)
        return list(best.values())

    def _covers(self, one: Contact, person: str) -> int:
        return sum(self.person(raw) == person for raw in one.handles or ())


def people(
    raws: Iterable[str],
    handles: Mapping[str, Handle],
    contacts: Iterable[Contact],
    region: str | None,
    overrides: Overrides = NO_OVERRIDES,
) -> People:
    """Who the addresses reach: `raws` are those of conversations, `handles` what sources say, by raw form.

    Contacts that have nothing to do with any of these, not even through others, are left out. `overrides` are pairs of
    raw forms in UTF-8.
    """
    known = {*raws, *handles}
    related = _related(known, list(contacts))
    known.update(raw for one in related for raw in one.handles or ())
    nodes = _nodes(known, region)
    classes, shared = _classes(nodes, handles, related, _lifted(overrides, nodes))
    persons = {raw: classes[node] for raw, node in nodes.items()}
    books: dict[str, list[Contact]] = {}
    for one in related:
        for person in {persons[raw] for raw in one.handles or ()}:
            books.setdefault(person, []).append(one)
    return People(persons, books, shared)


def suggestions(found: People, raws: Iterable[str], overrides: Overrides = NO_OVERRIDES) -> list[Suggestion]:
    """People among these addresses who may be one: books give them one name, or one entry has addresses of both."""
    by_name: dict[str, set[str]] = {}
    by_entry: dict[str, set[str]] = {}
    for raw in raws:
        for one in filter(is_of_a_book, found.contacts(raw)):
            by_name.setdefault(same_name(called(one)), set()).add(found.person(raw))
            by_entry.setdefault(f"{one.family}:{one.uid}", set()).add(found.person(raw))
    by_name.pop("", None)
    told = [*_pairs(by_name, "they have the same name"), *_pairs(by_entry, "one entry has addresses of both")]
    apart = {frozenset(found.person(raw.decode()) for raw in pair) for pair in overrides.apart}
    kept = {(each.one, each.other): each for each in told if {each.one, each.other} not in apart}
    return [kept[pair] for pair in sorted(kept)]


def _pairs(groups: Mapping[str, set[str]], why: str) -> Iterable[Suggestion]:
    for group in groups.values():
        first, *others = sorted(group)
        yield from (Suggestion(first, other, why) for other in others)


def _related(known: Iterable[str], contacts: list[Contact]) -> list[Contact]:
    """The contacts that claim one of these addresses, or an address of a contact that does, and so on."""
    by_tail: dict[str, list[Contact]] = {}
    for one in contacts:
        for raw in one.handles or ():
            by_tail.setdefault(tail(raw), []).append(one)
    related: dict[tuple[str, str], Contact] = {}
    asked = {tail(raw) for raw in known}
    while asked:
        fresh = [one for each in asked for one in by_tail.pop(each, ()) if (one.family, one.uid) not in related]
        related |= {(one.family, one.uid): one for one in fresh}
        asked = {tail(raw) for one in fresh for raw in one.handles or ()} & by_tail.keys()
    return [related[key] for key in sorted(related)]


def _nodes(known: Iterable[str], region: str | None) -> dict[str, str]:
    """By address the smallest writing of the same number."""
    numbers: dict[str, str] = {}
    nodes: dict[str, str] = {}
    for raw in sorted(known):
        number = e164(raw, region)
        nodes[raw] = raw if number is None else numbers.setdefault(number, raw)
    return nodes


def _classes(
    nodes: Mapping[str, str], handles: Mapping[str, Handle], contacts: list[Contact], overrides: Overrides
) -> tuple[dict[str, str], frozenset[str]]:
    """By node the person, named by their smallest node; and those persons whose address several entries claim."""
    unions = Unions()
    for raw, node in nodes.items():
        if (handle := handles.get(raw)) and handle.person:
            unions.join(node, ("person", handle.person))
    joining = [one for one in contacts if is_of_a_book(one) and len(one.handles or ()) > 1]
    claims = [(same_name(called(one)), {unions.find(nodes[raw]) for raw in one.handles or ()}) for one in joining]
    shared = _claimed_by_several(claims)
    shared_nodes = {node for node in nodes.values() if unions.find(node) in shared}
    for _, claimed in claims:
        _join_all(unions, claimed - shared)
    persons = _persons(unions, nodes, overrides)
    return persons, frozenset(persons[node] for node in shared_nodes)


def _claimed_by_several(claims: Iterable[tuple[str, set[Hashable]]]) -> set[Hashable]:
    """What entries of different names have; an entry without a name differs from none."""
    names: dict[Hashable, set[str]] = {}
    for name, claimed in claims:
        for each in claimed:
            names.setdefault(each, set()).add(name)
    return {each for each, told in names.items() if len(told - {""}) > 1}


def _join_all(unions: Unions, claimed: Iterable[Hashable]) -> None:
    first, *others = claimed or (None,)
    for other in others:
        unions.join(first, other)


def _persons(unions: Unions, nodes: Mapping[str, str], overrides: Overrides) -> dict[str, str]:
    members: dict[Hashable, list[bytes]] = {}
    for node in sorted(set(nodes.values())):
        members.setdefault(unions.find(node), []).append(node.encode())
    classes = overridden(members.values(), overrides)
    return {node.decode(): min(each).decode() for each in classes for node in each}


def _lifted(overrides: Overrides, nodes: Mapping[str, str]) -> Overrides:
    """The same of the nodes, so that all writings of one number stay together."""

    def lifted(pairs: frozenset[tuple[bytes, bytes]]) -> frozenset[tuple[bytes, bytes]]:
        moved = ((_node(one, nodes), _node(other, nodes)) for one, other in pairs)
        return frozenset(pair for pair in moved if pair[0] != pair[1])

    return Overrides(lifted(overrides.same), lifted(overrides.apart))


def _node(raw: bytes, nodes: Mapping[str, str]) -> bytes:
    return nodes.get(raw.decode(), raw.decode()).encode()
