"""Who is in a row beside the owner: its sender and the other parties of its conversation, in minimal form."""

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from owntexts.model.conversations import BETWEEN, GROUP, WITH
from owntexts.model.handles import minimal
from owntexts.model.records import IN, OUT
from owntexts.sources.telephony import rcs
from owntexts.sources.telephony.owner import Owner, named, sides
from owntexts.sources.telephony.rows import MultimediaRow
from owntexts.sources.telephony.words import BCC, CC, direction

MOST: Final = 500
_JOINTS: Final = re.compile("[~,;]")


class Parties(Struct, frozen=True, gc=False):
    """`sender` is None of what the owner sent and where nobody is known; `others` are sorted."""

    sender: str | None
    others: tuple[str, ...]

    @property
    def thread(self) -> str | None:
        """The key of the thread of exactly these people; None where there is nobody."""
        return WITH + BETWEEN.join(self.others) if self.others else None


NOBODY: Final = Parties(None, ())


def of_one(address: str | None, way: int) -> Parties:
    """Those of a row that names one address: a text, a call."""
    party = minimal(address) if address else ""
    return Parties(None if way == OUT else party, (party,)) if party else NOBODY


def of_several(row: MultimediaRow, owner: Owner) -> Parties:
    """Those of an MMS. Its rows of addresses are believed, and what it says beside them only where it has none."""
    way = direction(row.box, row.message_type)
    senders, recipients = sides(row.addresses)
    if not (senders or recipients):
        recipients = joined(row.address)
    others = {one for one in _others(row, way, senders, recipients, owner) if not rcs.GROUP_ADDRESS.fullmatch(one)}
    known = others or ((senders or recipients) - {one for one in recipients if rcs.GROUP_ADDRESS.fullmatch(one)})
    return Parties(_sender(way, senders, known), tuple(sorted(known)[:MOST]))


def thread_of(row: MultimediaRow, parties: Parties) -> str | None:
    """The key of the thread: the RCS group's id, else that of these people."""
    mirror = rcs.mirrored(row.transaction)
    return GROUP + mirror.group if mirror and mirror.group else parties.thread


def joined(address: str | None) -> set[str]:
    """The members of an address that joins several."""
    return {minimal(one) for one in _JOINTS.split(address or "")} - {""}


def _others(row: MultimediaRow, way: int, senders: set[str], recipients: set[str], owner: Owner) -> set[str]:
    if way == OUT:
        return _without(owner, recipients - senders or recipients or senders)
    if rcs.mirrored(row.transaction):
        return _without(owner, senders | named(row.addresses, CC, BCC))
    addressed = recipients - senders
    if senders and len(addressed) == 1 and not owner.addresses:
        return senders
    return _without(owner, senders | addressed)


def _without(owner: Owner, addresses: Iterable[str]) -> set[str]:
    return {one for one in addresses if not owner.is_me(one)}


def _sender(way: int, senders: set[str], others: set[str]) -> str | None:
    if way == OUT:
        return None
    found = senders or (others if way == IN else set())
    return next(iter(found)) if len(found) == 1 else min(senders, default=None)
