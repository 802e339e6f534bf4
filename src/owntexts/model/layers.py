"""The law of facts: of two records of one thing each field is won by the newer header, then by the larger digest.

A thing's state is a set of layers, newest header first: each holds the fields that its header won, and a layer that
won nothing is gone. So a state says for each field both the value and how new it is, and merging states is commutative,
associative and idempotent.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from hashlib import sha256
from typing import Any, Final, TypeVar

from owntexts.errors import ReplicaDamaged
from owntexts.explain import Evidence, Fix
from owntexts.model.codec import encode
from owntexts.model.records import Contact, Handle, Header, Sighting, Thread

Fact = TypeVar("Fact", Sighting, Thread, Handle, Contact)
Fields = dict[str, Any]

UNDATED: Final = Header(0, 0, 0)


def weight(value: object) -> bytes:
    """SHA-256 of the value's MessagePack bytes: what decides between values of equal age."""
    return sha256(encode(value)).digest()


def heavier(one: Any, other: Any) -> Any:
    """The value that stays of two of equal age; None never beats a value."""
    if one is None or other is None:
        return one if other is None else other
    return max(one, other, key=weight) if one != other else one


def by_header(records: Iterable[Fact], fields: tuple[str, ...]) -> dict[Header, Fields]:
    """What each header says of these fields, newest header first."""
    said: dict[Header, list[Fact]] = {}
    for record in records:
        said.setdefault(record.header, []).append(record)
    return {header: _together(said[header], fields) for header in sorted(said, reverse=True)}


def _together(records: list[Fact], fields: tuple[str, ...]) -> Fields:
    return {field: reduce(heavier, (getattr(record, field) for record in records)) for field in fields}


def won(layers: Mapping[Header, Fields]) -> dict[Header, Fields]:
    """Of each layer only the fields that no newer layer has."""
    taken: set[str] = set()
    left: dict[Header, Fields] = {}
    for header, said in layers.items():
        left[header] = {field: value for field, value in said.items() if value is not None and field not in taken}
        taken |= left[header].keys()
    return left


def newest(layers: Iterable[Fact], fields: tuple[str, ...]) -> Fields:
    """Each field's value in the newest layer that has one."""
    said: Fields = dict.fromkeys(fields)
    for layer in layers:
        for field in fields:
            if said[field] is None:
                said[field] = getattr(layer, field)
    return said


def top(kept: Mapping[Header, Fields]) -> Header:
    """The newest header that won something, or the newest of all where none did."""
    return next((header for header, fields in kept.items() if fields), next(iter(kept)))


def damaged(of: str, reason: Exception) -> ReplicaDamaged:
    """The error for a stored state that is not what was written."""
    return ReplicaDamaged(
        f"A {of} in this device's store cannot be read",
        f"The stored state of a {of} is not what Owntexts wrote.",
        evidence=(Evidence(name="reason", value=str(reason)[:200], origin="the store"),),
        fixes=(Fix(id="refresh", title="Rebuild this device's copy", kind="action", command="owntexts refresh"),),
    )
