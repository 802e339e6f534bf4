"""Creating an account and joining one. Keys and pins are on this disk before the entry that names them leaves it."""

import platform
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from owntexts import __version__
from owntexts.agent import settings
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.crypto import recovery
from owntexts.crypto.devices import DeviceKeys, device_keys, make_device
from owntexts.crypto.holders import HolderKeys, recovery_keys
from owntexts.crypto.identity import Identity, Joining, Membership
from owntexts.crypto.keyring import create_account, enrol, open_epochs
from owntexts.crypto.names import DeviceDetails, details
from owntexts.crypto.passwords import Cost, new_password, open_password, refuse_empty
from owntexts.crypto.sign_in import sign_in
from owntexts.errors import AccountRefused, IntegrityFailed, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.times import rfc3339
from owntexts.replica import settings as stored_settings
from owntexts.replica import zone
from owntexts.wire.entry import Entry, SetPassword, parse
from owntexts.wire.hub import Conflict, CreateAccount
from owntexts.wire.keyring import Keyring, accept, fold
from owntexts.wire.limits import ID
from owntexts.wire.names import LONGEST, fault_of_login, fault_of_name

if TYPE_CHECKING:
    from owntexts.transport.http import HttpHub

TOKEN_BYTES: Final = 32
TRIES: Final = 5


class Created(Struct, frozen=True):
    """A new account; the recovery key is shown this once."""

    account: str
    device: str
    hub: str
    recovery_key: str


class Joined(Struct, frozen=True):
    """This device in an account that was there already, and the names of all of its devices."""

    account: str
    device: str
    hub: str
    devices: tuple[str, ...]


def create(home: Home, *, hub: str, name: str, device: str | None, invite: str | None, password: str) -> Created:
    """A new account on a hub, with this device as its first; begun again after a crash, it goes on where it was."""
    from owntexts.transport.http import HttpHub  # noqa: PLC0415 - the network is imported where it is used

    refuse_a_second(home.identity)
    _refuse_unusable("--name", name, fault_of_login(name))
    called = _called(device)
    refuse_empty(password)
    _finish_leaving(home)
    with HttpHub(hub) as there:
        there.about()  # nothing is begun at a hub that cannot be used
        begun = _begun(home.identity, there, name, password) or _begin(home, there, name, called, password)
        membership = _as_dialled(begun.membership, there)
        _ask_for_account(home, there, name, begun, invite)
    settings.settle(home)
    home.save(Identity(home.device, membership))
    notify(home.path, "reload")
    return Created(name, _own_name([begun.entry], membership), membership.hub, recovery.written(begun.recovery or b""))


def join(home: Home, *, hub: str, name: str, device: str | None, secret: str, by_recovery_key: bool) -> Joined:
    """This device joins the account; `secret` is its password, or its recovery key as it was written down."""
    from owntexts.transport.http import HttpHub  # noqa: PLC0415 - the network is imported where it is used

    refuse_a_second(home.identity)
    called = _called(device)
    _finish_leaving(home)
    with HttpHub(hub) as there:
        door = _signed_in(there, name, secret, by_recovery_key=by_recovery_key)
        with HttpHub(hub, token=door.ticket) as inside:
            membership, entries = _enrolled(home, inside, door, called)
    stored_settings.give_way(home.replica)
    home.save(Identity(home.device, membership))
    notify(home.path, "reload")
    keyring = fold(entries)
    return Joined(
        account=name,
        device=_own_name(entries, membership),
        hub=membership.hub,
        devices=tuple(device_names(keyring, entries, membership.keys).values()),
    )


def refuse_a_second(identity: Identity) -> None:
    """A home is a device of one account."""
    if identity.membership is None:
        return
    raise AccountRefused(
        f"This device is in the account {identity.membership.name} already",
        "A home is one device of one account; another account needs a home of its own.",
        code="account.already_in_one",
        evidence=(Evidence("account", identity.membership.name), Evidence("hub", identity.membership.hub)),
        fixes=(
            Fix("leave", "Leave that account first", "action", command="owntexts account leave --keep"),
            Fix(
                "new_recovery_key",
                "Where creating it broke off before the recovery key was shown, make a new one",
                "action",
                command="owntexts account password --with-recovery-key",
            ),
            Fix("other_home", "Name another folder in OWNTEXTS_HOME", "person"),
        ),
    )


def _refuse_unusable(flag: str, name: str, fault: str | None) -> None:
    """A name that cannot be one is said before anything is begun with it."""
    if fault is not None:
        raise WrongUsage(
            "This cannot be a name",
            fault,
            evidence=(Evidence("name", name[:LONGEST], origin=flag),),
            fixes=(Fix("other_name", "Choose another name", "person"),),
        )


def _called(device: str | None) -> str:
    """What this device is to be called: the name that was given, else the machine's own."""
    if device is None:
        return default_name()
    _refuse_unusable("--device", device, fault_of_name(device))
    return device


def _finish_leaving(home: Home) -> None:
    """What is left of an account whose leaving was cut off is forgotten before there is another."""
    if zone.position(home.replica) is not None:
        zone.forget_account(home.replica)


def device_names(keyring: Keyring, entries: list[bytes], keys: DeviceKeys) -> dict[bytes, str]:
    """What its devices are called, by id, in the order in which they joined."""
    known = details(entries, open_epochs(keyring, entries, keys))
    return {device: known[device].name if device in known else device.hex()[:8] for device in keyring.devices}


def default_name() -> str:
    """What this machine calls itself."""
    return platform.node() or "this device"


@dataclass(frozen=True)
class _Door:
    """A way into an account: its login name, the keys of a secret, and the hub's word that they are the account's."""

    name: str
    keys: HolderKeys
    account: bytes
    ticket: str


def _ask_for_account(home: Home, hub: "HttpHub", name: str, begun: Joining, invite: str | None) -> None:
    """Asks the hub to make the account; where it says no, nothing of the attempt is left to be gone on with."""
    try:
        hub.create_account(
            CreateAccount(
                name=name,
                entry=begun.entry,
                incarnation=begun.incarnation or b"",
                token_sha256=sha256(begun.membership.hub_token).digest(),
                invite=invite,
            )
        )
    except AccountRefused:
        home.save(replace(home.identity, joining=None))
        raise


def _as_dialled(membership: Membership, hub: "HttpHub") -> Membership:
    """A membership that was begun earlier, at the address and with the certificate by which the hub is reached now."""
    return replace(membership, hub=hub.address.url, certificate=hub.address.pin)


def _begun(identity: Identity, hub: "HttpHub", name: str, password: str) -> Joining | None:
    """An account that this device began to create there and never heard of again."""
    joining = identity.joining
    if joining is None or joining.recovery is None:
        return None
    if (joining.membership.hub, joining.membership.name) != (hub.address.url, name):
        return None
    action = next(each for each in parse(joining.entry).body.actions if isinstance(each, SetPassword))
    cost = Cost(action.memory_kib, action.iterations, action.lanes)
    if open_password(password, salt=action.salt, cost=cost).action == action:
        return joining
    raise WrongUsage(
        "This account was begun with another password",
        "The last attempt to create it broke off and may have reached the hub; its password counts.",
        fixes=(Fix("same_password", "Give the same password as then, or another account name", "person"),),
    )


def _begin(home: Home, hub: "HttpHub", name: str, device: str, password: str) -> Joining:
    keys = make_device(secrets.token_bytes)
    recovery_key = recovery.new_recovery(secrets.token_bytes)
    new = create_account(
        keys,
        new_password(password, secrets.token_bytes),
        recovery_keys(recovery_key),
        own_details(device),
        secrets.token_bytes,
    )
    entry = parse(new.entry)
    joining = Joining(
        membership=_membership(hub, name, new.account, keys, entry),
        entry=new.entry,
        incarnation=secrets.token_bytes(ID),
        recovery=recovery_key,
    )
    home.save(replace(home.identity, joining=joining))
    return joining


def _signed_in(hub: "HttpHub", name: str, secret: str, *, by_recovery_key: bool) -> _Door:
    typed = recovery_keys(recovery.read(secret)) if by_recovery_key else None
    challenge = hub.challenge(name, "recovery" if by_recovery_key else "password")
    keys = typed or open_password(
        secret, salt=challenge.salt, cost=Cost(challenge.memory_kib, challenge.iterations, challenge.lanes)
    )
    admission = hub.sign_in(sign_in(keys, nonce=challenge.nonce, host=hub.address.host, name=name))
    return _Door(name, keys, admission.account, admission.ticket)


def _enrolled(home: Home, hub: "HttpHub", door: _Door, device: str) -> tuple[Membership, list[bytes]]:
    """This device as a member, and the keyring that says so; tried again where another entry was quicker."""
    for _ in range(TRIES):
        entries = hub.keyring()
        keyring = _accepted(entries, door)
        adopted = _adopted(home.identity, keyring)
        if adopted is not None:
            return _as_dialled(adopted, hub), entries
        joining = _enrolment(hub, door, keyring, entries, device)
        home.save(replace(home.identity, joining=joining))
        try:
            hub.append_entry(joining.entry, sha256(joining.membership.hub_token).digest())
        except Conflict:
            continue
        return joining.membership, [*entries, joining.entry]
    raise AccountRefused(
        "Other devices kept changing the account's keyring",
        f"{TRIES} times another entry was written first.",
        code="hub.busy",
        fixes=(Fix("try_again", "Try again in a minute", "person", command="owntexts account join"),),
    )


def _accepted(entries: list[bytes], door: _Door) -> Keyring:
    keyring = accept(entries, door.keys.sign_public)
    if keyring.account != door.account:
        raise IntegrityFailed(
            "The hub shows the keyring of another account",
            "It signed this device in to one account and shows the keyring of another.",
            code="integrity.keyring",
            evidence=(
                Evidence("account", keyring.account.hex(), door.account.hex(), "the keyring as the hub shows it"),
            ),
            fixes=(Fix("ask_operator", "Do not join; ask who runs the hub what happened", "person"),),
        )
    return keyring


def _adopted(identity: Identity, keyring: Keyring) -> Membership | None:
    """The membership whose entry arrived although this device never heard so."""
    joining = identity.joining
    if joining is None or parse(joining.entry).hash not in keyring.hashes:
        return None
    return replace(joining.membership, keyring_number=keyring.number, keyring_hash=keyring.hash)


def _enrolment(hub: "HttpHub", door: _Door, keyring: Keyring, entries: list[bytes], device: str) -> Joining:
    keys = make_device(secrets.token_bytes)
    epoch_keys = open_epochs(keyring, entries, door.keys)
    data = enrol(keyring, epoch_keys, door.keys, keys, details=own_details(device), random=secrets.token_bytes)
    return Joining(_membership(hub, door.name, keyring.account, keys, parse(data)), data)


def _membership(hub: "HttpHub", name: str, account: bytes, keys: DeviceKeys, entry: Entry) -> Membership:
    return Membership(
        account=account,
        name=name,
        device=keys.device,
        sign_seed=keys.sign_seed,
        kem_seed=keys.kem_seed,
        hub=hub.address.url,
        certificate=hub.address.pin,
        hub_token=secrets.token_bytes(TOKEN_BYTES),
        keyring_number=entry.number,
        keyring_hash=entry.hash,
    )


def _own_name(entries: list[bytes], membership: Membership) -> str:
    keys = device_keys(membership.device, membership.sign_seed, membership.kem_seed)
    return device_names(fold(entries), entries, keys)[membership.device]


def own_details(device: str) -> DeviceDetails:
    """What this device says of itself when it joins."""
    return DeviceDetails(device, platform.system(), rfc3339(now_ms()) or "", __version__)
