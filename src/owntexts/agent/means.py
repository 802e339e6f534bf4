"""What carrying attachments needs beside what a sync needs, composed by whoever starts it."""

from collections.abc import Callable
from dataclasses import dataclass

from owntexts.agent.cache import Cache
from owntexts.conditions.decision import Decision
from owntexts.previews.making import Previews
from owntexts.sources.base import OpenFiles
from owntexts.wire.hub import BlobHub


@dataclass(frozen=True)
class Means:
    """The hub's blobs, this home's cache, the conditions, and the files of sources.

    `decide(now)` says what may run, whatever attachments met themselves before; `now` overrides every soft limit.
    `files` opens those of the source with a number, and raises SourceFailed. `previews` makes small pictures; a device
    without makes none.
    """

    blobs: BlobHub
    cache: Cache
    decide: Callable[[bool], Decision]
    files: Callable[[int], OpenFiles]
    previews: Previews | None = None
