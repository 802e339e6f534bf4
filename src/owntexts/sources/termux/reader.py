"""The texts of this phone, asked page by page, or those of a saved answer."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec.json import encode

from owntexts.sources import failures
from owntexts.sources.base import Options, is_device
from owntexts.sources.telephony import commands, fields
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.json_rows import Object
from owntexts.sources.telephony.json_values import unescaped
from owntexts.sources.telephony.json_walk import row, rows
from owntexts.sources.telephony.opening import blocks, opened, start, translated
from owntexts.sources.telephony.payload import Values
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import Read
from owntexts.sources.telephony.spool import Spool
from owntexts.sources.termux.recognition import INSTALL, PROGRAM, SCHEME, is_saved_list
from owntexts.sources.termux.rows import Rows

ALLOW: Final = "Allow Termux:API to read SMS (App info > ... > Allow restricted settings, then Permissions > SMS)"
PAGE: Final = 500
MOST_BYTES: Final = 64 << 20
MOST_PAGES: Final = 20_000
TABLE: Final = "sms"
ERROR: Final = "API_ERROR"


def open_source(path: Path, options: Options) -> TelephonySource:
    """Raises SourceFailed where the phone may not be asked, or the file is no such list."""
    make = Rows(options.timezone)
    if is_device(path, SCHEME):
        spool = _asked(path)
        return TelephonySource(partial(_walk, spool, make), telephone("termux"), options, spool.close)
    if not is_saved_list(start(path)):
        raise failures.unrecognised(path, (f"it is no list as {PROGRAM} writes it",))
    return TelephonySource(partial(_walk_file, path, make), telephone("termux"), options)


def _walk(spool: Spool, make: Rows) -> Iterator[Read]:
    for number, data in spool.all(TABLE):
        yield row(number, f"text {number}", Object(data, ""), make.entry)


def _walk_file(path: Path, make: Rows) -> Iterator[Read]:
    with opened(path) as file, translated(path):
        yield from rows(blocks(file), 1, make.entry, Values(unescaped))


def _asked(path: Path) -> Spool:
    """All texts of the phone by their ids. Where new ones come meanwhile pages overlap, which is no harm."""
    spool = Spool()
    try:
        for page in range(MOST_PAGES):
            if _page(path, spool, page * PAGE) < PAGE:
                return spool
    except BaseException:
        spool.close()
        raise
    return spool


def _page(path: Path, spool: Spool, offset: int) -> int:
    """Keeps one page; how many texts it had."""
    command = (PROGRAM, "-l", str(PAGE), "-o", str(offset), "-t", "all")
    try:
        told = msgspec.json.decode(commands.whole_answer(command, MOST_BYTES))
    except commands.NotInstalled as error:
        raise failures.program_missing(PROGRAM, INSTALL) from error
    except (commands.Failed, msgspec.DecodeError, RecursionError) as error:
        raise failures.device_refused(path, f"{PROGRAM}: {str(error)[:200]}", ALLOW) from error
    if not isinstance(told, list):
        refusal = told.get(ERROR) if isinstance(told, dict) else None
        raise failures.device_refused(path, f"{PROGRAM}: {refusal or 'it gave no list'}", ALLOW)
    spool.replace(TABLE, [(number, encode(one)) for one in told if (number := _number(one)) is not None])
    return len(told)


def _number(one: Any) -> int | None:
    return fields.whole(one.get("_id")) if isinstance(one, dict) else None
