"""The bytes of a source's attachments for writers, without an agent: read once, kept in memory."""

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from owntexts.model.observations import Row
from owntexts.sources.base import Options
from owntexts.sources.registry import recognize
from owntexts.testing.suite import KnownRows


def fetch_from(path: Path, options: Options = Options()) -> Callable[[str, BinaryIO], str | None]:  # noqa: B008 - frozen
    """A writer's Fetch of what lies in this source."""
    held = contents_of(path, options)

    def fetch(attachment: str, out: BinaryIO) -> str | None:
        if attachment not in held:
            return "its source does not have it"
        out.write(held[attachment])
        return None

    return fetch


def contents_of(path: Path, options: Options = Options()) -> dict[str, bytes]:  # noqa: B008 - frozen
    """By attachment (id in hex) what the source has of it."""
    kind = recognize(path).kind
    assert kind.files is not None
    with kind.open(path, options) as opened:
        rows = [one for one in opened.read(KnownRows()) if isinstance(one, Row)]
    places = {file.attachment.hex(): file.place for row in rows for file in row.files if file.place}
    with kind.files(path, options) as files:
        read = {one.place: one.stream.read() for one in files.contents(set(places.values())) if one.stream}
    return {attachment: read[place] for attachment, place in places.items() if place in read}
