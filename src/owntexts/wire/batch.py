"""A batch: a plain header that says where it stands, sealed changes, and the writing device's signature.

    frame (7) ‖ header (202 + 16 per needed blob) ‖ ciphertext ‖ signature (64)

A heartbeat is a batch without ciphertext. docs/protocol.md, section 3, has the byte table.
"""

from hashlib import sha256
from struct import Struct as Layout
from typing import Final

from msgspec import Struct

from owntexts.explain import Evidence
from owntexts.wire import limits
from owntexts.wire.hub import ChangeToken
from owntexts.wire.log import item_hash
from owntexts.wire.objects import FRAME_BYTES, Kind, frame, kind_of
from owntexts.wire.refused import refused
from owntexts.wire.signing import verify

BATCH_LABEL: Final = b"owntexts batch 1\0"
SIGNATURE_BYTES: Final = 64
NO_HASH: Final = bytes(32)

_FIXED: Final = Layout(">16sII32s16sQ32s16sQ32s32sH")
_HEADER_START: Final = FRAME_BYTES + _FIXED.size
_SMALLEST: Final = _HEADER_START + SIGNATURE_BYTES
_TAG_BYTES: Final = 16
MOST_NEEDS: Final = (limits.HEADER - _HEADER_START) // limits.ID

__all__ = [
    "BATCH_LABEL",
    "MOST_NEEDS",
    "NO_HASH",
    "SIGNATURE_BYTES",
    "Batch",
    "BatchHeader",
    "header_bytes",
    "is_signed_by",
    "item_hash",
    "parse",
    "signed_part",
]


class BatchHeader(Struct, frozen=True):
    """Where a batch stands: in its account, its keyring, its device's chain and the history its writer had seen.

    Ids are 16 bytes, hashes and the salt 32. `previous` is the item hash of this device's item `counter` - 1, and
    zeros for counter 1. `seen` is the newest position whose items the writer had applied. `needs` names blobs that
    must be on the hub before the batch is.
    """

    account: bytes
    epoch: int
    keyring_number: int
    keyring_hash: bytes
    device: bytes
    counter: int
    previous: bytes
    seen: ChangeToken
    needs: tuple[bytes, ...] = ()
    salt: bytes = NO_HASH


class Batch(Struct, frozen=True):
    """A parsed batch or heartbeat; what is verified is always the bytes received, kept here beside their meaning."""

    kind: Kind
    header: BatchHeader
    header_bytes: bytes
    ciphertext: bytes
    signature: bytes
    hash: bytes


def header_bytes(kind: Kind, header: BatchHeader) -> bytes:
    """Frame and header as they are stored and signed."""
    _check_lengths(header)
    fixed = _FIXED.pack(
        header.account,
        header.epoch,
        header.keyring_number,
        header.keyring_hash,
        header.device,
        header.counter,
        header.previous,
        header.seen.incarnation,
        header.seen.token,
        header.seen.zone_hash,
        header.salt,
        len(header.needs),
    )
    return frame(kind) + fixed + b"".join(header.needs)


def signed_part(header: bytes, ciphertext: bytes) -> bytes:
    """What the device signs: label ‖ frame and header ‖ SHA-256(ciphertext)."""
    return BATCH_LABEL + header + sha256(ciphertext).digest()


def is_signed_by(batch: Batch, public: bytes) -> bool:
    """Whether the batch's signature was made with this device key."""
    return verify(public, signed_part(batch.header_bytes, batch.ciphertext), batch.signature)


def parse(data: bytes) -> Batch:
    """The parts of a batch or heartbeat, every limit checked first; the signature is not judged here.

    Raises IntegrityFailed (integrity.signature) for bytes that cannot be a batch, HubFailed (hub.version) for those
    of a newer version.
    """
    if len(data) > limits.BATCH_SEALED:
        raise _no_batch("it is larger than a batch may be", len(data), limits.BATCH_SEALED)
    kind = kind_of(data)
    if kind not in {Kind.BATCH, Kind.HEARTBEAT}:
        raise _no_batch("it is an object of another kind", int(kind), int(Kind.BATCH))
    if len(data) < _SMALLEST:
        raise _no_batch("it is cut off", len(data), _SMALLEST)
    return _parsed(data, kind)


def _parsed(data: bytes, kind: Kind) -> Batch:
    needs = int.from_bytes(data[_HEADER_START - 2 : _HEADER_START], "big")
    header_end = _HEADER_START + needs * limits.ID
    signature_start = len(data) - SIGNATURE_BYTES
    if needs > MOST_NEEDS:
        raise _no_batch("its header is too long", needs, MOST_NEEDS)
    if header_end > signature_start:
        raise _no_batch("it is cut off", len(data), header_end + SIGNATURE_BYTES)
    ciphertext = data[header_end:signature_start]
    if (kind is Kind.HEARTBEAT) != (not ciphertext) or 0 < len(ciphertext) <= _TAG_BYTES:
        raise _no_batch("its sealed part has a length that none can have", len(ciphertext), None)
    header = _header(data, data[_HEADER_START:header_end])
    if not 1 <= header.counter <= limits.COUNT or header.seen.token > limits.COUNT:
        raise _no_batch("it counts beyond what can be counted", header.counter, limits.COUNT)
    return Batch(
        kind=kind,
        header=header,
        header_bytes=data[:header_end],
        ciphertext=ciphertext,
        signature=data[signature_start:],
        hash=item_hash(data),
    )


def _header(data: bytes, needs: bytes) -> BatchHeader:
    account, epoch, number, keyring_hash, device, counter, previous, incarnation, token, zone_hash, salt, _ = (
        _FIXED.unpack_from(data, FRAME_BYTES)
    )
    return BatchHeader(
        account=account,
        epoch=epoch,
        keyring_number=number,
        keyring_hash=keyring_hash,
        device=device,
        counter=counter,
        previous=previous,
        seen=ChangeToken(incarnation, token, zone_hash),
        needs=tuple(needs[at : at + limits.ID] for at in range(0, len(needs), limits.ID)),
        salt=salt,
    )


def _check_lengths(header: BatchHeader) -> None:
    ids = (header.account, header.device, header.seen.incarnation, *header.needs)
    hashes = (header.keyring_hash, header.previous, header.seen.zone_hash, header.salt)
    if any(len(each) != limits.ID for each in ids) or any(len(each) != len(NO_HASH) for each in hashes):
        raise ValueError("ids take 16 bytes, hashes and salts 32")
    if len(header.needs) > MOST_NEEDS:
        raise ValueError(f"a batch can need at most {MOST_NEEDS} blobs")


def _no_batch(why: str, value: int, limit: int | None) -> Exception:
    return refused(
        "This is no batch",
        f"The hub sent bytes in the place of a batch, but {why}.",
        Evidence(name="bytes", value=value, limit=limit, origin="the item as it came"),
    )
