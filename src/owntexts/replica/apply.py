"""Taking in what the log says: one page is one transaction, with its records and the new position."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from owntexts.errors import Held
from owntexts.explain import Evidence, Fix
from owntexts.model.codec import Unknown
from owntexts.model.records import DeviceStatus, Grave, Intent, Record, Sighting
from owntexts.replica import classing, graves, intents, orphans, outbox, records, rows, sightings, zone
from owntexts.replica.database import Connection, Replica
from owntexts.wire.hub import ChangeToken

PURGES_ALWAYS: Final = 50
PURGES_SHARE: Final = 100


class LogItem(Struct, frozen=True):
    """One verified item of the log, with exactly one of `records`, `entry` and `set_aside`, or none for an own item.

    `hash` is SHA-256 of the stored bytes, `zone_hash` the zone's hash after the item; device and counter are those of a
    batch or heartbeat. `set_aside` holds the sealed bytes of what could not be read, and `reason` says why.
    """

    token: int
    hash: bytes
    zone_hash: bytes
    device: bytes | None = None
    counter: int | None = None
    records: Sequence[Record | Unknown] | None = None
    entry: bytes | None = None
    set_aside: bytes | None = None
    reason: str = ""


class Received(Struct, frozen=True):
    """A verified page: its items in token order, and the position after the last of them."""

    items: Sequence[LogItem]
    position: ChangeToken


class Applied(Struct, frozen=True):
    """What a page brought: changes of other devices, and how many items were set aside."""

    changes: int
    set_aside: int


def apply(db: Replica, page: Received, *, purges_allowed: bool = False) -> Applied:
    """Takes in a page, whole or not at all.

    Raises Held feed.purge where it would purge more than max(50, 1%) of what is here and `purges_allowed` is not set.
    """
    said = [record for item in page.items for record in item.records or ()]
    with db.write() as connection:
        if not purges_allowed:
            _hold_a_great_purge(connection, said)
        _set_aside(connection, page.items)
        _merge(connection, said)
        _follow(connection, page.items)
        zone.move_to(connection, page.position)
    if any(map(classing.concerns_own_numbers, said)):
        classing.catch_up(db)
    changes = sum(not isinstance(record, DeviceStatus) for record in said)
    return Applied(changes, sum(item.set_aside is not None for item in page.items))


def retry(db: Replica, token: int, said: Sequence[Record | Unknown]) -> None:
    """What was set aside under this token can be read now."""
    with db.write() as connection:
        _merge(connection, said)
        connection.execute("delete from set_aside where token = ?", (token,))
        orphans.settle_all(connection)


def _merge(connection: Connection, said: Sequence[Record | Unknown]) -> None:
    named = graves.bury(connection, (record for record in said if isinstance(record, Grave)))
    records.merge(connection, [record for record in said if isinstance(record, Grave)])
    purged = graves.purged_places(connection, said)
    living = [record for place, record in enumerate(said) if place not in purged]
    messages = [record for record in living if type(record) is Sighting]
    others = [record for record in living if type(record) is not Sighting]
    left = records.merge(connection, [record for record in others if type(record) is not Grave])
    sightings.merge(connection, messages)
    classing.follow(connection, others)
    sightings.refresh(connection, intents.touched([record for record in others if type(record) is Intent]))
    orphans.settle(connection, left | orphans.of(others), named)


def _set_aside(connection: Connection, items: Iterable[LogItem]) -> None:
    """Comes first: while anything is set aside, nothing is taken for purged that is only not here."""
    for item in items:
        if item.set_aside is not None:
            kept = (item.token, item.set_aside, item.reason)
            connection.execute("insert or replace into set_aside values (?, ?, ?)", kept)


def _follow(connection: Connection, items: Iterable[LogItem]) -> None:
    for item in items:
        connection.execute("insert or replace into log values (?, ?)", (item.token, item.zone_hash))
        if item.entry is not None:
            _follow_entry(connection, item.entry)
        elif item.device is not None:
            chain = (item.device, item.counter, item.hash)
            connection.execute("insert or replace into chain values (?, ?, ?)", chain)
        if item.records is None and (counter := outbox.own_counter_in(connection, item.hash)) is not None:
            outbox.confirm_in(connection, counter, item.token)


def _follow_entry(connection: Connection, entry: bytes) -> None:
    connection.execute(
        "insert into entry select (select ifnull(max(number) + 1, 0) from entry), ?1 "
        "where not exists (select 1 from entry where data = ?1)",
        (entry,),
    )


def _hold_a_great_purge(connection: Connection, said: Sequence[Record | Unknown]) -> None:
    ids = [record.id for record in said if isinstance(record, Grave)]
    purged = len(rows.find(connection, ids))
    kept = int(connection.execute("select count(*) from sighting").get) if purged > PURGES_ALWAYS else 0
    if purged > max(PURGES_ALWAYS, kept // PURGES_SHARE):
        raise Held(
            "Another device wants to delete much of your history for ever",
            f"{purged} of {kept} messages would be purged here. Nothing was changed yet.",
            code="feed.purge",
            evidence=(
                Evidence(name="purges", value=purged, limit=max(PURGES_ALWAYS, kept // PURGES_SHARE), origin="the log"),
            ),
            fixes=(
                Fix(
                    id="allow",
                    title="Let it: sync again and allow the purge",
                    kind="action",
                    command="owntexts sync --allow-purge",
                ),
            ),
        )
