"""Whose telephone it is: the owner's own addresses, as the person said them or as the rows of a source show them.

Nobody writes them into an export. What shows them: the sender of an MMS that was sent, and the only recipient of one
that was received. Against it speaks having sent something that was received.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from owntexts.model.handles import is_number, minimal, tail
from owntexts.model.records import IN, OUT
from owntexts.sources.telephony.rcs import mirrored
from owntexts.sources.telephony.rows import Address, MultimediaRow
from owntexts.sources.telephony.words import FROM, ME, TO, direction

MOST_SUSPECTS: Final = 1_000
CERTAIN: Final = 3


class Owner:
    """Addresses that are nobody else's, in minimal form."""

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        self.addresses = frozenset(addresses)
        self._tails = frozenset(map(tail, self.addresses))
        self._local = frozenset(tail(one) for one in self.addresses if not one.startswith("+"))

    def is_me(self, address: str) -> bool:
        """Whether a minimal form is the owner's; a number without its country code is known by its last digits."""
        if address in self.addresses:
            return True
        return is_number(address) and tail(address) in (self._local if address.startswith("+") else self._tails)


class Suspicion:
    """Gathers, row by row, who the owner may be."""

    def __init__(self) -> None:
        self._marks: Counter[str] = Counter()

    def look(self, row: MultimediaRow) -> None:
        senders, recipients = sides(row.addresses)
        way = direction(row.box, row.message_type)
        if way == OUT and recipients:
            self._mark(senders - recipients, 1)
        elif way == IN:
            self._mark(senders, -1)
            addressed = (named(row.addresses, TO) if mirrored(row.transaction) else recipients) - senders
            if senders and len(addressed) == 1:
                self._mark(addressed, 1)

    def confirmed(self) -> frozenset[str]:
        """Those for whom more speaks than against them."""
        return frozenset(address for address, marks in self._marks.items() if marks > 0)

    def certain(self) -> frozenset[str]:
        """Those for whom so much speaks that other sources may take them for the owner too."""
        return frozenset(address for address, marks in self._marks.items() if marks >= CERTAIN)

    def _mark(self, addresses: Iterable[str], weight: int) -> None:
        for address in addresses:
            if address in self._marks or len(self._marks) < MOST_SUSPECTS:
                self._marks[address] += weight


def sides(addresses: Iterable[Address]) -> tuple[set[str], set[str]]:
    """Senders and recipients in minimal form, the word that stands for the owner left out."""
    everyone = tuple(addresses)
    return named(everyone, FROM), named(everyone, *(one.role for one in everyone if one.role != FROM))


def named(addresses: Iterable[Address], *roles: int | None) -> set[str]:
    """Those in one of these roles, in minimal form."""
    return {minimal(one.address) for one in addresses if one.role in roles} - {"", ME}
