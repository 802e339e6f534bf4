"""A password or recovery key that another device replaced: heard from the keyring, and told for a while."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from owntexts.conditions.work import Replaced
from owntexts.replica import state
from owntexts.replica.database import Replica
from owntexts.wire.entry import SetPassword, SetRecovery, parse

if TYPE_CHECKING:
    from owntexts.agent.members import Members
    from owntexts.crypto.identity import Membership

KEY: Final = "zone.replaced"
TOLD_FOR_MS: Final = 14 * 24 * 3600 * 1000

_DECODER = msgspec.json.Decoder(Replaced)
_WORDS: Final[Mapping[type, str]] = {SetPassword: "password", SetRecovery: "recovery key"}


def heard(db: Replica, membership: "Membership", members: "Members", now: int) -> None:
    """Looks through the entries that this device has not pinned yet; its own change ends what was told before."""
    for entry in map(parse, members.entries[membership.keyring_number + 1 :]):
        what = [word for kind, word in _WORDS.items() if any(isinstance(each, kind) for each in entry.body.actions)]
        signers = [signature.signer.id for signature in entry.signatures]
        if what and membership.device in signers:
            keep(db, None)
        elif what:
            keep(db, Replaced(" and ".join(what), _name(signers, members), now, now + TOLD_FOR_MS))


def keep(db: Replica, replaced: Replaced | None) -> None:
    """Keeps what is to be told; None tells nothing more."""
    state.put(db, KEY, None if replaced is None else msgspec.json.encode(replaced))


def kept(db: Replica, now: int) -> Replaced | None:
    """What another device replaced within the last two weeks."""
    found = state.get(db, KEY)
    replaced = _DECODER.decode(found) if isinstance(found, bytes) else None
    return replaced if replaced is not None and now < replaced.told_until else None


def _name(signers: Sequence[bytes], members: "Members") -> str | None:
    """What the device is called that signed."""
    from owntexts.crypto.names import details  # noqa: PLC0415 - a password is seldom replaced, and asked for often

    named = details(members.entries, members.epoch_keys)
    return next((named[signer].name for signer in signers if signer in named), None)
