"""A blob: an opaque sealed object of an account, at most 4 MiB of plaintext, named by a keyed digest of what it holds.

    frame (7) ‖ account (16) ‖ epoch (4) ‖ kind (1) ‖ blob id (16) ‖ nonce (12) ‖ ciphertext with its tag

docs/protocol.md, section 5, has the byte table. The true length stands in references only, so a blob tells no more
than its padded length.
"""

from enum import IntEnum
from struct import Struct as Layout
from typing import Final

from msgspec import Struct

from owntexts.explain import Evidence
from owntexts.wire import limits
from owntexts.wire.objects import FRAME_BYTES, Kind, frame, kind_of
from owntexts.wire.refused import refused

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16

_PLACE: Final = Layout(">16sIB16s")
_NONCE_START: Final = FRAME_BYTES + _PLACE.size
_BODY_START: Final = _NONCE_START + NONCE_BYTES
_SMALLEST: Final = _BODY_START + TAG_BYTES


class BlobKind(IntEnum):
    """What a blob holds: 4 MiB of a file or what is left of it, the list of a file's pieces, or a small picture."""

    PIECE = 1
    LIST = 2
    PREVIEW = 3


class BlobHeader(Struct, frozen=True):
    """Whose blob it is, under which epoch's keys, what it holds, and its id."""

    account: bytes
    epoch: int
    kind: int
    id: bytes


class Blob(Struct, frozen=True):
    """A parsed blob; `header_bytes` are frame and header as they came, which is what the seal binds."""

    header: BlobHeader
    header_bytes: bytes
    nonce: bytes
    ciphertext: memoryview


def header_bytes(header: BlobHeader) -> bytes:
    """Frame and header as they are stored, without the nonce."""
    if len(header.account) != limits.ID or len(header.id) != limits.ID:
        raise ValueError("ids take 16 bytes")
    return frame(Kind.BLOB) + _PLACE.pack(header.account, header.epoch, header.kind, header.id)


def parse(data: bytes) -> Blob:
    """The parts of a blob, its length checked first; whether it opens is for crypto.blobs to say.

    Raises IntegrityFailed (integrity.blob) for bytes that cannot be one, HubFailed (hub.version) for those of a newer
    version.
    """
    if not _SMALLEST <= len(data) <= limits.BLOB_SEALED:
        raise no_blob("it has a length that none can have", len(data), limits.BLOB_SEALED)
    kind = kind_of(data)
    if kind is not Kind.BLOB:
        raise no_blob("it is an object of another kind", int(kind), int(Kind.BLOB))
    account, epoch, holds, blob = _PLACE.unpack_from(data, FRAME_BYTES)
    return Blob(
        header=BlobHeader(account, epoch, holds, blob),
        header_bytes=data[:_NONCE_START],
        nonce=data[_NONCE_START:_BODY_START],
        ciphertext=memoryview(data)[_BODY_START:],
    )


def sealed_length(length: int) -> int:
    """How many bytes a blob with so much plaintext takes."""
    return _SMALLEST + padded_length(length)


def padded_length(length: int) -> int:
    """Padmé: the next length of which only few bits are set, so that lengths tell little; at most 12% more."""
    if length < 2:  # noqa: PLR2004 - there is no exponent of an exponent yet
        return length
    exponent = length.bit_length() - 1
    insignificant = exponent - exponent.bit_length()
    mask = (1 << max(insignificant, 0)) - 1
    return (length + mask) & ~mask


def no_blob(why: str, value: int, limit: int | None) -> Exception:
    """The error for bytes in the place of a blob that are none."""
    return refused(
        "The hub gave something else in the place of an attachment's bytes",
        f"They were not taken over: {why}.",
        Evidence(name="bytes", value=value, limit=limit, origin="the blob as it came"),
        code="integrity.blob",
    )
