"""An open Takeout: every page is parsed once into a spool, names and the owner learned on the way."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import msgpack

from owntexts.model.observations import Problem
from owntexts.sources import failures
from owntexts.sources.base import Options
from owntexts.sources.google_voice.media import Media
from owntexts.sources.google_voice.names import Names
from owntexts.sources.google_voice.page import Page, page
from owntexts.sources.google_voice.rows import Rows
from owntexts.sources.google_voice.takeout import Takeout
from owntexts.sources.malformed import Malformed
from owntexts.sources.telephony.formats import voice
from owntexts.sources.telephony.reader import TelephonySource
from owntexts.sources.telephony.rows import Read
from owntexts.sources.telephony.spool import Spool

LARGEST_PAGE: Final = 32 << 20
PAGES, BAD = "page", "bad"

_decode_page = msgpack.Decoder(tuple[str, Page]).decode
_decode_problem = msgpack.Decoder(tuple[str, str]).decode


def open_source(path: Path, options: Options) -> TelephonySource:
    """Raises SourceFailed where it cannot be read at all, or has no page of Google Voice."""
    spool, names = Spool(), Names()
    try:
        media = _gathered(path, options, spool, names)
    except BaseException:
        spool.close()
        raise
    rows = Rows(names, media)
    return TelephonySource(lambda: _walk(spool, rows), voice("google-voice"), options, spool.close, names.own)


def _gathered(path: Path, options: Options, spool: Spool, names: Names) -> Media:
    """Puts the pages into the spool, and learns names from them."""
    with Takeout(path, options) as takeout:
        for number, name in enumerate(takeout.pages, start=1):
            try:
                found = _page(takeout, name)
            except Malformed as error:
                spool.put(BAD, [(number, msgpack.encode((name, str(error))))])
                continue
            if found:
                names.learn(found)
                spool.put(PAGES, [(number, msgpack.encode((name, found)))])
        if not spool.has(PAGES):
            raise failures.unrecognised(path, ("no page of Google Voice is in it",))
        return Media(takeout.sizes)


def _page(takeout: Takeout, name: str) -> Page | None:
    data = takeout.beginning(name, LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        raise Malformed(f"it is larger than {LARGEST_PAGE >> 20} MiB")
    return page(data, name)


def _walk(spool: Spool, rows: Rows) -> Iterator[Read]:
    for number, data in spool.all(PAGES):
        yield from rows.of(number, *_decode_page(data))
    for _, data in spool.all(BAD):
        name, reason = _decode_problem(data)
        yield Problem(None, name[:120], reason, False)
