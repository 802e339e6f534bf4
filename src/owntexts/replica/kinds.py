"""The kinds of records, and for each kind what makes two records the same and what they say together.

The state of a thing is the MessagePack array of its facts, whatever its kind: layers of a sighting, thread or handle,
one record of anything else. So a state of one record is that record's own bytes after one byte.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import msgspec

from owntexts.model import contents, device_status, edits, facts, intents, reactions, threads
from owntexts.model.codec import NONSENSE, Unknown, encode
from owntexts.model.ids import ID_BYTES, contact_id, pack_native, sighting_id
from owntexts.model.layers import damaged
from owntexts.model.records import (
    Contact,
    Content,
    DeviceStatus,
    Edit,
    Grave,
    Handle,
    Intent,
    Preview,
    Reaction,
    Record,
    Sighting,
    Thread,
)

UNKNOWN: Final = 0
SIGHTING: Final = 1
THREAD: Final = 2
HANDLE: Final = 3
REACTION: Final = 4
EDIT: Final = 5
INTENT: Final = 6
GRAVE: Final = 7
CONTENT: Final = 8
PREVIEW: Final = 9
CONTACT: Final = 10
DEVICE_STATUS: Final = 11

ONE_LAYER: Final = b"\x91"

Facts = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """How records of one kind are told apart, joined, decoded and placed."""

    number: int
    identity: Callable[[Any], bytes]
    join: Callable[[Facts, Facts], Facts]
    adds_to: Callable[[Facts, Any], bool]
    decode: Callable[[bytes], Facts]
    target: Callable[[Any], bytes | None] = lambda _: None
    at: Callable[[Any], int | None] = lambda _: None


def digest(key: object) -> bytes:
    """16 bytes of SHA-256 over the key's MessagePack bytes."""
    return sha256(encode(key)).digest()[:ID_BYTES]


def first(record: Any) -> Facts:
    """The state of a thing of which only this record is known."""
    if type(record) is Sighting and type(record.native) is str and pack_native(record.native) is not record.native:
        return facts.merge((), (record,))
    return (record,)


def encode_state(state: Facts) -> bytes:
    """The facts as they are kept; equal facts are equal bytes."""
    if type(state[0]) is Unknown:
        return ONE_LAYER + state[0].raw
    return encode(state)


def travelling(state: bytes, number: int) -> list[bytes]:
    """The kept facts as the records that say them in a batch."""
    if state[:1] == ONE_LAYER:
        return [state[1:]]
    if number == SIGHTING:
        return [encode(record) for record in facts.expanded(facts.decode_state(state))]
    return [encode(record) for record in KINDS[number].decode(state)]


def decode_intent(state: bytes) -> Intent:
    """The one intent of a kept state."""
    intent: Intent = KINDS[INTENT].decode(state)[0]
    return intent


def kind_of(record: Record | Unknown) -> Kind:
    return BY_TYPE[type(record)]


def _set_of(merge: Callable[[Any, Any], Any]) -> Callable[[Facts, Facts], Facts]:
    return lambda mine, theirs: (merge(mine[0], theirs[0]),)


def _changes(join: Callable[[Facts, Facts], Facts]) -> Callable[[Facts, Any], bool]:
    return lambda state, record: join(state, (record,)) != state


def _decoder(kind: type, name: str) -> Callable[[bytes], Facts]:
    decode = msgspec.msgpack.Decoder(tuple[kind, ...]).decode  # type: ignore[valid-type]  # the type is an argument

    def decoded(state: bytes) -> Facts:
        try:
            return decode(state)
        except NONSENSE as reason:
            raise damaged(name, reason) from reason

    return decoded


def _decode_unknown(state: bytes) -> Facts:
    if state[:1] != ONE_LAYER:
        raise damaged("record of a newer version", ValueError("not one record"))
    return (Unknown(UNKNOWN, state[1:]),)


def _keyed(
    number: int, kind: type, key: Callable[[Any], object], merge: Callable[[Any, Any], Any], **more: Any
) -> Kind:
    """A kind whose records are a set: one record for each key."""
    join = _set_of(merge)
    decode = _decoder(kind, kind.__name__.lower())
    return Kind(number, lambda record: digest(key(record)), join, _changes(join), decode, **more)


def _target_of_intent(intent: Intent) -> bytes | None:
    return intent.target if isinstance(intent.target, bytes) else None


def _larger(mine: Grave, theirs: Grave) -> Grave:
    return max(mine, theirs, key=lambda grave: grave.digest)


_graves_join = _set_of(_larger)

BY_TYPE: Final[dict[type, Kind]] = {
    Sighting: Kind(
        SIGHTING,
        lambda record: sighting_id(record.family, record.native),
        facts.merge,
        facts.adds_to,
        facts.decode_state,
        at=lambda record: record.at,
    ),
    Thread: Kind(
        THREAD,
        lambda record: threads.identity((record,)),
        threads.merge,
        threads.adds_to,
        threads.decode_thread,
        at=lambda record: record.header.changed,
    ),
    Handle: Kind(
        HANDLE,
        lambda record: digest(record.raw),
        threads.merge,
        threads.adds_to,
        threads.decode_handle,
        at=lambda record: record.header.changed,
    ),
    Reaction: _keyed(
        REACTION, Reaction, reactions.key, reactions.merge, target=lambda one: one.target, at=lambda one: one.at
    ),
    Edit: _keyed(EDIT, Edit, edits.key, edits.merge, target=lambda one: one.target, at=lambda one: one.at),
    Intent: _keyed(INTENT, Intent, intents.key, intents.merge, target=_target_of_intent, at=lambda one: one.stamp.ms),
    Grave: Kind(
        GRAVE,
        lambda record: record.id,
        _graves_join,
        _changes(_graves_join),
        _decoder(Grave, "grave"),
    ),
    Content: _keyed(
        CONTENT,
        Content,
        lambda content: content.attachment,
        contents.merge,
        target=lambda content: content.attachment,
    ),
    Preview: _keyed(
        PREVIEW,
        Preview,
        contents.preview_key,
        contents.merge_previews,
        target=lambda preview: preview.attachment,
    ),
    Contact: Kind(
        CONTACT,
        lambda record: contact_id(record.family, record.uid),
        threads.merge,
        threads.adds_to,
        threads.decode_contact,
        at=lambda record: record.header.changed,
    ),
    DeviceStatus: _keyed(
        DEVICE_STATUS, DeviceStatus, device_status.key, device_status.merge, at=lambda status: status.stamp.ms
    ),
    Unknown: Kind(
        UNKNOWN,
        lambda record: digest(record.raw),
        lambda mine, _: mine,
        lambda _state, _record: False,
        _decode_unknown,
    ),
}
KINDS: Final = {kind.number: kind for kind in BY_TYPE.values()}
