"""From rows to messages: a message's sightings, and all that hangs on them, loaded in bulk."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final

import apsw

from owntexts.model.facts import Facts, decode_state, effective
from owntexts.model.message import Message, project
from owntexts.model.records import Edit, Intent, Reaction
from owntexts.replica import classes, drafts, kinds, records
from owntexts.replica.database import Connection
from owntexts.replica.directory import Directory

Member = tuple[bytes, Facts]
Hanging = Reaction | Edit | Intent

_MEMBERS = (
    "select value, id, state from carray(?) join sighting on number = value union all "
    "select value, id, state from carray(?) join classmate on best = value and sighting <> best "
    "join sighting on number = sighting"
)
_ALONE = "select number, id, state from sighting where number in (select value from carray(?))"
_HANGING = "select target, kind, state from record where +kind in (?, ?, ?) and target in (select value from carray(?))"
_CONTENTS = (
    "select attachment, content from sighting s join attachment a on a.kind = 1 and a.number = s.number "
    "join content on attachment = a.id where s.id in (select value from carray(?))"
)
_BEST = (
    "select id, ifnull(best, number) from sighting left join classmate on sighting = number "
    "where id in (select value from carray(?))"
)
AT_ONCE: Final = 2_000


def messages(connection: Connection, directory: Directory, numbers: Iterable[int]) -> Iterator[Message]:
    """The messages whose best sightings have these numbers, in the order of the numbers given."""
    everything = iter(numbers)
    while wanted := list(islice(everything, AT_ONCE)):
        yield from _page(connection, directory, wanted)


def by_sighting(connection: Connection, directory: Directory, sightings: Collection[bytes]) -> dict[bytes, Message]:
    """By sighting id the messages that these belong to, as far as they are here."""
    if not sightings:
        return {}
    rows: Any = connection.execute(_BEST, (drafts.ids_array(sightings),)).fetchall()
    best: dict[bytes, int] = dict(rows)
    numbers = list(dict.fromkeys(best.values()))
    found = dict(zip(numbers, messages(connection, directory, numbers), strict=True))
    return {one: found[number] for one, number in best.items()}


def _page(connection: Connection, directory: Directory, wanted: list[int]) -> Iterator[Message]:
    members = members_of(connection, wanted)
    hanging = _hanging(connection, [one for several in members.values() for one, _ in several])
    contents = _contents(connection, [one for several in members.values() for one, _ in several])
    for number in wanted:
        if found := members.get(number):
            yield _message(directory, found, hanging, contents)


def _message(
    directory: Directory,
    members: list[Member],
    hanging: Mapping[bytes, list[Hanging]],
    contents: Mapping[bytes, bytes],
) -> Message:
    threads = [thread for _, facts in members for thread in records.threads_of(effective(facts))]
    things = [thing for one, _ in members for thing in hanging.get(one, ())] if hanging else ()
    return project(
        members,
        conversations=directory.of(threads),
        reactions=[thing for thing in things if type(thing) is Reaction],
        edits=[thing for thing in things if type(thing) is Edit],
        intents=[thing for thing in things if type(thing) is Intent],
        contents=contents,
    )


def members_of(connection: Connection, wanted: list[int]) -> dict[int, list[Member]]:
    """By number of the best sighting all sightings of its message."""
    numbers = apsw.carray(array("q", wanted))
    rows = (
        connection.execute(_MEMBERS, (numbers, numbers))
        if classes.any_at_all(connection)
        else connection.execute(_ALONE, (numbers,))
    )
    found: dict[int, list[Member]] = {}
    for number, one, state in rows:
        found.setdefault(number, []).append((one, decode_state(state)))
    return found


def _hanging(connection: Connection, ids: list[bytes]) -> dict[bytes, list[Hanging]]:
    if not ids:
        return {}
    asked = (kinds.REACTION, kinds.EDIT, kinds.INTENT, drafts.ids_array(ids))
    found: dict[bytes, list[Hanging]] = {}
    for target, kind, state in connection.execute(_HANGING, asked):
        found.setdefault(target, []).append(kinds.KINDS[kind].decode(state)[0])
    return found


def _contents(connection: Connection, ids: list[bytes]) -> dict[bytes, bytes]:
    """By attachment of these sightings the SHA-256 of its bytes, where they are on the hub."""
    if not ids or not connection.execute("select exists (select 1 from content)").get:
        return {}
    rows: Any = connection.execute(_CONTENTS, (drafts.ids_array(ids),))
    return dict(rows.fetchall())
