"""Which threads are one conversation: pure, recomputable, by people and not by addresses."""

from collections.abc import Hashable, Iterable, Mapping

from owntexts.model.handles import e164
from owntexts.model.overrides import NO_OVERRIDES, Overrides, best, overridden
from owntexts.model.records import Handle, Thread

GROUP = "group:"
WITH = "with:"
BETWEEN = ";"

People = frozenset[Hashable]
Threads = Mapping[bytes, Thread]


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


def conversations(
    threads: Threads,
    handles: Mapping[str, Handle],
    region: str | None,
    overrides: Overrides = NO_OVERRIDES,
) -> dict[bytes, bytes]:
    """Each thread's conversation, by its id: that of the class's best thread. `handles` by raw form."""
    people = _people({party for thread in threads.values() for party in parties(thread)}, handles, region)
    classes: dict[Hashable, list[bytes]] = {}
    for one, place in _places(threads, people).items():
        classes.setdefault(place, []).append(one)
    families = {one: thread.family for one, thread in threads.items()}
    named: dict[bytes, bytes] = {}
    for members in overridden((best(families, members) for members in classes.values()), overrides):
        named |= dict.fromkeys(members, best(families, members)[0])
    return named


def is_group(thread: Thread) -> bool:
    """Whether a thread has, or may have, more than one other party."""
    return thread.group if thread.group is not None else thread.key.startswith(GROUP) or BETWEEN in thread.key


def parties(thread: Thread) -> tuple[str, ...]:
    """The other parties' raw handles, as the thread's key says, else as its members do."""
    if not thread.key.startswith(WITH):
        return thread.members or ()
    raw = thread.key.removeprefix(WITH)
    return tuple(raw.split(BETWEEN)) if is_group(thread) else (raw,) * bool(raw)


def _people(raws: Iterable[str], handles: Mapping[str, Handle], region: str | None) -> dict[str, Hashable]:
    """By raw handle the person it reaches: one number, or one person of a source's own."""
    unions = Unions()
    known = {*raws, *handles}
    for raw in known:
        if number := e164(raw, region):
            unions.join(("raw", raw), ("number", number))
        if (handle := handles.get(raw)) and handle.person:
            unions.join(("raw", raw), ("person", handle.person))
    return {raw: unions.find(("raw", raw)) for raw in known}


def _places(threads: Threads, people: Mapping[str, Hashable]) -> dict[bytes, Hashable]:
    """For each thread what it has in common with the others of its conversation."""
    with_people = {one: frozenset(people[party] for party in parties(thread)) for one, thread in threads.items()}
    named: dict[People, set[str]] = {}
    for one, thread in threads.items():
        if thread.key.startswith(GROUP):
            named.setdefault(with_people[one], set()).add(thread.key)
    return {one: _place(one, thread, with_people[one], named) for one, thread in threads.items()}


def _place(one: bytes, thread: Thread, people: People, named: Mapping[People, set[str]]) -> Hashable:
    if thread.key.startswith(GROUP):
        return thread.key
    if not people:
        return one
    if not is_group(thread):
        return ("direct", people)
    same_people = named.get(people, set())
    return next(iter(same_people)) if len(same_people) == 1 else ("group", people)
