"""An open export: line by line where it is NDJSON, object by object where it is JSON."""

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final, cast

from owntexts.model.observations import Problem
from owntexts.sources.base import Options
from owntexts.sources.sms_import_export.export import Export
from owntexts.sources.sms_import_export.rows import Rows
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.json_rows import Object
from owntexts.sources.telephony.json_values import unescaped
from owntexts.sources.telephony.json_walk import row, rows
from owntexts.sources.telephony.opening import blocks
from owntexts.sources.telephony.payload import Values
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import Read

LONGEST_LINE: Final = 32 << 20
TOO_LONG: Final = f"this line is longer than {LONGEST_LINE >> 20} MiB"


def open_source(path: Path, options: Options) -> TelephonySource:
    """Raises SourceFailed where it cannot be read at all, is none, or wants a password."""
    export = Export(path, options)
    return TelephonySource(lambda: _walk(export), telephone("sms-import-export"), options, export.close)


def _walk(export: Export) -> Iterator[Read]:
    with export.opened() as file:
        if export.archive:
            yield from _lines(Rows(export.media, {}), cast("io.BufferedIOBase", file))
        else:
            values = Values(unescaped)
            yield from rows(blocks(file), 1, Rows({}, values).entry, values)


def _lines(made: Rows, file: io.BufferedIOBase) -> Iterator[Read]:
    """Lines end with LF and with nothing else: a text may hold other characters that end lines."""
    for number, line in enumerate(iter(partial(file.readline, LONGEST_LINE), b""), start=1):
        where = f"line {number}"
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            _pass_by_the_rest(file)
            yield Problem(number, where, TOO_LONG)
        elif not line.isspace():
            yield row(number, where, Object(line, ""), made.entry)


def _pass_by_the_rest(file: io.BufferedIOBase) -> None:
    while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass
