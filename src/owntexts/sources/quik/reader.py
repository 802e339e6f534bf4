"""An open backup. An MMS in it has lost everything but its text: where there is none, that is said."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from owntexts.sources import failures
from owntexts.sources.base import Options
from owntexts.sources.quik.recognition import COUNT, is_backup
from owntexts.sources.telephony import columns, fields
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.json_rows import Object
from owntexts.sources.telephony.json_values import unescaped
from owntexts.sources.telephony.json_walk import rows
from owntexts.sources.telephony.opening import blocks, opened, start, translated
from owntexts.sources.telephony.payload import Values
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import Read

MESSAGES_DEPTH: Final = 2
LACKS: Final = "MMS without its content (QUIK does not export it)"


def open_source(path: Path, options: Options) -> TelephonySource:
    """Raises SourceFailed where it cannot be read at all, or is none."""
    if not is_backup(start(path)):
        raise failures.unrecognised(path, (f"it does not begin with {COUNT}",))
    return TelephonySource(lambda: _walk(path), telephone("quik"), options)


def _walk(path: Path) -> Iterator[Read]:
    with opened(path) as file, translated(path):
        yield from rows(blocks(file), MESSAGES_DEPTH, _entry, Values(unescaped))


def _entry(number: int, where: str, one: Object, of: Fields) -> Read:
    named = {**of, "date_sent": of.get("dateSent"), "lacks": LACKS, "body": fields.text(of.get("body"))}
    return columns.entry(number, where, "sms", named, raw=one.data)
