"""Who is who: what address books say, who may be one person, and the person's own word on it."""

from collections.abc import Iterable

from msgspec import Struct

from owntexts.agent.contact import hub_offset_ms
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.errors import NotFound, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.clock import next_stamp
from owntexts.model.handles import minimal
from owntexts.model.overrides import APART, SAME
from owntexts.model.records import Intent
from owntexts.replica import books, intents, persons
from owntexts.replica.books import Pair, Person
from owntexts.replica.persons import HANDLE, WITH


class Said(Struct, frozen=True):
    """Two addresses, and what the person says of them: same, apart, or nothing any more."""

    handles: tuple[str, str]
    said: str | None


def listed(home: Home) -> list[Person]:
    """Everybody whom an address book knows, by name."""
    return books.listed(home.replica)


def suggested(home: Home) -> list[Pair]:
    """People with whom there are conversations and who may be one."""
    return books.suggested(home.replica)


def by_handle(home: Home) -> dict[str, Person]:
    """By address the person, for all addresses of conversations that a book knows."""
    return books.by_handle(home.replica)


def photo(home: Home, handle: str) -> bytes | None:
    """The photo of the person whom an address reaches, a JPEG or PNG; None where no book has one."""
    return books.photo(home.replica, handle)


def with_photo(home: Home, handles: Iterable[str]) -> set[str]:
    """Those of these addresses whose person has a photo."""
    return books.with_photo(home.replica, handles)


def names(home: Home) -> dict[str, str]:
    """By address what the person is called, for all addresses of conversations that a book knows."""
    return {raw: person.name for raw, person in by_handle(home).items() if person.name}


def same(home: Home, one: str, other: str, *, off: bool = False) -> Said:
    """Two addresses are one person's, on all devices; `off` takes that back. Raises WrongUsage."""
    return _say(home, one, other, None if off else SAME)


def apart(home: Home, one: str, other: str, *, off: bool = False) -> Said:
    """Two addresses are not one person's, whatever books say; `off` takes that back. Raises WrongUsage."""
    return _say(home, one, other, None if off else APART)


def _say(home: Home, one: str, other: str, said: str | None) -> Said:
    first, second = sorted((_handle(one), _handle(other)))
    if first == second:
        raise WrongUsage(
            "That is one address",
            "Name two addresses that are one person's, or that are not.",
            evidence=(Evidence("address", first),),
            fixes=(Fix("list", "Look at the people", "action", command="owntexts contacts list"),),
        )
    _record(home, first, WITH + second, said)
    notify(home.path, "changed")
    return Said((first, second), said)


def _record(home: Home, handle: str, field: str, said: str | None) -> None:
    with home.replica.read() as connection:
        held = [each for each in persons.said_of_handles(connection) if (each.target, each.field) == (handle, field)]
    stamp = next_stamp(now_ms(), hub_offset_ms(home.replica), home.device, held[0].stamp if held else None)
    intents.record(home.replica, Intent(scope=HANDLE, target=handle, field=field, value=said, stamp=stamp))


def _handle(text: str) -> str:
    handle = minimal(text)
    if not handle:
        raise NotFound(
            "There is no empty address",
            "An address is a telephone number or a mail address.",
            fixes=(Fix("list", "Look at the people", "action", command="owntexts contacts list"),),
        )
    return handle
