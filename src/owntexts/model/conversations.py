"""Which threads are one conversation: pure, recomputable, by people and not by addresses."""

from collections.abc import Hashable, Iterable, Mapping

from owntexts.model.overrides import NO_OVERRIDES, Overrides, best, overridden
from owntexts.model.people import People
from owntexts.model.records import Thread

GROUP = "group:"
WITH = "with:"
BETWEEN = ";"

Company = frozenset[str]
Threads = Mapping[bytes, Thread]


def conversations(
    threads: Threads, people: People, own: Iterable[str] = (), overrides: Overrides = NO_OVERRIDES
) -> dict[bytes, bytes]:
    """Each thread's conversation, by its id: that of the class's best thread.

    `own` are the person's own addresses, which nobody else in a group has; overrides are pairs of threads.
    """
    classes: dict[Hashable, list[bytes]] = {}
    me = frozenset(map(people.person, own))
    for one, place in _places(threads, people, me).items():
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


def others(raws: Iterable[str], people: People, me: Company) -> Company:
    """The persons whom these addresses reach, without me unless I am alone."""
    everybody = frozenset(map(people.person, raws))
    return everybody - me or everybody


def _places(threads: Threads, people: People, me: Company) -> dict[bytes, Hashable]:
    """For each thread what it has in common with the others of its conversation."""
    with_people = {one: others(parties(thread), people, me) for one, thread in threads.items()}
    named: dict[Company, set[str]] = {}
    for one, thread in threads.items():
        if thread.key.startswith(GROUP):
            named.setdefault(with_people[one], set()).add(thread.key)
    return {one: _place(one, thread, with_people[one], named) for one, thread in threads.items()}


def _place(one: bytes, thread: Thread, people: Company, named: Mapping[Company, set[str]]) -> Hashable:
    if thread.key.startswith(GROUP):
        return thread.key
    if not people:
        return one
    if not is_group(thread):
        return ("direct", people)
    same_people = named.get(people, set())
    return next(iter(same_people)) if len(same_people) == 1 else ("group", people)
