"""What lies at the places that sources name, newest first: read once, sent where the hub does not have it, and told.

What is not there, cannot be read or changes while it is read is noted at its place and looked for again later.
A file that finds no room on the hub holds up none that does.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from io import UnsupportedOperation
from typing import BinaryIO, Final

from owntexts.agent import keeping
from owntexts.agent.cache import Damaged
from owntexts.agent.carrying import HUB_FULL, Run
from owntexts.agent.sending import Sender
from owntexts.errors import HubFailed, SourceFailed
from owntexts.model.codec import encode
from owntexts.model.contents import PIECE_BYTES, PieceList
from owntexts.replica import places, uploads
from owntexts.replica.places import Found, Place, Trouble
from owntexts.replica.uploads import Troubled, Uploaded
from owntexts.sources.base import Content
from owntexts.wire import limits
from owntexts.wire.blob import BlobKind

MOST_PIECES: Final = 50_000
"""What a list of pieces can name: files of nearly 200 GiB."""

Print = tuple[int, int] | None


class Unusable(Exception):
    """The bytes at a place cannot be had now."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def upload_all(run: Run) -> None:
    """Reads every place that is to be read, source by source, and begins anew whenever something newer has come.

    Raises Waits, HubFailed, and what the replica raises.
    """
    try:
        while True:
            run.news = False
            for source, asked in _asked(run).items():
                _upload_from(run, source, asked)
            if not run.news:
                uploads.came_to_nothing(run.device.replica)
                return
    except HubFailed as error:
        if error.code == HUB_FULL:
            _upload_what_fits(run)
        raise


def _asked(run: Run) -> dict[int, dict[str, Place]]:
    """By source what is to be read there, newest first."""
    asked: dict[int, dict[str, Place]] = {}
    for place in places.to_read(run.device.replica, run.device.now()):
        asked.setdefault(place.source, {})[place.place] = place
    return asked


def _upload_what_fits(run: Run) -> None:
    """File by file, each that is small enough. What came of the others so far is given back first. Raises as above."""
    uploads.came_to_nothing(run.device.replica)
    keeping.free(run)
    for source, asked in _asked(run).items():
        with suppress(SourceFailed), run.means.files(source) as files:
            for content in files.contents(list(asked)):
                if content.stream is not None and 0 < _size(asked[content.place], content.stream) <= _room(run):
                    run.check("send")
                    with Sender(run) as sender:
                        sender.then(_taken(sender, asked[content.place], content))
                        sender.flush()


def _size(place: Place, stream: BinaryIO) -> int:
    found = print_of(stream)
    return found[0] if found else place.size


def _room(run: Run) -> int:
    said = run.means.blobs.storage()
    return said.quota - said.used


def _upload_from(run: Run, source: int, asked: dict[str, Place]) -> None:
    left = dict(asked)
    with Sender(run) as sender:
        try:
            with run.means.files(source) as files:
                for content in files.contents(list(asked)):
                    run.check("send")
                    sender.then(_taken(sender, left.pop(content.place), content))
                    if run.news:
                        left.clear()
                        break
            trouble: Trouble = "missing"
        except SourceFailed:
            trouble = "source"
        for place in left.values():
            sender.then(Troubled(place, trouble))
        sender.flush()


def _taken(sender: Sender, place: Place, content: Content) -> Uploaded | Troubled:
    """What becomes of a place once all that was taken in is on the hub."""
    if content.stream is None:
        return Troubled(place, content.trouble or "unreadable")
    try:
        return _read(sender, place, content.stream)
    except Unusable as reason:
        return Troubled(place, reason.trouble)


def _read(sender: Sender, place: Place, stream: BinaryIO) -> Uploaded:
    before, whole, size = print_of(stream), sha256(), 0
    pieces = []
    for piece in pieces_of(stream):
        whole.update(piece)
        size += len(piece)
        pieces.append(sender.refer(BlobKind.PIECE, piece))
        if len(pieces) > MOST_PIECES:
            raise Unusable("too_large")
    after = print_of(stream)
    if before != after or (after is not None and after[0] != size):
        raise Unusable("changed")
    found = Found(whole.digest(), size, after[1] if after else None)
    if len(pieces) <= limits.PIECES_INLINE:
        return Uploaded(place, found, tuple(pieces))
    listed = encode(PieceList(tuple(pieces)))
    return Uploaded(place, found, (sender.refer(BlobKind.LIST, listed),), listed)


def pieces_of(stream: BinaryIO) -> Iterator[bytes]:
    """All of a stream in pieces of 4 MiB. Raises Unusable."""
    try:
        while piece := _piece(stream):
            yield piece
    except (OSError, ValueError, Damaged):
        raise Unusable("unreadable") from None


def _piece(stream: BinaryIO) -> bytes:
    """4 MiB, fewer at the end; a stream may give less than it is asked for."""
    parts, room = list[bytes](), PIECE_BYTES
    while room and (part := stream.read(room)):
        parts.append(part)
        room -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def print_of(stream: BinaryIO) -> Print:
    """Size and time of change (ns) of the file behind a stream, where there is one."""
    descriptor = descriptor_of(stream)
    if descriptor is None:
        return None
    status = os.fstat(descriptor)
    return status.st_size, status.st_mtime_ns


def descriptor_of(stream: BinaryIO) -> int | None:
    """The descriptor of the file behind a stream, where there is one."""
    try:
        return stream.fileno()
    except (OSError, UnsupportedOperation, AttributeError):
        return None
