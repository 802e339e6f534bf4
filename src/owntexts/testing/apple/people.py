"""Who is in a corpus: invented people with addresses nobody has, and the conversations they hold.

Telephone numbers come from ranges that are kept free for fiction; mail addresses from example domains.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from owntexts.testing.apple.phrases import LANGUAGES

ME_PHONE = "+12025550143"
ME_MAIL = "you@example.org"

_FIRST = (
    "Mara Jonas Aiko Wendeline Tobias Priscilla Youssef Clementine Bartholomew Ingrid Mei Rosalind Theodor Amalia "
    "Kenji Noor Valentina Casper Leocadia Emil Henrietta Ramona Anatol Beatrix Ulysses Marisol Otto Saoirse"
).split()
_LAST = (
    "Lindqvist Ottenbruch Takahashi Fairweather Brandstetter Applegarth Haddad Montalban Cholmondeley Sorensen "
    "Huang Wetherspoon Kuznetsov Valdecasas Nakamura Al-Masri Castellano Vandermeer Oyelaran Zimmerling"
).split()
_GROUPS = (
    "Sunday roast|Lindqvist cousins|Allotment committee|Choir carpool|Book club (the other one)|Reykjavik 2027|"
    "Grandma's surprise 🎂|Flat 4b|Parents of class 3c|Regatta crew|Familie Ottenbruch|週末ハイキング|Los domingos"
).split("|")
_AREAS = "212 312 415 503 617 720 808 907".split()


@dataclass(frozen=True)
class Handle:
    """A row of `handle`."""

    row: int
    address: str
    service: str
    country: str
    person: str | None


@dataclass(frozen=True)
class Person:
    name: str
    language: str
    phone: str
    mail: str | None
    country: str
    key: str


@dataclass(frozen=True)
class Chat:
    """A row of `chat`: its members are handles of the other parties; `weight` is its share of the messages."""

    row: int
    guid: str
    identifier: str
    service: str
    group: bool
    members: tuple[Handle, ...]
    language: str
    name: str | None = None
    group_id: str | None = None
    weight: float = 1.0
    room: str | None = None


@dataclass
class Cast:
    """Everybody and every conversation of one store."""

    people: list[Person] = field(default_factory=list)
    handles: list[Handle] = field(default_factory=list)
    chats: list[Chat] = field(default_factory=list)
    _known: dict[tuple[str, str], Handle] = field(default_factory=dict)

    def handle(self, address: str, service: str, country: str, person: str | None) -> Handle:
        """The handle with this address and service, made where there is none."""
        known = self._known.get((address, service))
        if known is None:
            known = Handle(len(self.handles) + 1, address, service, country, person)
            self._known[address, service] = known
            self.handles.append(known)
        return known


def guid(chance: Random) -> str:
    """A random UUID as Apple writes it."""
    digits = f"{chance.getrandbits(128):032X}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-A{digits[17:20]}-{digits[20:]}"


def people(count: int, chance: Random) -> list[Person]:
    """That many people; names repeat with a number after all pairs are used."""
    return [_person(number, chance) for number in range(count)]


def _person(number: int, chance: Random) -> Person:
    first, last = _FIRST[number % len(_FIRST)], _LAST[(number + number // len(_FIRST)) % len(_LAST)]
    again = number // (len(_FIRST) * len(_LAST))
    name = f"{first} {last}{again or ''}"
    language = "en" if chance.random() < 0.6 else LANGUAGES[int(len(LANGUAGES) * chance.random())]
    phone, country = _phone(number)
    mail = f"{name.lower().replace(' ', '.')}@example.org" if number % 3 == 0 else None
    return Person(name, language, phone, mail, country, guid(chance))


def _phone(number: int) -> tuple[str, str]:
    if number % 5 == 3 and number // 5 < 1000:
        return f"+447700900{number // 5:03d}", "gb"
    if number % 5 == 4 and number // 5 < 1000:
        return f"+493023125{number // 5:03d}", "de"
    return f"+1{_AREAS[number // 100 % len(_AREAS)]}555{100 + number % 100:04d}", "us"


def cast(conversations: int, services: Sequence[str], chance: Random) -> Cast:
    """People and conversations: about a third groups; the first conversation has about 20% of all messages."""
    made = Cast(people=people(max(4, conversations * 2 // 3), chance))
    for number in range(conversations):
        add = _group if number % 3 == 1 else _direct
        add(made, number, services[_service(number, len(services))], chance)
    made.chats[0] = replace(made.chats[0], weight=sum(chat.weight for chat in made.chats[1:]) / 4 or 1.0)
    return made


def _service(number: int, services: int) -> int:
    return (0, 0, 1, 0, 2)[number % 5] % services


def _direct(made: Cast, number: int, service: str, chance: Random) -> None:
    """A chat with one person; now and then one who has a chat already, by mail or by SMS instead."""
    person = made.people[_whom(number) % len(made.people)]
    address = person.mail if person.mail and number % 7 == 6 and service == "iMessage" else person.phone
    handle = made.handle(address, service, person.country, person.key)
    identity = f"{service};-;{address}"
    if any(chat.guid == identity for chat in made.chats):
        _group(made, number, service, chance)
        return
    made.chats.append(
        Chat(
            row=len(made.chats) + 1,
            guid=identity,
            identifier=address,
            service=service,
            group=False,
            members=(handle,),
            language=person.language,
            weight=1.0 / (number + 1),
        )
    )


def _whom(number: int) -> int:
    """Which person: the one of two chats before for every fifth, of the chat before for every seventh."""
    if number % 5 == 2:
        return (number - 2) * 2 // 3
    return number * 2 // 3 - (number % 7 == 6)


def _group(made: Cast, number: int, service: str, chance: Random) -> None:
    """A group; every fourth has the same members as the one before it, and is another group all the same."""
    company = number - 3 if number % 12 == 4 else number
    chosen = {(company * 5 + step * 7) % len(made.people) for step in range(2 + company % 4)}
    members = [made.people[place] for place in sorted(chosen)]
    room = f"chat{10**17 + chance.getrandbits(56)}"
    made.chats.append(
        Chat(
            row=len(made.chats) + 1,
            guid=f"{service};+;{room}",
            identifier=room,
            service=service,
            group=True,
            members=tuple(made.handle(person.phone, service, person.country, person.key) for person in members),
            language=members[0].language,
            name=_GROUPS[number // 3 % len(_GROUPS)] if number % 4 else None,
            group_id=guid(chance),
            weight=1.0 / (number + 1),
            room=room,
        )
    )
