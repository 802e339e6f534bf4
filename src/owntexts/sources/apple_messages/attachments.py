"""What the rows of the table attachment say. The disk is never asked: whether a file lies here is another question."""

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from owntexts.model.formats import APPLE
from owntexts.model.ids import attachment_id
from owntexts.model.observations import Located
from owntexts.model.records import HIDDEN, MISSING, ONLY_IN_ICLOUD, PRESENT, SENSITIVE, STICKER, Attachment
from owntexts.sources.names import base_name
from owntexts.sources.schema import Schema
from owntexts.sources.utf8 import decode_utf8

FAILED: Final = frozenset({6, 7, 8})
TEMPORARY: Final = re.compile(r"(/private)?/var/(folders|tmp)/|/tmp/")
PREVIEW: Final = ".pluginpayloadattachment"


class File(NamedTuple):
    """One row of the table attachment, by Apple's names, texts decoded."""

    guid: str | None
    filename: str | None
    mime_type: str | None
    transfer_name: str | None
    emoji_image_short_description: str | None
    transfer_state: int | None
    total_bytes: int | None
    is_sticker: int | None
    hide_attachment: int | None
    is_commsafety_sensitive: int | None


TEXT_COLUMNS: Final = File._fields[:5]
NUMBER_COLUMNS: Final = File._fields[5:]


def columns(schema: Schema) -> str:
    """The columns of File for a SELECT from attachment; texts as bytes, since one of them may be no UTF-8."""
    return f"{schema.texts('attachment', TEXT_COLUMNS)}, {schema.numbers('attachment', NUMBER_COLUMNS)}"


def file(row: Sequence[Any]) -> File:
    """A row of those columns, texts decoded."""
    texts = [decode_utf8(raw) if raw else None for raw in row[: len(TEXT_COLUMNS)]]
    return File._make((*texts, *row[len(TEXT_COLUMNS) :]))


def attachment(file: File, fallback: str, transcript: str | None = None) -> Attachment:
    """`fallback` is '<sighting id hex>:<index>', the file's key where its row has no guid."""
    return Attachment(
        id=attachment_id(APPLE, file.guid or fallback),
        name=base_name(file.transfer_name) or base_name(file.filename),
        mime=file.mime_type or None,
        size=file.total_bytes if file.total_bytes and file.total_bytes > 0 else None,
        origin=_origin(file),
        flags=_flags(file),
        transcript=transcript,
    )


def unknown(guid: str, name: str | None, transcript: str | None = None) -> Attachment:
    """A file that a body names and no row describes."""
    return Attachment(id=attachment_id(APPLE, guid), name=base_name(name), origin=MISSING, transcript=transcript)


def located(files: Sequence[File], key: str, others: Sequence[File] = ()) -> tuple[Located, ...]:
    """Where the files of a message lie; `key` is its sighting id in hex, `others` are those that its body names."""
    named = [(f"{key}:{index}", file) for index, file in enumerate(files)] + [("", file) for file in others]
    return tuple(
        Located(attachment_id(APPLE, file.guid or fallback), file.filename or "")
        for fallback, file in named
        if _origin(file) == PRESENT
    )


def is_hidden(file: File) -> bool:
    """Whether it is an app's own payload, such as the picture of a link preview."""
    name = file.transfer_name or file.filename or ""
    return bool(file.hide_attachment) or name.lower().endswith(PREVIEW)


def _origin(file: File) -> int:
    if file.transfer_state in FAILED or TEMPORARY.match(file.filename or ""):
        return MISSING
    return PRESENT if file.filename else ONLY_IN_ICLOUD


def _flags(file: File) -> int:
    return STICKER * bool(file.is_sticker) | HIDDEN * is_hidden(file) | SENSITIVE * bool(file.is_commsafety_sensitive)
