"""Small pictures of what this device has the bytes of; they travel as texts do, ahead of the originals.

A file is decoded by a process of its own (see `previews`), which is handed it open. What is only sealed in the cache is
unsealed into memory, or into a file without a name where a system has no such memory.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from typing import BinaryIO, Final

from owntexts.agent.cache import Damaged
from owntexts.agent.carrying import Run
from owntexts.agent.fetching import File, fetch
from owntexts.agent.sending import Sender
from owntexts.agent.uploading import Unusable, descriptor_of, pieces_of, print_of
from owntexts.errors import SourceFailed
from owntexts.previews.answers import NotPreviewed, Picture
from owntexts.replica import contents, downloads, pictures
from owntexts.replica.cached import Cached
from owntexts.replica.pictures import SMALL_BYTES, Pictured, Unpictured
from owntexts.replica.places import Found, Place
from owntexts.replica.uploads import Seen, Troubled
from owntexts.sources.base import Content
from owntexts.wire.blob import BlobKind

DAY_MS: Final = 24 * 3600 * 1000
NEVER: Final = 1 << 62


def make_previews(run: Run) -> None:
    """Of everything that is here and has none, newest first. Raises Waits, HubFailed, and what the replica raises."""
    if run.means.previews is None:
        return
    asked = pictures.at_places(run.device.replica, run.device.now())
    for source in dict.fromkeys(each.place.source for each in asked):
        _make_from(run, source, {each.place.place: each for each in asked if each.place.source == source})
    with Sender(run, "preview") as sender:
        for each in pictures.in_cache(run.device.replica, run.device.now()):
            run.check("preview")
            _of_cached(run, sender, each)
        sender.flush()


def fetch_previews(run: Run) -> None:
    """Those that other devices made, newest first. Raises Waits, HubFailed, OwntextsError storage.device_full."""
    fetch(run, _wanted(run), "preview")


def _wanted(run: Run) -> Iterator[File]:
    db = run.device.replica
    for content in downloads.pictures(db, run.device.now()):
        with db.read() as connection:
            picture = contents.picture(connection, content)
        if picture is not None:
            yield File(content, picture.length, (picture,), BlobKind.PREVIEW)


def _make_from(run: Run, source: int, asked: dict[str, Unpictured]) -> None:
    with Sender(run, "preview") as sender:
        try:
            with run.means.files(source) as files:
                for content in files.contents(list(asked)):
                    run.check("preview")
                    _of_place(run, sender, asked[content.place], content)
        except SourceFailed:
            pass
        sender.flush()


def _of_place(run: Run, sender: Sender, asked: Unpictured, content: Content) -> None:
    if content.stream is None:
        sender.then(Troubled(asked.place, content.trouble or "unreadable"))
        return
    descriptor, now = descriptor_of(content.stream), print_of(content.stream)
    if asked.found is not None and descriptor is not None and now == (asked.found.size, asked.found.stamp):
        _picture(run, sender, asked.found.content, descriptor)
    elif now is None or now[0] <= SMALL_BYTES:
        _of_unread(run, sender, asked.place, content.stream)


def _of_unread(run: Run, sender: Sender, place: Place, stream: BinaryIO) -> None:
    """What is too large to be read for its picture alone is left for whoever sends it."""
    before = print_of(stream)
    try:
        with open_file(stream) as (descriptor, digest, size):
            sender.then(Seen(place, Found(digest, size, before[1] if before else None)))
            _picture(run, sender, digest, descriptor)
    except Unusable as reason:
        sender.then(Troubled(place, reason.trouble))


def _of_cached(run: Run, sender: Sender, each: Cached) -> None:
    try:
        with run.means.cache.open(each.content, each.size) as stream, open_file(stream) as (descriptor, digest, _):
            if digest == each.content:
                _picture(run, sender, digest, descriptor)
    except (Damaged, Unusable):
        run.shelves.damaged(each.content)


def _picture(run: Run, sender: Sender, content: bytes, descriptor: int) -> None:
    db, now = run.device.replica, run.device.now()
    if run.means.previews is None or not pictures.is_due(db, content, now):
        return
    answer = run.means.previews.make(descriptor)
    match answer:
        case Picture():
            _send(run, sender, content, answer)
        case NotPreviewed(why):
            pictures.cannot(db, content, why.value, NEVER if why.lasting else now + DAY_MS)
        case _:
            pictures.cannot(db, content, "sound", NEVER)


def _send(run: Run, sender: Sender, content: bytes, made: Picture) -> None:
    reference = sender.refer(BlobKind.PREVIEW, made.data)
    with run.means.cache.draft(reference.content, len(made.data)) as draft:
        draft.write(made.data)
        draft.finish()
    sender.then(Pictured(content, reference, made.width, made.height, made.lasts))


@contextmanager
def open_file(stream: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """A descriptor of what is in a stream, its SHA-256 and its size. Raises Unusable."""
    descriptor = descriptor_of(stream)
    with ExitStack() as stack:
        copy = None if descriptor is not None else stack.enter_context(_unnamed())
        whole, size = sha256(), 0
        for piece in pieces_of(stream):
            whole.update(piece)
            size += len(piece)
            if copy is not None:
                copy.write(piece)
        if copy is not None:
            copy.flush()
            descriptor = copy.fileno()
        yield descriptor or 0, whole.digest(), size


def _unnamed() -> BinaryIO:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("attachment"), "w+b")
    return tempfile.TemporaryFile("w+b")
