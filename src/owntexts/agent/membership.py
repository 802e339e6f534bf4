"""Being in an account: who else is, a new password, and leaving."""

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from owntexts.agent import faults, replaced
from owntexts.agent.account import device_names
from owntexts.agent.control import notify
from owntexts.agent.home import Home
from owntexts.agent.members import Members, believed
from owntexts.crypto import recovery
from owntexts.crypto.holders import recovery_keys
from owntexts.crypto.identity import Identity, Membership
from owntexts.crypto.keyring import change_secrets
from owntexts.crypto.passwords import new_password
from owntexts.crypto.words import six_words
from owntexts.errors import AccountRefused, Held, HubFailed
from owntexts.explain import Evidence, Fix
from owntexts.replica import outbox, pending, zone
from owntexts.wire.hub import Conflict, DeviceSeen
from owntexts.wire.keyring import Keyring

if TYPE_CHECKING:
    from owntexts.transport.http import HttpHub

TRIES: Final = 5


class ShownDevice(Struct, frozen=True):
    """A device of the account. `last_seen_at` and 'signed_out' are the hub's word, None and 'unknown' without it."""

    id: str
    name: str
    this: bool
    last_seen_at: str | None
    state: str


class Shown(Struct, frozen=True):
    """The account as this device knows it."""

    account: str | None
    hub: str | None
    device: str | None
    devices: tuple[ShownDevice, ...]
    epoch: int | None


class PasswordChanged(Struct, frozen=True):
    """The new epoch, and the new recovery key where one was asked for."""

    epoch: int
    recovery_key: str | None


class Left(Struct, frozen=True):
    """What leaving did; `token_ended` is False where the hub could not be reached to hear of it."""

    account: str
    kept: bool
    token_ended: bool


def show(home: Home) -> Shown:
    """The account, its hub and its devices."""
    membership = home.identity.membership
    if membership is None:
        return Shown(None, None, None, (), None)
    members = _members(home, membership)
    names = device_names(members.keyring, list(members.entries), membership.keys)
    seen = _seen(membership)
    return Shown(
        account=membership.name,
        hub=membership.hub,
        device=names[membership.device],
        devices=tuple(_shown(device, name, membership, seen) for device, name in names.items()),
        epoch=members.keyring.epoch,
    )


def keyring_words(home: Home) -> str:
    """Six words of the newest keyring entry seen here: devices that were shown one keyring say the same ones."""
    return " ".join(six_words(required(home).keyring_hash))


def change_password(home: Home, *, new: str, with_recovery: bool) -> PasswordChanged:
    """A new password, and with it a new recovery key where `with_recovery` says so; the old ones open nothing more."""
    membership = required(home)
    secret = new_password(new, secrets.token_bytes)
    recovery_key = recovery.new_recovery(secrets.token_bytes) if with_recovery else None
    with connected(membership) as hub:
        for _ in range(TRIES):
            members = believed(hub.keyring(), membership)
            data = change_secrets(
                members.keyring,
                members.epoch_keys,
                membership.keys,
                secrets.token_bytes,
                password=secret,
                recovery=recovery_keys(recovery_key) if recovery_key else None,
            )
            try:
                hub.append_entry(data)
            except Conflict:
                continue
            keyring = members.keyring.extended(data)
            _pin(home, keyring)
            replaced.keep(home.replica, None)
            return PasswordChanged(keyring.epoch, recovery.written(recovery_key) if recovery_key else None)
    raise HubFailed(
        "Other devices kept changing the account's keyring",
        f"{TRIES} times another entry was written first; the password is as it was.",
        code="hub.busy",
        fixes=(Fix("try_again", "Try again in a minute", "person", command="owntexts account password"),),
    )


def leave(home: Home, *, remove: bool, yes: bool) -> Left:
    """Ends this device's token and forgets the account's keys; the messages stay here unless `remove` says so.

    Cut off anywhere, it can be asked for again: this device is in the account until its copy is removed.
    """
    membership = required(home)
    if remove and not yes:
        _refuse_while_unsent(home)
    ended = _end_token(membership)
    if remove:
        home.remove_replica()
    home.save(Identity(home.device))
    notify(home.path, "reload")
    if not remove:
        zone.forget_account(home.replica)
        faults.keep(home.replica, ())
    return Left(membership.name, kept=not remove, token_ended=ended)


def required(home: Home) -> Membership:
    """The membership that a command needs. Raises AccountRefused (account.signed_out)."""
    membership = home.identity.membership
    if membership is None:
        raise AccountRefused(
            "This device has no account yet",
            "Your messages are here and searchable, but they are on this device only.",
            fixes=(
                Fix("create", "Create an account", "person", command="owntexts account create --hub URL --name NAME"),
                Fix("join", "Join yours", "person", command="owntexts account join --hub URL --name NAME"),
            ),
        )
    return membership


def connected(membership: Membership, counted: Callable[[int], None] = lambda _bytes: None) -> "HttpHub":
    """The account's hub, as this device reaches it; `counted` hears of the bytes that go over the line."""
    from owntexts.transport.http import HttpHub  # noqa: PLC0415 - the network is imported where it is used

    return HttpHub(membership.hub, token=membership.hub_token, pin=membership.certificate, counted=counted)


def _seen(membership: Membership) -> dict[bytes, DeviceSeen] | None:
    try:
        with connected(membership) as hub:
            return {device.id: device for device in hub.devices()}
    except (HubFailed, AccountRefused):
        return None


def _shown(device: bytes, name: str, membership: Membership, seen: dict[bytes, DeviceSeen] | None) -> ShownDevice:
    known = seen.get(device) if seen is not None else None
    state = "unknown" if known is None else "active" if known.active else "signed_out"
    return ShownDevice(device.hex(), name, device == membership.device, known.last_seen_at if known else None, state)


def _pin(home: Home, keyring: Keyring) -> None:
    identity = home.identity
    if identity.membership is not None:
        pinned = replace(identity.membership, keyring_number=keyring.number, keyring_hash=keyring.hash)
        home.save(replace(identity, membership=pinned))


def _members(home: Home, membership: Membership) -> Members:
    """As the log has shown them, or as the hub shows them where the log is not fetched that far yet."""
    kept = zone.keyring_entries(home.replica)
    if len(kept) > membership.keyring_number:
        return believed(kept, membership)
    with connected(membership) as hub:
        return believed(hub.keyring(), membership)


def _refuse_while_unsent(home: Home) -> None:
    sealed = sum(item.changes for item in outbox.waiting(home.replica))
    unsent = pending.count(home.replica) + pending.too_large(home.replica) + sealed
    if not unsent:
        return
    raise Held(
        "Some changes are on this device only",
        "Removing its copy now would lose them.",
        code="account.unsent",
        evidence=(Evidence("unsent changes", unsent, 0, origin="replica"),),
        fixes=(
            Fix("sync", "Send them first", "action", command="owntexts sync --now"),
            Fix("keep", "Leave and keep this device's copy", "action", command="owntexts account leave --keep"),
            Fix("lose", "Remove them all the same", "action", command="owntexts account leave --remove --yes"),
        ),
    )


def _end_token(membership: Membership) -> bool:
    try:
        with connected(membership) as hub:
            hub.end_device(membership.device)
    except AccountRefused:
        return True
    except HubFailed:
        return False
    return True
