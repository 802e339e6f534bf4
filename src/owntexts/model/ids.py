"""Ids that every device computes for itself, so that they can neither collide nor be forged."""

import uuid
from hashlib import sha256

ID_BYTES = 16
UUID_LENGTH = 36


def _digest(label: str, family: str, key: str) -> bytes:
    return sha256(b"\0".join((label.encode(), family.encode(), key.encode("utf-8", "surrogatepass")))).digest()[
        :ID_BYTES
    ]


def sighting_id(family: str, native: bytes | str) -> bytes:
    """SHA-256('sighting1' ‖ 0 ‖ family ‖ 0 ‖ native key as text), first 16 bytes (PROTOCOL section 4)."""
    return _digest("sighting1", family, native_text(native))


def thread_id(family: str, key: str) -> bytes:
    """SHA-256('thread1' ‖ 0 ‖ family ‖ 0 ‖ key), first 16 bytes."""
    return _digest("thread1", family, key)


def attachment_id(family: str, transfer: str) -> bytes:
    """SHA-256('attachment1' ‖ 0 ‖ family ‖ 0 ‖ transfer guid, or '<sighting id hex>:<index>'), first 16 bytes."""
    return _digest("attachment1", family, transfer)


def pack_native(key: str) -> bytes | str:
    """A native key as it travels: an upper-case UUID as its 16 raw bytes, anything else as it is."""
    if len(key) != UUID_LENGTH:
        return key
    try:
        raw = uuid.UUID(key)
    except ValueError:
        return key
    return raw.bytes if str(raw).upper() == key else key


def native_text(native: bytes | str) -> str:
    """The native key as the source wrote it."""
    return native if isinstance(native, str) else str(uuid.UUID(bytes=native)).upper()
