"""The demo store: about 2,000 messages of one family and its friends, every kind of message at least once."""

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random

from owntexts.testing.apple import typedstream
from owntexts.testing.apple.corpus import END, act, chance_of, manifest_of
from owntexts.testing.apple.demo_script import CHATS, DIALOGUES, PEOPLE
from owntexts.testing.apple.kinds.reactions import ADDED, CLASSIC
from owntexts.testing.apple.manifest import Manifest
from owntexts.testing.apple.people import Cast, Chat, Handle, Person, guid
from owntexts.testing.apple.registers import write_cast
from owntexts.testing.apple.scene import DAY, SECOND, Clock, File, Posted, Scene
from owntexts.testing.apple.store import SCHEMAS, Store
from owntexts.testing.apple.typedstream import FILE, FILE_NAME, OBJECT, PART, Run

SEED = 1954
EARLIER = 1850
YEARS = 4
SHARE_OF_OTHER_KINDS = 0.16
SCHEMA = SCHEMAS["macos26"]
_MARK = re.compile(r"( \+ |: | \[)")


HOURS_BETWEEN_DIALOGUES = 9
SECONDS_BETWEEN_LINES = 75


def demo(path: Path) -> Manifest:
    """Writes the demo store, replacing what is at the path; always the same."""
    chance = chance_of(SEED)
    everyone = _cast(chance)
    clock = Clock(END - YEARS * 365 * DAY, END - 6 * DAY, 1, EARLIER)
    scene = Scene(SCHEMA, everyone, chance, clock)
    with Store.create(path, SCHEMA) as store, store.batch():
        write_cast(store, everyone, SCHEMA, scene.stamp(END))
        act(store, scene, EARLIER, SHARE_OF_OTHER_KINDS)
        _play_dialogues(scene)
        store.insert_pending(scene.rows)
        store.make_indexes()
    return manifest_of(scene)


@dataclass(frozen=True)
class Dialogue:
    """The time of the lines of one dialogue: a minute or so apart."""

    start: int
    first_row: int

    def at(self, row: int, fraction: float) -> int:
        return self.start + int((row - self.first_row + fraction / 2) * SECONDS_BETWEEN_LINES) * SECOND


def _cast(chance: Random) -> Cast:
    made = Cast()
    people = {who: _person(who, chance) for who in PEOPLE}
    made.people.extend(people.values())
    for _, service, members, language, name, weight in CHATS:
        handles = tuple(_handle(made, people[who], service) for who in members)
        made.chats.append(_chat(len(made.chats) + 1, service, handles, language, name, weight, chance))
    return made


def _person(who: str, chance: Random) -> Person:
    name, address, country = PEOPLE[who]
    return Person(name, "en", address, None, country, guid(chance))


def _handle(made: Cast, person: Person, service: str) -> Handle:
    return made.handle(person.phone, service, person.country, person.key)


def _chat(  # noqa: PLR0917 - the columns of the script's table, in its order
    row: int, service: str, members: tuple[Handle, ...], language: str, name: str | None, weight: int, chance: Random
) -> Chat:
    group = len(members) > 1
    room = f"chat{chance.getrandbits(59)}" if group else None
    identifier = room or members[0].address
    return Chat(
        row=row,
        guid=f"{service};{'+' if group else '-'};{identifier}",
        identifier=identifier,
        service=service,
        group=group,
        members=members,
        language=language,
        name=name,
        group_id=guid(chance) if group else None,
        weight=weight,
        room=room,
    )


def _play_dialogues(scene: Scene) -> None:
    chats = {entry[0]: chat for entry, chat in zip(CHATS, scene.cast.chats, strict=True)}
    start = END - HOURS_BETWEEN_DIALOGUES * 3600 * SECOND * len(DIALOGUES)
    scene.kind = "dialogue"
    for number, (title, script) in enumerate(DIALOGUES.items()):
        begin = start + number * HOURS_BETWEEN_DIALOGUES * 3600 * SECOND
        scene.clock = Dialogue(begin, scene.next_row)
        _play(scene, chats[title], script.strip().splitlines())


def _play(scene: Scene, chat: Chat, lines: list[str]) -> None:
    latest: Posted | None = None
    for line in lines:
        who, words, verb, picture = _parsed(line)
        sender = _speaker(chat, who)
        if verb and latest:
            _tapback(scene, latest, sender, verb)
        else:
            latest = _say(scene, chat, sender, words, picture)


def _speaker(chat: Chat, who: str) -> Handle | None:
    """The chat's member of that name; None for the owner."""
    address = PEOPLE[who][1] if who != "me" else None
    return next((handle for handle in chat.members if handle.address == address), None)


def _say(scene: Scene, chat: Chat, sender: Handle | None, words: str, picture: str | None) -> Posted:
    if picture is None:
        posted = scene.post(chat, words, sender=sender, mine=sender is None)
    else:
        file = File(picture, "image/jpeg", "public.jpeg", 1_904_000)
        transfer = scene.attach(scene.next_row, file, mine=sender is None)
        runs = [Run(OBJECT, {FILE: transfer, FILE_NAME: picture, PART: 0}), Run(words, {PART: 1})]
        body = typedstream.attributed(runs)
        posted = scene.post(chat, body=body, sender=sender, mine=sender is None, cache_has_attachments=1)
    scene.expect(posted, words, tells=picture)
    return posted


def _tapback(scene: Scene, to: Posted, sender: Handle | None, verb: str) -> None:
    scene.post(
        to.chat,
        f"{verb.title()} “{to.text}”",
        sender=sender,
        mine=sender is None,
        associated_message_guid=f"p:0/{to.guid}",
        associated_message_type=ADDED + CLASSIC.index(verb),
    )


def _parsed(line: str) -> tuple[str, str, str | None, str | None]:
    """(who, words, verb of a tapback, name of a picture) of a line of the script."""
    who, mark, rest = _MARK.split(line, maxsplit=1)
    if mark == " + ":
        return who, "", rest, None
    if mark == " [":
        picture, _, words = rest.partition("] ")
        return who, words, None, picture
    return who, rest, None, None
