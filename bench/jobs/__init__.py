"""The jobs by name. Each takes an empty folder, how many messages, how many rounds, and gives figures."""

from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure
from bench.jobs import blobs, decoding, importing, previewing, resting, starting, streaming, syncing

Job = Callable[[Path, int, int], tuple[Figure, ...]]

JOBS: dict[str, Job] = {
    "decoder": decoding.decoder,
    "import": importing.import_,
    "rest": resting.rest,
    "xml": streaming.xml,
    "start": starting.start,
    "sync": syncing.sync,
    "join": syncing.join,
    "roundtrip": syncing.roundtrip,
    "previews": previewing.previews,
    "blobs": blobs.blobs,
}
