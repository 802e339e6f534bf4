"""Writes plain messages, most of any store, as fast as Python can: tuples, one statement."""

from owntexts.testing.apple import typedstream
from owntexts.testing.apple.manifest import Expected
from owntexts.testing.apple.people import ME_MAIL, ME_PHONE, Chat, guid
from owntexts.testing.apple.scene import SECOND, Posted, Scene
from owntexts.testing.apple.store import Store, Value

COLUMNS = (
    "ROWID guid text attributedBody handle_id service account date date_read date_delivered is_from_me is_delivered "
    "is_finished is_read is_sent version cache_roomnames destination_caller_id"
).split()
OLD_COLUMNS = COLUMNS[:-1]

SAMPLE_EVERY = 997


class PlainWriter:
    """Collects the plain rows of a chunk."""

    def __init__(self, scene: Scene, store: Store) -> None:
        self._scene, self._store = scene, store
        self._messages: list[tuple[Value, ...]] = []
        self._joins: list[tuple[Value, ...]] = []
        self._old = "destination_caller_id" not in store.columns("message")
        self._dated = "message_date" in store.columns("chat_message_join")
        self._only_body, self._only_text = _storage(scene.schema.layers)

    def write(self, chat: Chat) -> Posted:
        """One more plain message in this chat."""
        scene = self._scene
        random, row = scene.chance.random, scene.next_row
        scene.next_row = row + 1
        text, identity, at = scene.say(chat), guid(scene.chance), scene.clock.at(row, random())
        mine, stored = random() < 0.45, random()
        member = chat.members[int(len(chat.members) * random())].row
        date, later = scene.stamp(at), scene.stamp(at + 9 * SECOND)
        values = (
            row,
            identity,
            None if stored < self._only_body else text,
            None if stored > self._only_text else typedstream.plain(text),
            0 if mine and chat.group else member,
            chat.service,
            _ACCOUNT,
            date,
            0 if mine else later,
            later if mine else 0,
            mine,
            mine,
            1,
            not mine,
            mine,
            10,
            chat.room,
            ME_PHONE,
        )
        self._messages.append(values[:-1] if self._old else values)
        self._joins.append((chat.row, row, date) if self._dated else (chat.row, row))
        if row % SAMPLE_EVERY == 1:
            scene.sample.append(Expected(row, identity, "plain", text))
        return Posted(row, identity, chat, mine, text, at)

    def flush(self) -> None:
        """Hands everything to the store."""
        written = len(self._messages)
        self._scene.counts["plain"] += written
        self._scene.groups["messages"] += written
        self._store.insert_tuples("message", OLD_COLUMNS if self._old else COLUMNS, self._messages)
        join = ("chat_id", "message_id", "message_date")[: 3 if self._dated else 2]
        self._store.insert_tuples("chat_message_join", join, self._joins)


_ACCOUNT = f"E:{ME_MAIL}"


def plain_writer(scene: Scene, store: Store) -> PlainWriter:
    return PlainWriter(scene, store)


def _storage(layers: tuple[str, ...]) -> tuple[float, float]:
    """Below the first number only the body is stored, above the second only the text, between them both."""
    if "macos15" in layers:
        return 0.75, 0.92
    return (0.0, 0.95) if "ios14" in layers else (0.0, 0.6)
