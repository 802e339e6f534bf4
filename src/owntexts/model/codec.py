"""Records as bytes: one MessagePack array of records, each an array that starts with its kind.

What this version does not know, a kind, a field or a value, comes back as `Unknown` and is written again as it was.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from owntexts.errors import IntegrityFailed
from owntexts.explain import Evidence, Fix
from owntexts.model.records import Intent, Record, Sighting

NATIVE_BYTES = 16
NONSENSE = (msgspec.DecodeError, RecursionError, UnicodeDecodeError, ValueError)

encode = msgspec.msgpack.Encoder(order="deterministic").encode

_decode_records = msgspec.msgpack.Decoder(list[Record]).decode
_decode_record: Any = msgspec.msgpack.Decoder(Record).decode
_split = msgspec.msgpack.Decoder(list[msgspec.Raw]).decode
_number = msgspec.msgpack.Decoder(int).decode
_anything = msgspec.msgpack.Decoder().decode


class Unknown(msgspec.Struct, frozen=True, gc=False):
    """A record that a newer version wrote: its kind and its bytes."""

    kind: int
    raw: bytes


def encode_records(records: Iterable[Record | Unknown]) -> bytes:
    """The records as one array. Raises UnicodeEncodeError on a lone surrogate, which readers replace."""
    return encode([msgspec.Raw(record.raw) if type(record) is Unknown else record for record in records])


def decode_records(data: bytes) -> list[Record | Unknown]:
    """What `encode_records` wrote, here or in another version; IntegrityFailed (integrity.decode) on nonsense."""
    try:
        records = _decode_records(data)
    except NONSENSE:
        return _one_by_one(data)
    if encode(records) == data and all(map(_is_sound, records)):
        return list(records)
    return _one_by_one(data)


def _one_by_one(data: bytes) -> list[Record | Unknown]:
    try:
        return [_record_or_unknown(bytes(raw)) for raw in _split(data)]
    except NONSENSE as reason:
        raise _undecodable(data, reason) from reason


def _record_or_unknown(raw: bytes) -> Record | Unknown:
    kind = _number(_split(raw)[0]) if raw[:1] != b"\x90" else -1
    if kind < 0:
        raise ValueError("a record has no kind")
    try:
        record: Record = _decode_record(raw)
        if _is_sound(record) and _nothing_lost(_anything(raw), _anything(encode(record))):
            return record
    except NONSENSE:
        pass
    return Unknown(kind, raw)


def _is_sound(record: Record) -> bool:
    """Whether the fields hold that the types above cannot say."""
    if type(record) is Sighting:
        return _is_key(record.native) and type(record.parts) is not bool
    return type(record) is not Intent or _is_key(record.target)


def _is_key(key: object) -> bool:
    return type(key) is str or (type(key) is bytes and len(key) == NATIVE_BYTES)


def _nothing_lost(given: object, kept: object) -> bool:
    """Whether `kept` has all of `given`; an older version's record is shorter, and its missing fields are defaults."""
    if type(given) is list and type(kept) is list:
        return len(given) <= len(kept) and all(map(_nothing_lost, given, kept))
    return given == kept


def _undecodable(data: bytes, reason: Exception) -> IntegrityFailed:
    return IntegrityFailed(
        "A batch of changes cannot be read",
        "Its signature is right, but what it holds is not a list of records that this version of Owntexts can read.",
        code="integrity.decode",
        evidence=(
            Evidence(name="bytes", value=len(data), origin="the batch"),
            Evidence(name="reason", value=str(reason)[:200], origin="the decoder"),
        ),
        fixes=(
            Fix(
                id="update",
                title="Update Owntexts on this device; what was set aside is then read again",
                kind="person",
                command="owntexts update --check",
            ),
        ),
    )
