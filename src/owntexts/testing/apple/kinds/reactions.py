"""Tapbacks of all kinds, added and taken back, and stickers placed on messages."""

from functools import partial

from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.kinds.media import STICKER
from owntexts.testing.apple.people import Chat, Handle
from owntexts.testing.apple.scene import Posted, Scene
from owntexts.testing.apple.store import Value
from owntexts.testing.apple.typedstream import units

kind = Collector("associated_message_guid")

ADDED, REMOVED, PLACED = 2000, 3000, 1000
CLASSIC = ("loved", "liked", "disliked", "laughed", "emphasized", "questioned")
EMOJI, STICKER_TAPBACK = 2006, 2007
WEIGHTS = (130, 90, 8, 80, 40, 12)


def _tapback(verb: int, scene: Scene, chat: Chat) -> None:
    """One of the six classic tapbacks on a part."""
    _react(scene, scene.target(chat), ADDED + verb)


def _taken_back(verb: int, scene: Scene, chat: Chat) -> None:
    """Put on, and taken off again: two rows."""
    to, who = scene.target(chat), scene.someone(chat)
    for change in (ADDED, REMOVED):
        _react(scene, to, change + verb, sender=who)


for _verb, _name in enumerate(CLASSIC):
    kind(f"tapback.{_name}", WEIGHTS[_verb], rows=2)(partial(_tapback, _verb))
    kind(f"tapback.{_name}.removed", WEIGHTS[_verb] / 20, rows=3)(partial(_taken_back, _verb))


@kind("tapback.whole_message", 10, rows=2)
def on_whole_message(scene: Scene, chat: Chat) -> None:
    """The target is a bare guid, as very old versions write it."""
    to = scene.target(chat)
    _react(scene, to, ADDED, target=to.guid)


@kind("tapback.emoji", 40, rows=2, needs="associated_message_emoji")
def emoji(scene: Scene, chat: Chat) -> None:
    _react(scene, scene.target(chat), EMOJI, associated_message_emoji=scene.pick(("🥧", "🦉", "👏🏽", "🏳️‍🌈")))


@kind("tapback.emoji.removed", 3, rows=3, needs="associated_message_emoji")
def emoji_removed(scene: Scene, chat: Chat) -> None:
    to, who = scene.target(chat), scene.someone(chat)
    for change in (ADDED, REMOVED):
        _react(scene, to, change + 6, sender=who, associated_message_emoji="🦔")


@kind("tapback.sticker", 5, rows=2, needs="associated_message_emoji")
def sticker(scene: Scene, chat: Chat) -> None:
    to = scene.target(chat)
    scene.attach(scene.next_row, STICKER, mine=False)
    _react(scene, to, STICKER_TAPBACK)


@kind("tapback.sticker.removed", 1, rows=3, needs="associated_message_emoji")
def sticker_removed(scene: Scene, chat: Chat) -> None:
    to, who = scene.target(chat), scene.someone(chat)
    scene.attach(scene.next_row, STICKER, mine=False)
    for change in (ADDED, REMOVED):
        _react(scene, to, change + 7, sender=who)


@kind("sticker.placed", 12, rows=2)
def placed(scene: Scene, chat: Chat) -> None:
    """A sticker peeled onto a message."""
    to = scene.target(chat)
    scene.attach(scene.next_row, STICKER, mine=False)
    _react(scene, to, PLACED)


@kind("tapback.target_unknown", 2)
def target_unknown(scene: Scene, chat: Chat) -> None:
    """The message it was put on is not in this store."""
    scene.post(
        chat,
        "Loved a message",
        mine=False,
        associated_message_guid="p:0/00000000-0000-4000-A000-000000000000",
        associated_message_type=ADDED,
    )


@kind("tapback.as_sms", 5, where="SMS")
def as_sms(scene: Scene, chat: Chat) -> None:
    """To people without iMessage a tapback is a text like any other."""
    text = f"Liked “{scene.say(chat)}”"
    scene.expect(scene.post(chat, text, mine=False), text)


def _react(
    scene: Scene, to: Posted, change: int, *, target: str | None = None, sender: Handle | None = None, **more: Value
) -> None:
    """A reaction row; its text is the fallback that old devices show."""
    scene.post(
        to.chat,
        f"Loved “{to.text}”",
        sender=sender,
        associated_message_guid=target or f"p:0/{to.guid}",
        associated_message_type=change,
        associated_message_range_length=units(to.text),
        more=more,
    )


KINDS = kind.kinds
