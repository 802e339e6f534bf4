"""Attachments for tests: devices that carry files, and messages whose files lie in a folder of their own."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Self

from owntexts.agent.cache import Cache
from owntexts.agent.carry import PICTURES, Carried, carry, carry_out
from owntexts.agent.carrying import Run
from owntexts.agent.device import Device
from owntexts.agent.means import Means
from owntexts.agent.source_files import CachedFiles
from owntexts.conditions.decision import Decision
from owntexts.crypto.cached import CacheKeys
from owntexts.errors import SourceFailed
from owntexts.explain import Finding
from owntexts.model.ids import attachment_id, sighting_id
from owntexts.model.observations import Located, Row
from owntexts.model.records import ATTACHMENT, Attachment, Header, Part, Sighting
from owntexts.previews.making import Previews
from owntexts.replica import cached, sources
from owntexts.replica.ingest import ingest
from owntexts.sources.base import Content
from owntexts.testing.devices import NOW_MS
from owntexts.testing.family import seeded
from owntexts.wire.hub import BlobHub

HOUR_MS = 3600 * 1000


class Folder:
    """The files of a source that lie in one folder; a place is a name in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Self:
        if not self.path.is_dir():
            raise SourceFailed("The source is not there", code="source.missing")
        return self

    def __exit__(self, *exc: object) -> None: ...

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles."""
        for place in places:
            try:
                with (self.path / place).open("rb") as stream:
                    yield Content(place, stream)
            except FileNotFoundError:
                yield Content(place, None, "missing", "it is not there")


def carrying(
    device: Device,
    folder: Path,
    blobs: BlobHub,
    held_by: Callable[[], tuple[Finding, ...]] = lambda: (),
    previews: Previews | None = None,
) -> Device:
    """The device with a cache in `folder` and a source whose files lie in `folder`/files; `held_by` holds it."""
    (folder / "files").mkdir(exist_ok=True)
    cache = Cache(folder / "cache", CacheKeys(sha256(folder.name.encode()).digest()), seeded(folder.name))

    def decide(_now: bool) -> Decision:
        return device.decide(False, held_by())

    means = Means(
        blobs=blobs,
        cache=cache,
        decide=decide,
        files=lambda source: Folder(folder / "files") if source else CachedFiles(device.replica, cache),
        previews=previews,
    )
    return replace(device, means=means)


def run_of(device: Device, *, told: Callable[[int], None] = lambda _: None) -> Run:
    """A run of this device's attachments."""
    assert device.means
    return Run(device, device.means, told=told)


def carried(device: Device) -> Carried:
    """One run, from its beginning to its end."""
    return carry(run_of(device))


def pictured(device: Device) -> Carried:
    """One run of this device's previews."""
    return carry_out(run_of(device), PICTURES)


def give(device: Device, folder: Path, name: str, data: bytes | None, *, hour: int = 0) -> Sighting:
    """A message of some hour with a file of this name, which lies in the device's folder unless there is none."""
    if data is not None:
        (folder / "files" / name).write_bytes(data)
    sighting = with_file(name, len(data or b""), hour=hour)
    source = sources.add(device.replica, "apple-messages", "chat.db")
    row = int.from_bytes(sighting_id("apple", name)[:6], "big")
    ingest(device.replica, source.id, [Row(row, row, (sighting,), (Located(file_id(name), name),))])
    return sighting


def with_file(name: str, size: int, *, hour: int = 0) -> Sighting:
    """A received message with one file."""
    at = NOW_MS + hour * HOUR_MS
    return Sighting(
        family="apple",
        native=name,
        header=Header(at, 1, 1),
        formats=2,
        kind=0,
        direction=0,
        service="iMessage",
        sender="+15550100",
        at=at,
        parts=(Part(kind=ATTACHMENT, attachment=Attachment(id=file_id(name), name=name, size=size)),),
    )


def file_id(name: str) -> bytes:
    """The id of the attachment that has this name."""
    return attachment_id("apple", name)


def in_cache(device: Device, data: bytes) -> bool:
    """Whether the device's cache has these bytes, all of them right."""
    assert device.means
    content = sha256(data).digest()
    if not cached.has(device.replica, content):
        return False
    return b"".join(device.means.cache.pieces(content, len(data))) == data
