"""Edited and unsent messages: the newest version in the row, the history in its summary."""

from collections.abc import Mapping, Sequence
from typing import Any

from owntexts.testing.apple import keyed, typedstream
from owntexts.testing.apple.kinds.kind import Collector
from owntexts.testing.apple.kinds.media import PHOTO
from owntexts.testing.apple.people import ME_PHONE, Chat
from owntexts.testing.apple.scene import SECOND, Posted, Scene
from owntexts.testing.apple.typedstream import FILE, OBJECT, PART, Run, attributed, units

kind = Collector("date_edited")

FIRST_EDIT = 45 * SECOND


@kind("edited", 15)
def edited(scene: Scene, chat: Chat) -> None:
    _edited(scene, chat, [scene.say(chat), scene.say(chat)])


@kind("edited.often", 1)
def edited_often(scene: Scene, chat: Chat) -> None:
    _edited(scene, chat, [f"{scene.say(chat)} ({number})" for number in range(5)])


@kind("edited.one_part", 3)
def edited_one_part(scene: Scene, chat: Chat) -> None:
    """Words, a photo, words; the last part was edited."""
    before, first, newest = scene.say(chat), "Second mesage", "Second message, spelt right"
    transfer = scene.attach(scene.next_row, PHOTO, mine=True)
    runs = [Run(before, {PART: 0}), Run(OBJECT, {PART: 1, FILE: transfer}), Run(newest, {PART: 2})]
    info = {**_ranges((before, OBJECT, first)), "ec": {"2": _events(scene, (first, newest), 2)}, "ep": [2]}
    posted = _post(scene, chat, f"{before}{OBJECT}{newest}", attributed(runs), info)
    scene.expect(posted, f"{before}\n{newest}", earlier=(first,))


@kind("edited.into_link", 2)
def edited_into_link(scene: Scene, chat: Chat) -> None:
    first, newest = "here we go!", "https://www.example.org/allotment/plan"
    events = _events(scene, (first, newest), 0)
    events[1]["bcg"] = "292BF9C6-C9B8-4827-BE65-6EA1C9B5B384"
    info = {**_ranges((first,)), "ec": {"0": events}, "ep": [0]}
    scene.expect(_post(scene, chat, newest, typedstream.plain(newest), info), newest, earlier=(first,))


@kind("unsent", 8)
def unsent(scene: Scene, chat: Chat) -> None:
    """All of it was taken back; nothing of the text is left."""
    info = {**_ranges(("something said in haste",)), "rp": [0]}
    scene.expect(_post(scene, chat, None, None, info, mine=True), None)


@kind("unsent.one_part", 4)
def unsent_one_part(scene: Scene, chat: Chat) -> None:
    """Two of three parts are left."""
    before, after = scene.say(chat), scene.say(chat)
    runs = [Run(before, {PART: 0}), Run(after, {PART: 2})]
    info = {**_ranges((before, "taken back", after)), "rp": [1]}
    posted = _post(scene, chat, f"{before}{after}", attributed(runs), info)
    scene.expect(posted, f"{before}\n{after}")


@kind("unsent.after_edit", 2)
def unsent_after_edit(scene: Scene, chat: Chat) -> None:
    versions = ("Frist version", "First version")
    info = {**_ranges(versions[:1]), "ec": {"0": _events(scene, versions, 0)}, "ep": [0], "rp": [0]}
    scene.expect(_post(scene, chat, None, None, info, mine=True), None, earlier=versions)


def _edited(scene: Scene, chat: Chat, versions: Sequence[str]) -> None:
    newest = versions[-1]
    info = {**_ranges(versions[:1]), "ec": {"0": _events(scene, versions, 0)}, "ep": [0]}
    posted = _post(scene, chat, newest, typedstream.plain(newest), info)
    scene.expect(posted, newest, earlier=tuple(versions[:-1]))


def _post(
    scene: Scene,
    chat: Chat,
    text: str | None,
    body: bytes | None,
    info: Mapping[str, Any],
    *,
    mine: bool | None = None,
) -> Posted:
    changed = scene.stamp(_next_at(scene) + FIRST_EDIT + 60 * SECOND)
    whole = keyed.summary({"amc": 0, "ust": True, "euh": [ME_PHONE], **info})
    taken_back = changed if "rp" in info else 0
    return scene.post(
        chat,
        text,
        body=body,
        mine=mine,
        message_summary_info=whole,
        date_edited=0 if taken_back else changed,
        date_retracted=taken_back,
    )


def _events(scene: Scene, versions: Sequence[str], part: int) -> list[dict[str, Any]]:
    """What `ec` says of one part: each version from the first on, with its time in seconds since 2001."""
    start = _next_at(scene)
    return [
        {
            "d": (start + number * FIRST_EDIT) / SECOND,
            "t": attributed([Run(version, {PART: part})], mutable=False),
        }
        for number, version in enumerate(versions)
    ]


def _ranges(parts: Sequence[str]) -> dict[str, Any]:
    """What `otr` says: where each part lay in the first version."""
    ranges, start = {}, 0
    for number, part in enumerate(parts):
        ranges[str(number)] = {"lo": start, "le": units(part)}
        start += units(part)
    return {"otr": ranges}


def _next_at(scene: Scene) -> int:
    return scene.clock.at(scene.next_row, 0.5)


KINDS = kind.kinds
