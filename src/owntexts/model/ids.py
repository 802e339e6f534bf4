"""Ids that every device computes for itself, so that they can neither collide nor be forged."""

import re
from hashlib import sha256
from typing import Final

ID_BYTES: Final = 16
UUID_LENGTH: Final = 36

_is_uuid = re.compile("[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}").fullmatch


def _digest(label: str, family: str, key: str) -> bytes:
    return sha256(f"{label}\0{family}\0{key}".encode("utf-8", "surrogatepass")).digest()[:ID_BYTES]


def sighting_id(family: str, native: bytes | str) -> bytes:
    """SHA-256('sighting1' ‖ 0 ‖ family ‖ 0 ‖ native key as text), first 16 bytes (PROTOCOL section 4)."""
    return _digest("sighting1", family, native_text(native))


def thread_id(family: str, key: str) -> bytes:
    """SHA-256('thread1' ‖ 0 ‖ family ‖ 0 ‖ key), first 16 bytes."""
    return _digest("thread1", family, key)


def attachment_id(family: str, transfer: str) -> bytes:
    """SHA-256('attachment1' ‖ 0 ‖ family ‖ 0 ‖ transfer guid, or '<sighting id hex>:<index>'), first 16 bytes."""
    return _digest("attachment1", family, transfer)


def contact_id(family: str, uid: str) -> bytes:
    """SHA-256('contact1' ‖ 0 ‖ family ‖ 0 ‖ the book's own key), first 16 bytes."""
    return _digest("contact1", family, uid)


def pack_native(key: str) -> bytes | str:
    """A native key as it travels: an upper-case UUID as its 16 raw bytes, anything else as it is."""
    return bytes.fromhex(key.replace("-", "")) if len(key) == UUID_LENGTH and _is_uuid(key) else key


def native_text(native: bytes | str) -> str:
    """The native key as the source wrote it."""
    if isinstance(native, str):
        return native
    digits = native.hex().upper()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
