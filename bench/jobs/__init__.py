"""The jobs by name. Each takes an empty folder, how many messages, how many rounds, and gives figures."""

from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure
from bench.jobs import decoding, importing, reading, resting, starting, syncing

Job = Callable[[Path, int, int], tuple[Figure, ...]]

JOBS: dict[str, Job] = {
    "decoder": decoding.decoder,
    "import": importing.import_,
    "pages": reading.read,
    "rest": resting.rest,
    "start": starting.start,
    "sync": syncing.sync,
    "join": syncing.join,
    "roundtrip": syncing.roundtrip,
}
