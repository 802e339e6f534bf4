"""An open backup: the rows of its documents, walked as XML that streams by."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from owntexts.model.observations import Problem
from owntexts.sources import failures
from owntexts.sources.base import Options
from owntexts.sources.malformed import Malformed
from owntexts.sources.sms_backup_restore.cutting import without_data, without_escapes
from owntexts.sources.sms_backup_restore.documents import Documents, must_be_plain, root_of
from owntexts.sources.sms_backup_restore.mending import Mending
from owntexts.sources.sms_backup_restore.records import Broken, Record, Records
from owntexts.sources.sms_backup_restore.rows import entry
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.opening import blocks, start
from owntexts.sources.telephony.packed import is_zip
from owntexts.sources.telephony.payload import Values
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import Read

DOCUMENT_ROWS: Final = 1 << 40
OWN_NUMBER: Final = "own_number"
"""What our own export tells in the first element; the app never names its owner."""


def open_source(path: Path, options: Options) -> TelephonySource:
    """Raises SourceFailed where it cannot be read at all, is none, or wants a password."""
    first = start(path)
    if not is_zip(first):
        must_be_plain(path, first)
        if root_of(first) is None:
            raise failures.unrecognised(path, ("its first element is neither smses nor calls",))
    documents = Documents(path, options)
    return TelephonySource(lambda: _walk(documents), telephone("sms-backup-restore"), options, documents.close)


def _walk(documents: Documents) -> Iterator[Read]:
    for document in documents.numbers:
        with documents.opened(document) as file:
            yield from _rows(document, file)


def _rows(document: int, file: BinaryIO) -> Iterator[Read]:
    number, values, mending, records = document * DOCUMENT_ROWS, Values(without_escapes), Mending(), Records()
    try:
        for one in records.of(mending.mended(without_data(blocks(file), values))):
            number += isinstance(one, Record) or one.in_record
            yield _read(document, number, one, values, records.root.get(OWN_NUMBER))
    except Malformed as error:
        yield Problem(None, f"behind record {number % DOCUMENT_ROWS}", f"{error}; nothing behind it was read", False)
    if mending.was_no_text:
        yield Problem(None, "the whole file", "some of it is not in UTF-8; what could be read was kept", False)


def _read(document: int, number: int, one: Record | Broken, values: Values, own: str | None) -> Read:
    where = f"record {number % DOCUMENT_ROWS}"
    if isinstance(one, Record):
        return entry(number, f"{where} ({one.tag})", one, values, document, own=own)
    return Problem(number if one.in_record else None, where, one.reason, one.in_record)
