"""The process that decodes strangers' files: it is handed one after the other, and answers each."""

import sys
from contextlib import suppress
from typing import BinaryIO

import msgspec

from owntexts.previews import confining, sniffing
from owntexts.previews.answers import Answer, NotPreviewed, Why, encode
from owntexts.previews.handing import READY, TAKEN, Line, line, take
from owntexts.previews.kinds import HEARD, PICTURES, PLAYED
from owntexts.previews.limits import Bounds


def serve(bounds: Bounds, theirs: Line) -> None:
    """Answers on this line until its other end is closed."""
    confining.end_with(theirs.fileno())
    confining.confine(bounds)
    theirs.send_bytes(READY)
    with suppress(EOFError):
        while True:
            with take(theirs) as file, confining.bounded(bounds):
                theirs.send_bytes(TAKEN)
                answer = preview(file, large=bounds.large)
            theirs.send_bytes(encode(answer))


def preview(file: BinaryIO, *, large: bool = False) -> Answer:
    """What becomes of an open file. Decoders raise whatever they like over what strangers made."""
    try:
        return _enlarged(file) if large else _decoded(file)
    except MemoryError:
        return NotPreviewed(Why.MEMORY)
    except Exception:  # noqa: BLE001 - there is nothing to tell of it but that it was so
        return NotPreviewed(Why.DAMAGED)


def _decoded(file: BinaryIO) -> Answer:
    """Decoders are loaded when the first file needs them."""
    kind = sniffing.sniff(file.read(sniffing.HEAD))
    file.seek(0)
    if kind in PICTURES:
        from owntexts.previews.pictures import picture  # noqa: PLC0415

        return picture(file, kind)
    if kind in PLAYED:
        from owntexts.previews.playing import played  # noqa: PLC0415

        return played(file, kind)
    return NotPreviewed(Why.KIND)


def _enlarged(file: BinaryIO) -> Answer:
    kind = sniffing.sniff(file.read(sniffing.HEAD))
    if kind in HEARD:
        from owntexts.previews.hearing import heard  # noqa: PLC0415 - as above

        file.seek(0)
        return heard(file, kind)
    if kind not in PICTURES:
        return NotPreviewed(Why.KIND)
    from owntexts.previews.pictures import large_picture  # noqa: PLC0415 - as above

    return large_picture(file, kind)


if __name__ == "__main__":
    serve(msgspec.json.decode(sys.argv[1], type=Bounds), line(int(sys.argv[2])))
