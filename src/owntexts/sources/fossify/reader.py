"""An open export: object by object, in either shape."""

from collections.abc import Iterator
from pathlib import Path

from owntexts.sources import failures
from owntexts.sources.base import Options
from owntexts.sources.fossify.recognition import depth_in
from owntexts.sources.fossify.rows import Rows
from owntexts.sources.telephony.formats import telephone
from owntexts.sources.telephony.json_values import unescaped
from owntexts.sources.telephony.json_walk import rows
from owntexts.sources.telephony.opening import blocks, opened, start, translated
from owntexts.sources.telephony.payload import Values
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import Read


def open_source(path: Path, options: Options) -> TelephonySource:
    """Raises SourceFailed where it cannot be read at all, or is none."""
    depth = must_be_one(path)
    return TelephonySource(lambda: _walk(path, depth), telephone("fossify"), options)


def must_be_one(path: Path) -> int:
    """Inside of how many brackets its messages stand; raises SourceFailed where it is no export."""
    depth = depth_in(start(path))
    if depth is None:
        raise failures.unrecognised(path, ("it is no list of messages as these apps write it",))
    return depth


def _walk(path: Path, depth: int) -> Iterator[Read]:
    with opened(path) as file, translated(path):
        values = Values(unescaped)
        yield from rows(blocks(file), depth, Rows(values).entry, values)
