"""The times of one row, and when it last changed."""

from collections.abc import Iterator
from typing import NamedTuple

from owntexts.sources.apple_messages.native import Native
from owntexts.sources.apple_messages.times import milliseconds
from owntexts.sources.malformed import Malformed


class Moments(NamedTuple):
    """UTC milliseconds; None where the row does not say. `deleted` 0: was in Recently Deleted and is not now."""

    at: int | None
    read: int | None
    delivered: int | None
    deleted: int | None
    changed: int


def moments(native: Native, deleted: int | None, complaints: list[str]) -> Moments:
    """`deleted` is Apple's time of deletion, 0 where its table does not say when.

    A row last changed at the latest of its reading, delivery, playing, edit, retraction, deletion and recovery. The
    time of the message itself does not count, so a row that nothing happened to says 0.
    """
    at = _moment("date", native.date, complaints)
    read = _moment("date_read", native.date_read, complaints)
    delivered = _moment("date_delivered", native.date_delivered, complaints)
    gone = None if deleted is None else _moment("delete_date", deleted, complaints) or at or 1
    changed = max(read or 0, delivered or 0, gone or 0, *_rarer(native, complaints))
    return Moments(at, read, delivered, 0 if gone is None and native.date_recovered else gone, changed)


def _rarer(native: Native, complaints: list[str]) -> Iterator[int]:
    yield 0
    for name in ("date_played", "date_edited", "date_retracted", "date_recovered"):
        value = getattr(native, name)
        if value:
            yield _moment(name, value, complaints) or 0


def _moment(name: str, value: int | None, complaints: list[str]) -> int | None:
    try:
        return milliseconds(value)
    except Malformed as error:
        complaints.append(f"{name}: {error}")
        return None
