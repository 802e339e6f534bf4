"""Whether the replica agrees with itself: its pages, its states, and all that is worked out from them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Any, Final

import apsw

from owntexts.errors import ReplicaDamaged
from owntexts.explain import Evidence, Finding, Fix
from owntexts.model.facts import decode_state, encode_state, identity
from owntexts.replica import attachments, contents, kinds, standings
from owntexts.replica.database import Connection, Replica
from owntexts.replica.rows import Stored

DIGEST_BITS: Final = 256
AT_ONCE: Final = 5_000
NOWHERE: Final = -1


def verify(db: Replica) -> list[Finding]:
    """What does not agree; nothing where all is well. Raises ReplicaDamaged where it cannot be read at all."""
    with db.read() as connection:
        if unreadable := [*_pages(connection), *_states(connection)]:
            return unreadable
        misplaced = [*_standings(connection), *_files(connection)]
    with db.write() as connection:
        return [*misplaced, *_index(connection)]


def digest(db: Replica) -> bytes:
    """Sum mod 2^256 of SHA-256(sighting id ‖ state): equal on devices that know the same, whatever the order."""
    with db.read() as connection:
        total = sum(
            int.from_bytes(sha256(one + state).digest(), "big")
            for one, state in connection.execute("select id, state from sighting")
        )
    return (total % (1 << DIGEST_BITS)).to_bytes(DIGEST_BITS // 8, "big")


def count(db: Replica) -> int:
    """How many messages there are: shown or Recently Deleted, each class once."""
    with db.read() as connection:
        return int(
            connection.execute(
                "select (select count(*) from sighting) - (select count(*) from classmate where sighting <> best)"
            ).get
        )


def _pages(connection: Connection) -> Iterator[Finding]:
    said = [str(row[0]) for row in connection.execute("pragma quick_check(5)")]
    if said != ["ok"]:
        yield _differs("The file of this device's copy is damaged", "Its pages do not fit together.", "pages", said[0])


def _states(connection: Connection) -> Iterator[Finding]:
    """Every state decodes, is in normal form and stands under its own id."""
    wrong = [
        one.hex() for one, state in connection.execute("select id, state from sighting") if not _is_sound(one, state)
    ]
    for kind, one, state in connection.execute("select kind, id, state from record where state is not null"):
        wrong += [] if _is_sound_record(kind, one, state) else [one.hex()]
    if wrong:
        yield _differs("Some records are not what was written", f"{len(wrong)} cannot be read.", "records", wrong[0])


def _is_sound(one: bytes, state: bytes) -> bool:
    try:
        facts = decode_state(state)
        return identity(facts) == one and encode_state(facts) == state
    except ReplicaDamaged:
        return False


def _is_sound_record(kind: int, one: bytes, state: bytes) -> bool:
    try:
        return kinds.KINDS[kind].identity(kinds.KINDS[kind].decode(state)[0]) == one
    except ReplicaDamaged:
        return False


def _standings(connection: Connection) -> Iterator[Finding]:
    """Every shown sighting stands in its threads, and nothing else does."""
    expected = _fold(_expected(connection))
    kept = _fold(connection.execute("select thread, at, sighting, unread from membership"))
    if expected != kept:
        yield _differs(
            "The list of conversations does not agree with the messages",
            f"{kept[0]} places are kept where {expected[0]} should be.",
            "places",
            kept[0],
        )


def _expected(connection: Connection) -> Iterator[standings.Place]:
    found: Any = connection.execute("select id, number from record where kind = ?", (kinds.THREAD,))
    threads = defaultdict(lambda: NOWHERE, found)
    everything = connection.execute("select id, number, state, pending, shown from sighting")
    while page := list(islice(everything, AT_ONCE)):
        known = {one: Stored(number, state, pending, bool(shown)) for one, number, state, pending, shown in page}
        for standing in standings.of(connection, known, threads).values():
            yield from standing.places


def _files(connection: Connection) -> Iterator[Finding]:
    """What messages name, and what is known of its bytes, is what the records say."""
    named = {row[:3]: row for row in attachments.everything(connection)}
    kept = set(connection.execute("select * from attachment"))
    said, worked_out = contents.everything(connection), set(connection.execute("select * from content"))
    if set(named.values()) != kept or said != worked_out:
        yield _differs(
            "The list of files does not agree with the messages",
            "What is known of attachments has to be worked out again.",
            "files",
            len(kept),
        )


def _fold(places: Iterable[tuple[Any, ...]]) -> tuple[int, int]:
    """How many, and a sum that any difference changes."""
    count = total = 0
    for thread, at, number, unread in places:
        count += 1
        total += hash((thread, at, number, int(unread)))
    return count, total


def _index(connection: Connection) -> Iterator[Finding]:
    try:
        connection.execute("insert into words (words, rank) values ('integrity-check', 1)")
    except apsw.CorruptError:
        yield _differs("The search index does not agree with the messages", "It has to be built again.", "index", None)


def _differs(title: str, explanation: str, name: str, value: str | int | None) -> Finding:
    return Finding(
        code="replica.differs",
        severity="error",
        title=title,
        explanation=explanation,
        evidence=(Evidence(name=name, value=value, origin="the replica"),),
        fixes=(
            Fix(
                id="refresh",
                title="Rebuild this device's copy from the hub and your sources; what is unsent is kept",
                kind="action",
                command="owntexts refresh --yes",
            ),
        ),
    )
