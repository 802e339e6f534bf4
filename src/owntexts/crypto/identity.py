"""Who this device is: sealed on its own disk under the at-rest key, apart from the replica.

frame (7) ‖ nonce (12) ‖ ciphertext ‖ tag (16)
"""

from typing import Final

import msgspec
from cryptography.exceptions import InvalidTag
from msgspec import Struct

from owntexts.crypto.devices import DeviceKeys, device_keys
from owntexts.crypto.suite import Random, derive, seal, unseal
from owntexts.errors import IntegrityFailed, ReplicaDamaged
from owntexts.explain import Evidence, Fix
from owntexts.wire.objects import FRAME_BYTES, Kind, frame, kind_of


class Membership(Struct, frozen=True):
    """This device in an account: under which id and keys, at which hub, and the longest keyring it has seen.

    `certificate` is the SHA-256 of the hub's pinned certificate in hex, None where the usual authorities vouch for it.
    """

    account: bytes
    name: str
    device: bytes
    sign_seed: bytes
    kem_seed: bytes
    hub: str
    certificate: str | None
    hub_token: bytes
    keyring_number: int
    keyring_hash: bytes

    @property
    def keys(self) -> DeviceKeys:
        """This device's private keys."""
        return device_keys(self.device, self.sign_seed, self.kem_seed)

    def __repr__(self) -> str:
        """Names the account and device only: the rest is secret."""
        return f"Membership(name={self.name!r}, device={self.device.hex()})"


class Joining(Struct, frozen=True):
    """A membership whose entry the hub has not acknowledged yet; what is needed to ask again after a crash.

    `incarnation` and `recovery` (the recovery key, not shown yet) are those of an account that this device creates.
    """

    membership: Membership
    entry: bytes
    incarnation: bytes | None = None
    recovery: bytes | None = None

    def __repr__(self) -> str:
        """Names the membership only: the rest is secret."""
        return f"Joining({self.membership!r})"


class Identity(Struct, frozen=True):
    """A device from its first command on; its membership comes with an account and goes with it."""

    device: bytes
    membership: Membership | None = None
    joining: Joining | None = None


_IDENTITY: Final = msgspec.msgpack.Decoder(Identity)


def seal_identity(identity: Identity, at_rest_key: bytes, random: Random) -> bytes:
    """The identity file's bytes."""
    head = frame(Kind.IDENTITY)
    return head + seal(_key(at_rest_key), msgspec.msgpack.encode(identity), bound=head, random=random)


def open_identity(data: bytes, at_rest_key: bytes) -> Identity:
    """The identity of the file's bytes.

    Raises ReplicaDamaged (keys.missing) where the key does not open it, HubFailed (hub.version) for a newer format.
    """
    try:
        kind_of(data)
        return _IDENTITY.decode(unseal(_key(at_rest_key), data[FRAME_BYTES:], bound=data[:FRAME_BYTES]))
    except (InvalidTag, IntegrityFailed, msgspec.DecodeError):
        raise _not_opened(len(data)) from None


def cache_key(at_rest_key: bytes) -> bytes:
    """What the keys of the cache of attachments follow from."""
    return derive(at_rest_key, "cache")


def replica_key(at_rest_key: bytes) -> bytes:
    """The key of the replica's file, 32 bytes."""
    return derive(at_rest_key, "replica")


def _key(at_rest_key: bytes) -> bytes:
    return derive(at_rest_key, "identity")


def _not_opened(size: int) -> ReplicaDamaged:
    return ReplicaDamaged(
        "This device's identity does not open with its key",
        "The identity file and the at-rest key do not belong together, or the file is damaged.",
        code="keys.missing",
        evidence=(Evidence(name="identity_bytes", value=size, origin="the identity file in the home"),),
        fixes=(
            Fix(
                id="restore-key", title="Put back the key that belongs to this home, if there is a copy", kind="person"
            ),
            Fix(
                id="join-again",
                title="Join the account again from a new home",
                kind="person",
                command="owntexts account join",
            ),
        ),
    )
