"""The seven bytes that every stored or sent object starts with: magic, kind, format version, suite."""

from enum import IntEnum
from struct import Struct
from typing import Final

from owntexts.wire.refused import newer, refused

MAGIC: Final = b"OWNT"
FORMAT: Final = 1
SUITE: Final = 1
FRAME_BYTES: Final = 7

_FRAME = Struct(">4sBBB")


class Kind(IntEnum):
    """What an object is. The first four are items of a zone's log; the last two never leave their device."""

    BATCH = 1
    ENTRY = 2
    HEARTBEAT = 3
    GENESIS = 4
    BLOB = 5
    IDENTITY = 16
    CACHED = 17


def frame(kind: Kind) -> bytes:
    """The first seven bytes of an object of this kind."""
    return _FRAME.pack(MAGIC, kind, FORMAT, SUITE)


def kind_of(data: bytes) -> Kind:
    """What these bytes are.

    Raises IntegrityFailed (integrity.signature) for bytes that are no object at all, and HubFailed (hub.version) for
    a kind, format or suite of a newer version: the bytes wait for an update.
    """
    if len(data) < FRAME_BYTES or not data.startswith(MAGIC):
        raise refused("This is no Owntexts object", "The bytes do not start as every object of Owntexts does.")
    _, kind, version, suite = _FRAME.unpack_from(data)
    if version != FORMAT:
        raise newer("format", version, FORMAT)
    if suite != SUITE:
        raise newer("suite", suite, SUITE)
    try:
        return Kind(kind)
    except ValueError:
        raise newer("kind", kind, max(Kind)) from None
