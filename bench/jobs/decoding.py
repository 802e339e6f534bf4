"""Bodies of messages: Apple's sample stores where they are here, else what the corpus is made of."""

import os
import statistics
from pathlib import Path

import apsw

from bench import places
from bench.figures import Figure, plain
from bench.timing import taken
from owntexts.sources.apple_messages.bodies import attributed
from owntexts.sources.apple_messages.typedstream import decode
from owntexts.sources.malformed import Malformed

CHECKOUT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("OWNTEXTS_SHARED") or CHECKOUT.parent / "shared")
SAMPLES = "fixtures/apple/imessage-exporter/typedstream"
REPEATS = 300


def decoder(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    bodies = _bodies(places.store(folder, messages))
    whole = min(taken(lambda: [attributed(body, []) for body in bodies]).wall for _ in range(rounds))
    corpus = plain("bodies of a corpus, mean", whole / len(bodies) * 1e6, "us")
    samples = _samples()
    if not samples:
        return (corpus,)
    each = [_microseconds(body) for body in samples]
    return (
        plain("sample bodies, whole decoder, median", statistics.median(each), "us", goal=25),
        plain("sample bodies, whole decoder, slowest", max(each), "us"),
        corpus,
    )


def _bodies(store: Path) -> list[bytes]:
    database = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    rows = database.execute("select attributedBody from message where attributedBody is not null")
    bodies = [body for (body,) in rows]
    database.close()
    return bodies


def _samples() -> list[bytes]:
    """The sample bodies that are whole."""
    return [body for path in sorted((SHARED / SAMPLES).glob("*")) if _is_whole(body := path.read_bytes())]


def _is_whole(body: bytes) -> bool:
    try:
        decode(body)
    except Malformed:
        return False
    return True


def _microseconds(body: bytes) -> float:
    return taken(lambda: [decode(body) for _ in range(REPEATS)]).cpu / REPEATS * 1e6
