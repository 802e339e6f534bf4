"""What a card says of somebody, as a contact."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from owntexts.model.contacts import called, contact
from owntexts.model.formats import rank_of
from owntexts.model.records import Contact, Header
from owntexts.sources.vcard.lines import Line, properties

FAMILY: Final = "vcard"
DECODER: Final = 1
RANK: Final = rank_of("vcard/cards")
GROUPS: Final = frozenset({"KIND", "X-ADDRESSBOOKSERVER-KIND"})
UUID: Final = "urn:uuid:"
LONGEST_UID: Final = 256
LATEST_MS: Final = 4_102_444_800_000
NEVER: Final = (1970, 1, 1, 0, 0, 0)

_REVISED = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d):?(\d\d))?")


def read(lines: Iterable[bytes]) -> Contact | None:
    """The contact that these lines of a card are; None for a group of contacts, and for a card that says nothing."""
    said: dict[str, list[Line]] = {}
    for each in properties(lines):
        said.setdefault(each.name, []).append(each)
    if any(each.text.strip().lower() == "group" for name in GROUPS for each in said.get(name, ())):
        return None
    surname, given, *_ = (*_parts(said, "N"), "", "")
    revised = _revised(_first(said, "REV"))
    found = contact(
        FAMILY,
        _uid(said) if revised else None,
        Header(revised or 0, DECODER, RANK),
        name=_first(said, "FN"),
        given=given,
        surname=surname,
        nickname=_first(said, "NICKNAME"),
        organisation=next(iter(_parts(said, "ORG")), None),
        phones=[each.text for each in said.get("TEL", ())],
        emails=[each.text for each in said.get("EMAIL", ())],
        photo=next((data for each in said.get("PHOTO", ()) if (data := each.data)), None),
    )
    return found if found.handles or called(found) else None


def _first(said: dict[str, list[Line]], name: str) -> str:
    return said[name][0].text if name in said else ""


def _parts(said: dict[str, list[Line]], name: str) -> list[str]:
    return said[name][0].components if name in said else []


def _uid(said: dict[str, list[Line]]) -> str | None:
    uid = _first(said, "UID").strip()[:LONGEST_UID]
    return uid[len(UUID) :] if uid.lower().startswith(UUID) else uid or None


def _revised(text: str) -> int | None:
    """UTC ms of the last change; None where the card does not say, or says nonsense."""
    found = _REVISED.match(text.strip())
    try:
        year, month, day, hour, minute, second = (int(number or 0) for number in found.groups()) if found else NEVER
        ms = int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp() * 1000)
    except ValueError:
        return None
    return ms if 0 < ms < LATEST_MS else None
