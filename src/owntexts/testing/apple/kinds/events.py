"""What happens to a conversation: people come and go, it gets a name, a place is shared."""

from functools import partial

from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.people import Chat
from owntexts.testing.apple.scene import Scene
from owntexts.testing.apple.store import Value

kind = Collector()

TITLES = ("Sunday roast", "Roast (Monday edition)", "Reykjavik 2027", "日曜日のごはん")
GROUP_ACTIONS = {
    "group.icon_set": (3, 1),
    "group.icon_removed": (3, 2),
    "group.background_set": (3, 4),
    "group.background_removed": (3, 6),
    "group.left": (3, 0),
}


def _event(item: int, action: int, scene: Scene, chat: Chat, **columns: Value) -> None:
    scene.expect(scene.post(chat, item_type=item, group_action_type=action, mine=False, more=columns), None)


def _about_someone(action: int, scene: Scene, chat: Chat) -> None:
    """Added or removed by the first member."""
    who, other = chat.members[0], chat.members[-1]
    posted = scene.post(chat, sender=who, item_type=1, group_action_type=action, other_handle=other.row)
    scene.expect(posted, None, tells=other.address)


kind("group.added", 5, where="group")(partial(_about_someone, 0))
kind("group.removed", 3, where="group")(partial(_about_someone, 1))
for _name, (_item, _action) in GROUP_ACTIONS.items():
    kind(_name, 2, where="group")(partial(_event, _item, _action))


@kind("group.number_changed", 1, where="group")
def number_changed(scene: Scene, chat: Chat) -> None:
    """The one who was added is the one who did it: a new telephone number."""
    who = scene.someone(chat)
    posted = scene.post(chat, sender=who, item_type=1, group_action_type=0, other_handle=who.row)
    scene.expect(posted, None, tells=who.address)


@kind("group.renamed", 8, where="group")
def renamed(scene: Scene, chat: Chat) -> None:
    title = scene.pick(TITLES)
    scene.expect(scene.post(chat, item_type=2, group_title=title), None, tells=title)


@kind("location.started", 3, where="direct")
def location_started(scene: Scene, chat: Chat) -> None:
    _event(4, 0, scene, chat, share_status=0, share_direction=1)


@kind("location.stopped", 3, where="direct")
def location_stopped(scene: Scene, chat: Chat) -> None:
    _event(4, 0, scene, chat, share_status=1, share_direction=0, other_handle=chat.members[0].row)


@kind("audio.kept", 3, where="iMessage")
def audio_kept(scene: Scene, chat: Chat) -> None:
    _event(5, 0, scene, chat)


@kind("shareplay", 2, where="iMessage")
def shareplay(scene: Scene, chat: Chat) -> None:
    _event(6, 0, scene, chat)


@kind("event.unknown", 0.5)
def unknown(scene: Scene, chat: Chat) -> None:
    """A number no version has used so far."""
    _event(42, 7, scene, chat)


KINDS = kind.kinds
