"""What is known of a thread, handle or contact: each field by the law of `layers`.

The members of a thread add up, and of the days on which RCS was seen the last one counts.
"""

from collections.abc import Iterable
from typing import Final, TypeVar

import msgspec
from msgspec.structs import replace

from owntexts.model import layers
from owntexts.model.codec import NONSENSE, encode
from owntexts.model.ids import thread_id
from owntexts.model.layers import UNDATED
from owntexts.model.records import Contact, Handle, Thread

ThreadFacts = tuple[Thread, ...]
HandleFacts = tuple[Handle, ...]
ContactFacts = tuple[Contact, ...]
Named = TypeVar("Named", Thread, Handle, Contact)

FIELDS: Final[dict[type, tuple[str, ...]]] = {
    Thread: ("group", "identifier", "name", "service"),
    Handle: ("person", "country"),
    Contact: ("name", "given", "surname", "nickname", "organisation", "handles", "photo"),
}

_decode_thread = msgspec.msgpack.Decoder(ThreadFacts).decode
_decode_handle = msgspec.msgpack.Decoder(HandleFacts).decode
_decode_contact = msgspec.msgpack.Decoder(ContactFacts).decode


def identity(facts: ThreadFacts) -> bytes:
    """The thread's id."""
    return thread_id(facts[0].family, facts[0].key)


def merge(a: tuple[Named, ...], b: tuple[Named, ...]) -> tuple[Named, ...]:
    """What two states of one thread, handle or contact say together, in normal form."""
    return a if a == b else _normal(a + b)


def effective(facts: tuple[Named, ...]) -> Named:
    """What is known now, as one record under its newest header."""
    if len(facts) == 1:
        return facts[0]
    return replace(facts[0], **layers.newest(facts, FIELDS[type(facts[0])]))


def adds_to(facts: tuple[Named, ...], record: Named) -> bool:
    """Whether this record would change anything that is known."""
    return _says(merge(facts, (record,))) != _says(facts)


def encode_state(facts: tuple[Named, ...]) -> bytes:
    """The state as one array of layers; equal states are equal bytes."""
    return encode(facts)


def decode_thread(data: bytes) -> ThreadFacts:
    """What `encode_state` wrote of a thread; ReplicaDamaged on anything else."""
    try:
        return _decode_thread(data)
    except NONSENSE as reason:
        raise layers.damaged("thread", reason) from reason


def decode_handle(data: bytes) -> HandleFacts:
    """What `encode_state` wrote of a handle; ReplicaDamaged on anything else."""
    try:
        return _decode_handle(data)
    except NONSENSE as reason:
        raise layers.damaged("handle", reason) from reason


def decode_contact(data: bytes) -> ContactFacts:
    """What `encode_state` wrote of a contact; ReplicaDamaged on anything else."""
    try:
        return _decode_contact(data)
    except NONSENSE as reason:
        raise layers.damaged("contact", reason) from reason


def _says(facts: tuple[Named, ...]) -> Named:
    return replace(effective(facts), header=UNDATED)


def _normal(records: tuple[Named, ...]) -> tuple[Named, ...]:
    fields = FIELDS[type(records[0])]
    kept = layers.won(layers.by_header(records, fields))
    top = layers.top(kept)
    blank: Named = replace(records[0], **dict.fromkeys(fields))
    if isinstance(blank, Thread):
        blank = replace(blank, members=None, rcs_day=None)
        kept[top] |= {"members": _members(records), "rcs_day": _last_day(records)}
    return tuple(replace(blank, header=header, **said) for header, said in kept.items() if said or header == top)


def _members(records: Iterable[Thread | Handle | Contact]) -> tuple[str, ...] | None:
    known = [record.members for record in records if isinstance(record, Thread) and record.members is not None]
    return tuple(sorted(set().union(*known))) if known else None


def _last_day(records: Iterable[Thread | Handle | Contact]) -> int | None:
    days = [day for one in records if isinstance(one, Thread) and (day := one.rcs_day) is not None]
    return max(days, default=None)
