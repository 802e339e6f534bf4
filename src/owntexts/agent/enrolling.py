"""A device that is a member and lost its replica enrols itself anew: its own keys vouch for the new ones.

Its old id cannot go on, as what it sealed last is not known any more. The old token is ended; the old id stays in the
keyring, where nothing can be written under it without the keys that are forgotten here.
"""

import secrets
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from owntexts.agent.account import TOKEN_BYTES, device_names, own_details
from owntexts.agent.members import believed
from owntexts.agent.membership import connected
from owntexts.crypto.devices import make_device
from owntexts.crypto.identity import Membership
from owntexts.crypto.keyring import enrol
from owntexts.errors import AccountRefused, HubFailed
from owntexts.explain import Fix
from owntexts.wire.entry import parse
from owntexts.wire.hub import Conflict

if TYPE_CHECKING:
    from owntexts.transport.http import HttpHub

TRIES: Final = 5


def enrolled_anew(membership: Membership) -> Membership:
    """This device under a new id and new keys, in the same account.

    Raises HubFailed, AccountRefused, IntegrityFailed.
    """
    with connected(membership) as hub:
        for _ in range(TRIES):
            anew, entry = _enrolment(hub, membership)
            try:
                hub.append_entry(entry, sha256(anew.hub_token).digest())
            except Conflict:
                continue
            with suppress(HubFailed, AccountRefused):
                hub.end_device(membership.device)
            return anew
    raise HubFailed(
        "Other devices kept changing the account's keyring",
        f"{TRIES} times another entry was written first.",
        code="hub.busy",
        fixes=(Fix("try_again", "Try again in a minute", "person", command="owntexts refresh"),),
    )


def _enrolment(hub: "HttpHub", membership: Membership) -> tuple[Membership, bytes]:
    members = believed(hub.keyring(), membership)
    keys = make_device(secrets.token_bytes)
    name = device_names(members.keyring, list(members.entries), membership.keys)[membership.device]
    entry = enrol(
        members.keyring,
        members.epoch_keys,
        membership.keys,
        keys,
        details=own_details(name),
        random=secrets.token_bytes,
    )
    parsed = parse(entry)
    anew = replace(
        membership,
        device=keys.device,
        sign_seed=keys.sign_seed,
        kem_seed=keys.kem_seed,
        hub_token=secrets.token_bytes(TOKEN_BYTES),
        keyring_number=parsed.number,
        keyring_hash=parsed.hash,
    )
    return anew, entry
