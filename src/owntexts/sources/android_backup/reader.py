"""An open backup: the files of the telephony provider in it, each a packed JSON of up to a thousand messages."""

import re
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from owntexts.model.observations import Problem
from owntexts.sources import failures
from owntexts.sources.android_backup.container import MAGIC, inflated, tar_of
from owntexts.sources.android_backup.tape import Member, members
from owntexts.sources.base import Options
from owntexts.sources.telephony import columns, fields
from owntexts.sources.telephony.columns import Table
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.json_rows import Object
from owntexts.sources.telephony.json_values import unescaped
from owntexts.sources.telephony.json_walk import rows
from owntexts.sources.telephony.opening import start
from owntexts.sources.telephony.payload import Values
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import PartRow, Read

FILE: Final = re.compile(
    r"apps/com\.android\.providers\.telephony/d_f/(?P<number>[0-9]{1,6})_(?P<table>sms|mms)_backup"
)
MOST: Final = 1_000
TABLES: Final[dict[str, Table]] = {"sms": "sms", "mms": "mms"}


def open_source(path: Path, options: Options) -> TelephonySource:
    """Raises SourceFailed where it cannot be read at all, is none, or wants a password."""
    if not start(path).startswith(MAGIC):
        raise failures.unrecognised(path, ("it does not begin as a backup file of Android",))
    with tar_of(path, options.secret):
        pass
    return TelephonySource(lambda: _walk(path, options), telephone("android-backup"), options)


def _walk(path: Path, options: Options) -> Iterator[Read]:
    number = 0
    try:
        with tar_of(path, options.secret) as tar:
            for member in members(tar, lambda name: FILE.fullmatch(name) is not None):
                for one in _rows(member, number):
                    number = max(number, _number(one))
                    yield one
    except (ValueError, zlib.error) as error:
        yield Problem(None, f"behind record {number}", f"{error}; nothing behind it was read", False)


def _number(one: Read) -> int:
    return (one.row or 0) if isinstance(one, Problem) else one.number


def _rows(member: Member, before: int) -> Iterator[Read]:
    found = FILE.fullmatch(member.name)
    make = partial(_entry, TABLES[found["table"]] if found else "sms")
    errors: list[str] = []
    yield from rows(_while_sound(inflated(member.pieces), errors), 1, make, Values(unescaped), before)
    for error in errors:
        yield Problem(None, member.name, f"{error}; what could be read of it was kept", False)


def _while_sound(pieces: Iterator[bytes], errors: list[str]) -> Iterator[bytes]:
    """Those before an error, which ends them, and the error's words."""
    try:
        yield from pieces
    except (ValueError, zlib.error) as error:
        errors.append(str(error))


def _entry(table: Table, number: int, where: str, one: Object, of: Fields) -> Read:
    addresses = (columns.address(each) for each in _objects(of.get("mms_addresses")))
    return columns.entry(
        number,
        where,
        table,
        of,
        raw=one.data,
        addresses=filter(None, addresses),
        parts=tuple(_parts(of)) if table == "mms" else (),
        own=fields.text(of.get("self_phone")),
    )


def _parts(of: Fields) -> Iterator[PartRow]:
    """The text, and the attachments that the backup names and does not have."""
    if text := fields.text(of.get("mms_body")):
        yield PartRow(mime="text/plain", text=text)
    for each in _objects(of.get("attachments")):
        yield PartRow(mime=fields.mime(each.get("mime_type")), location=fields.text(each.get("filename")))


def _objects(value: Any) -> list[Fields]:
    return [each for each in value[:MOST] if isinstance(each, dict)] if isinstance(value, list) else []
