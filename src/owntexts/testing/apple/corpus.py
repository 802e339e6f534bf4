"""Builds whole stores, and lets a store grow: plain messages in bulk, every other kind acted out between them."""

from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Final

from owntexts.testing.apple.kinds import Kind, kinds_for
from owntexts.testing.apple.manifest import Manifest
from owntexts.testing.apple.people import Chat, cast
from owntexts.testing.apple.plain import plain_writer
from owntexts.testing.apple.registers import read_cast, write_cast
from owntexts.testing.apple.scene import APPLE_EPOCH_S, DAY, SECOND, Clock, Scene
from owntexts.testing.apple.store import SCHEMAS, Schema, SchemaName, Store

END: Final = (1_793_491_200 - APPLE_EPOCH_S) * SECOND
"""2026-11-01T00:00:00Z, the day on which every corpus ends, in nanoseconds since 2001."""

YEARS: Final = 8
CHUNK: Final = 20_000
SHARE_OF_OTHER_KINDS: Final = 0.15
SERVICES: Final = ("iMessage", "SMS", "RCS")
WAL_SHARE: Final = 10


def build_chat_db(
    path: Path,
    *,
    messages: int,
    seed: int = 1,
    schema: SchemaName = "macos15",
    conversations: int | None = None,
    other_kinds: float = SHARE_OF_OTHER_KINDS,
    wal: bool = False,
) -> Manifest:
    """Writes a new store with exactly that many rows in `message`, replacing what is at the path.

    From about 500 rows on every kind that the schema knows is there at least once. `other_kinds` is the share of
    rows that are not plain texts. With `wal` the newest tenth of the rows is left in the write-ahead log.
    """
    version = SCHEMAS[schema]
    chance = chance_of(seed)
    services = SERVICES if "macos15" in version.layers else SERVICES[:2]
    everyone = cast(conversations or max(6, min(400, messages // 250)), services, chance)
    clock = Clock(END - YEARS * 365 * DAY, END, 1, max(1, messages))
    scene = Scene(version, everyone, chance, clock)
    with Store.create(path, version) as store:
        with store.batch():
            write_cast(store, everyone, version, scene.stamp(END))
        late = max(1, messages // WAL_SHARE) if wal else 0
        act(store, scene, messages - late, other_kinds)
        store.make_indexes()
        if wal:
            store.leave_rows_in_wal()
            act(store, scene, late, other_kinds)
    return manifest_of(scene)


def append(path: Path, n: int, seed: int, *, wal: bool = False) -> Manifest:
    """Adds n newer messages to a store that was built here, as a live one grows; tells what was added."""
    store, version = Store.reopen(path)
    with store:
        if wal:
            store.leave_rows_in_wal()
        scene = _continued(store, version, n, seed)
        act(store, scene, n, SHARE_OF_OTHER_KINDS)
    return manifest_of(scene)


def _continued(store: Store, version: Schema, n: int, seed: int) -> Scene:
    newest, last_row = store.whole("SELECT max(date) FROM message"), store.whole("SELECT max(ROWID) FROM message")
    first = newest * (SECOND if version.seconds else 1) // DAY * DAY + DAY
    clock = Clock(first, first + max(1, n // 40) * DAY, last_row + 1, max(1, n))
    attachments = store.whole("SELECT max(ROWID) FROM attachment")
    return Scene(version, read_cast(store), chance_of(seed), clock, attachments=attachments)


def manifest_of(scene: Scene) -> Manifest:
    """What a scene has written so far."""
    everyone = scene.cast
    return Manifest(
        rows=sum(scene.counts.values()),
        messages=scene.groups["messages"],
        events=scene.groups["events"],
        reactions=scene.groups["reactions"],
        attachments=scene.groups["attachments"],
        counts=dict(sorted(scene.counts.items())),
        sample=tuple(scene.sample),
        names=tuple(sorted({person.name for person in everyone.people})),
        handles=tuple(sorted({handle.address for handle in everyone.handles})),
        titles=tuple(sorted({chat.name for chat in everyone.chats if chat.name})),
        languages=tuple(sorted({chat.language for chat in everyone.chats})),
    )


def act(store: Store, scene: Scene, rows: int, other_kinds: float) -> None:
    """Writes that many more rows, chunk by chunk."""
    last = scene.next_row + rows
    programme = _Programme(scene, kinds_for(store.columns("message")))
    while scene.next_row < last:
        _chunk(store, scene, programme, min(last, scene.next_row + CHUNK), other_kinds)


def _chunk(store: Store, scene: Scene, programme: "_Programme", until: int, other_kinds: float) -> None:
    random, latest, plain = scene.chance.random, scene.latest, plain_writer(scene, store)
    for chat in scene.chance.choices(scene.cast.chats, programme.weights, k=until - scene.next_row):
        if scene.next_row >= until:
            break
        if random() >= other_kinds or not programme.act(chat, until - scene.next_row):
            latest[chat.row] = plain.write(chat)
    with store.batch():
        plain.flush()
        store.insert_pending(scene.rows)


class _Programme:
    """Which kind comes next: first each one once, then by weight."""

    def __init__(self, scene: Scene, kinds: tuple[Kind, ...]) -> None:
        self.weights = [chat.weight for chat in scene.cast.chats]
        self._scene, self._kinds = scene, kinds
        self._shares = list(accumulate(kind.weight for kind in kinds))
        self._first_round = sorted(kinds, key=lambda _: scene.chance.random())
        self._suited = {kind.name: [chat for chat in scene.cast.chats if kind.suits(chat)] for kind in kinds}

    def act(self, chat: Chat, room: int) -> bool:
        """Acts out a kind in this chat or in one that suits it; False where it does not fit into the rows left."""
        kind = self._next()
        suited = self._suited[kind.name]
        if not suited or kind.rows > room:
            return False
        self._scene.kind = kind.name
        kind.write(self._scene, chat if kind.suits(chat) else suited[int(len(suited) * self._scene.chance.random())])
        self._scene.kind = "plain"
        return True

    def _next(self) -> Kind:
        if self._first_round:
            return self._first_round.pop()
        return self._scene.chance.choices(self._kinds, cum_weights=self._shares)[0]


def chance_of(seed: int) -> Random:
    """Chance that falls the same way everywhere: only `random`, `choices` and `getrandbits` are used of it."""
    return Random(seed)  # noqa: S311 - nothing here is secret
