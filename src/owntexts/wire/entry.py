"""A keyring entry as bytes: what it does, what it seals, and who signed it.

    frame (7) ‖ length of the body (4) ‖ body (MessagePack array) ‖ signatures (MessagePack array)

Signed is label ‖ frame ‖ length ‖ body. docs/protocol.md, section 2, has the byte table.
"""

from enum import IntEnum
from hashlib import sha256
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from owntexts.errors import IntegrityFailed
from owntexts.explain import Evidence
from owntexts.wire import limits
from owntexts.wire.log import item_hash
from owntexts.wire.objects import FRAME_BYTES, Kind, frame, kind_of
from owntexts.wire.refused import refused

ENTRY_LABEL: Final = b"owntexts entry 1\0"
HOLDER_LABEL: Final = b"owntexts holder 1\0"
MOST_SIGNATURES: Final = 8
MOST_ACTIONS: Final = limits.DEVICES + 4
MOST_GRANTS: Final = limits.DEVICES + 2

_LENGTH_BYTES: Final = 4
_BODY_START: Final = FRAME_BYTES + _LENGTH_BYTES

Id = Annotated[bytes, Meta(min_length=16, max_length=16)]
Key = Annotated[bytes, Meta(min_length=32, max_length=32)]
KemKey = Annotated[bytes, Meta(min_length=1216, max_length=1216)]
SealedGrant = Annotated[bytes, Meta(min_length=1168, max_length=1168)]
SealedKey = Annotated[bytes, Meta(min_length=60, max_length=60)]
Count = Annotated[int, Meta(ge=0, lt=1 << 32)]


class HolderKind(IntEnum):
    """Who can hold an epoch key and sign entries."""

    DEVICE = 1
    PASSWORD = 2
    RECOVERY = 3


class Holder(Struct, frozen=True, array_like=True):
    """One holder: a device under its random id, a password or recovery key under the digest of its public keys."""

    kind: HolderKind
    id: Id


class AddDevice(Struct, frozen=True, array_like=True, tag=1):
    """A device joins. `sign` is Ed25519, `kem` is ML-KEM-768 (1184 bytes) ‖ X25519 (32 bytes)."""

    device: Id
    sign: Key
    kem: KemKey

    @property
    def holder(self) -> Holder:
        """The device as a holder."""
        return Holder(HolderKind.DEVICE, self.device)


class RemoveDevice(Struct, frozen=True, array_like=True, tag=2):
    """A device leaves; `counter` and `hash` are its last valid item (0 and zeros where it wrote none)."""

    device: Id
    counter: Annotated[int, Meta(ge=0, le=limits.COUNT)]
    hash: Key


class SetPassword(Struct, frozen=True, array_like=True, tag=3):
    """The account's password from here on: public keys, and how its seed is computed (Argon2id)."""

    sign: Key
    kem: KemKey
    login: Key
    salt: Id
    memory_kib: Count
    iterations: Count
    lanes: Count

    @property
    def holder(self) -> Holder:
        """The password as a holder."""
        return Holder(HolderKind.PASSWORD, _holder_id(self))


class SetRecovery(Struct, frozen=True, array_like=True, tag=4):
    """The account's recovery key from here on, as public keys."""

    sign: Key
    kem: KemKey
    login: Key

    @property
    def holder(self) -> Holder:
        """The recovery key as a holder."""
        return Holder(HolderKind.RECOVERY, _holder_id(self))


Action = AddDevice | RemoveDevice | SetPassword | SetRecovery


class Grant(Struct, frozen=True, array_like=True):
    """The entry's epoch key, sealed by HPKE to one holder: encapsulation (1120) ‖ sealed key (48)."""

    holder: Holder
    sealed: SealedGrant


class Body(Struct, frozen=True, array_like=True):
    """What an entry says. `wrapped` is the ended epoch's key under the new one's; None where an epoch goes on."""

    account: Id
    number: Count
    previous: Key
    epoch: Annotated[int, Meta(ge=1, lt=1 << 32)]
    commitment: Key
    actions: Annotated[tuple[Action, ...], Meta(max_length=MOST_ACTIONS)]
    grants: Annotated[tuple[Grant, ...], Meta(max_length=MOST_GRANTS)]
    wrapped: SealedKey | None
    names: Annotated[bytes, Meta(max_length=limits.CHANGE // 4)]


class Signature(Struct, frozen=True, array_like=True):
    """One signer's Ed25519 signature of the entry."""

    signer: Holder
    signature: Annotated[bytes, Meta(min_length=64, max_length=64)]


class Entry(Struct, frozen=True):
    """A parsed entry; `signed` is what its signatures cover, `hash` the item hash of all its bytes."""

    body: Body
    signed: bytes
    signatures: tuple[Signature, ...]
    hash: bytes

    @property
    def number(self) -> int:
        """The entry's place in the keyring; the first is 0."""
        return self.body.number


_BODY = msgspec.msgpack.Decoder(Body)
_SIGNATURES = msgspec.msgpack.Decoder(Annotated[tuple[Signature, ...], Meta(max_length=MOST_SIGNATURES)])


def signed_bytes(body: Body) -> bytes:
    """Frame, length and body, as they are stored."""
    packed = msgspec.msgpack.encode(body)
    return frame(Kind.ENTRY) + len(packed).to_bytes(_LENGTH_BYTES, "big") + packed


def signed_part(signed: bytes) -> bytes:
    """What each signer signs: label ‖ frame ‖ length ‖ body."""
    return ENTRY_LABEL + signed


def assemble(signed: bytes, signatures: tuple[Signature, ...]) -> bytes:
    """The whole entry."""
    return signed + msgspec.msgpack.encode(signatures)


def parse(data: bytes) -> Entry:
    """The parts of an entry; neither its place nor its signatures are judged here.

    Raises IntegrityFailed (integrity.keyring) for bytes that cannot be an entry, HubFailed (hub.version) for those of
    a newer version.
    """
    if len(data) > limits.ENTRY:
        raise _no_entry("it is larger than an entry may be", len(data), limits.ENTRY)
    if kind_of(data) is not Kind.ENTRY:
        raise _no_entry("it is an object of another kind", data[4], int(Kind.ENTRY))
    end = _BODY_START + int.from_bytes(data[FRAME_BYTES:_BODY_START], "big")
    if end > len(data):
        raise _no_entry("it is cut off", len(data), end)
    try:
        body, signatures = _BODY.decode(data[_BODY_START:end]), _SIGNATURES.decode(data[end:])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_entry(f"it cannot be read ({error})", len(data), None) from error
    return Entry(body=body, signed=data[:end], signatures=signatures, hash=item_hash(data))


def _holder_id(keys: SetPassword | SetRecovery) -> bytes:
    return sha256(HOLDER_LABEL + keys.sign + keys.kem + keys.login).digest()[: limits.ID]


def _no_entry(why: str, value: int, limit: int | None) -> IntegrityFailed:
    return refused(
        "This is no keyring entry",
        f"The hub sent bytes in the place of a keyring entry, but {why}.",
        Evidence(name="bytes", value=value, limit=limit, origin="the entry as it came"),
        code="integrity.keyring",
    )
