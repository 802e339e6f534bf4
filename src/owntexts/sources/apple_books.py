"""An entry of one of Apple's address books, of a Mac or of an iPhone, and the contact that it is."""

from typing import Final, NamedTuple

from owntexts.model.contacts import called, contact
from owntexts.model.formats import APPLE
from owntexts.model.records import Contact, Header

UNIX_S_OF_2001: Final = 978_307_200
LATEST_S: Final = 4_102_444_800
OF_A_PERSON: Final = ":ABPerson"
OF_A_GROUP: Final = "Group"


class Entry(NamedTuple):
    """What a book says of one entry, texts decoded; `changed` is in seconds since 2001."""

    number: int
    changed: int | None
    uid: str | None
    name: str | None
    given: str | None
    surname: str | None
    nickname: str | None
    organisation: str | None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    photo: bytes | None = None

    def contact(self, decoder: int, rank: int) -> Contact | None:
        """None for a group, and for an entry that says nothing."""
        if (self.uid or "").endswith(OF_A_GROUP):
            return None
        whole = " ".join(filter(None, (self.given, self.surname)))
        found = contact(
            APPLE,
            (self.uid or "").removesuffix(OF_A_PERSON) or None,
            Header(moment(self.changed), decoder, rank),
            name=whole or self.name,
            given=self.given,
            surname=self.surname,
            nickname=self.nickname,
            organisation=self.organisation,
            phones=self.phones,
            emails=self.emails,
            photo=self.photo,
        )
        return found if found.handles or called(found) else None


def moment(seconds: int | None) -> int:
    """UTC ms of a time in seconds since 2001; 0 where there is none, or one that cannot be."""
    unix = seconds + UNIX_S_OF_2001 if seconds and seconds > 0 else 0
    return unix * 1000 if unix < LATEST_S else 0
