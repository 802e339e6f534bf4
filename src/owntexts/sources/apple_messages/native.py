"""One row of the table message, with None for every column that its store does not have."""

from functools import partial
from operator import itemgetter
from typing import Final, NamedTuple

from owntexts.sources.utf8 import decode_utf8


class Native(NamedTuple):
    """The columns that are read, by Apple's names.

    First those that differ from row to row, then those that few rows have (`rare`) and what goes with them, then those
    that say the same in very many rows (`usual`).
    """

    rowid: int
    guid: str | None
    text: str | None
    attributedBody: bytes | None  # noqa: N815 - Apple's name
    date: int | None
    date_read: int | None
    date_delivered: int | None
    message_summary_info: bytes | None

    subject: str | None
    date_played: int | None
    date_edited: int | None
    date_retracted: int | None
    date_recovered: int | None
    item_type: int | None
    associated_message_type: int | None
    balloon_bundle_id: str | None
    expressive_send_style_id: str | None
    thread_originator_guid: str | None

    other_handle: int | None
    group_title: str | None
    group_action_type: int | None
    share_status: int | None
    associated_message_guid: str | None
    associated_message_emoji: str | None
    payload_data: bytes | None
    thread_originator_part: str | None

    service: str | None
    handle_id: int | None
    is_from_me: int | None
    is_read: int | None
    error: int | None
    is_audio_message: int | None
    is_spam: int | None
    is_stewie: int | None
    is_sos: int | None
    is_pending_satellite_send: int | None
    sent_or_received_off_grid: int | None
    schedule_type: int | None
    schedule_state: int | None


rare = itemgetter(slice(Native._fields.index("subject"), Native._fields.index("other_handle")))
usual = itemgetter(slice(Native._fields.index("service"), None))

TEXTS: Final = frozenset(name for name, kind in Native.__annotations__.items() if kind == (str | None))
BLOBS: Final = frozenset(name for name, kind in Native.__annotations__.items() if kind == (bytes | None))
LARGEST: Final = 1 << 62

Value = int | float | str | bytes | None


native = partial(tuple.__new__, Native)


def fits(kinds: tuple[type, ...]) -> bool:
    """Whether the types of a row's values are those of Native: SQLite lets any value into any column."""
    return all(kind is type(None) or kind is _kind_of(name) for name, kind in zip(Native._fields, kinds, strict=True))


def fitted(row: tuple[Value, ...]) -> Native:
    """The row with each value brought to its column's type, None where that cannot be."""
    return Native._make(_fitted(name, value) for name, value in zip(Native._fields, row, strict=True))


def _kind_of(name: str) -> type:
    if name in TEXTS:
        return str
    return bytes if name in BLOBS else int


def _fitted(name: str, value: Value) -> Value:
    if value is None or type(value) is _kind_of(name):
        return value
    if name in TEXTS:
        return decode_utf8(value) if isinstance(value, bytes) else str(value)
    if name in BLOBS:
        return value.encode() if isinstance(value, str) else None
    return int(value) if isinstance(value, float) and abs(value) < LARGEST else None
