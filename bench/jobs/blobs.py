"""Attachments to the hub and back, in blobs of 4 MiB over loopback HTTP, four at a time: 1 GiB for 100,000 messages.

The floors and the product take turns, 128 MiB each, and the ratio is the median over all turns: so what disturbs one
of them for a while counts little. Upwards there are two floors: one syncs nothing to the disk, the other syncs each
file and its folder before it answers, as the hub does.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from hashlib import sha256
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import httpx2

from bench import places
from bench.figures import Figure, plain
from bench.timing import taken
from owntexts.crypto.blobs import BlobKeys
from owntexts.model.records import Reference
from owntexts.testing.accounts import SampleAccount
from owntexts.transport.http import HttpHub
from owntexts.wire import limits
from owntexts.wire.blob import BlobKind
from owntexts.wire.hub import CreateAccount

AT_A_TIME = 4
A_TURN = 32
MESSAGES_A_BLOB = 100_000 // 256
GOAL = 1.43
"""70% of the floor's throughput, as a ratio of times."""

Pieces = Sequence[bytes]


class Way(NamedTuple):
    """How pieces travel, by their number: there and back."""

    put: Callable[[int], object]
    get: Callable[[int], object]


class Times(NamedTuple):
    """Seconds for each turn, there and back."""

    up: Sequence[float]
    down: Sequence[float]


def blobs(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    """Up and down: plain bytes, blobs that are sealed already, and blobs that are sealed and opened on the way."""
    pieces = _pieces(max(AT_A_TIME, messages // MESSAGES_A_BLOB))
    done = [_round(folder / str(number), pieces) for number in range(rounds)]
    floor, durable, hub, sealing = (_joined([times[way] for times in done]) for way in range(len(WAYS)))
    a_turn = min(A_TURN, len(pieces)) * limits.BLOB_PLAIN // limits.MIB
    return (
        _beside(f"{a_turn} MiB up, the floor syncs nothing", hub.up, floor.up, GOAL),
        _beside(f"{a_turn} MiB up, the floor syncs too", hub.up, durable.up, GOAL),
        _beside(f"{a_turn} MiB down", hub.down, floor.down, GOAL),
        _beside(f"{a_turn} MiB up, sealed on the way", sealing.up, floor.up),
        _beside(f"{a_turn} MiB down, opened on the way", sealing.down, floor.down),
        plain("up", a_turn / median(hub.up), "MiB/s"),
        plain("down", a_turn / median(hub.down), "MiB/s"),
    )


def _joined(rounds: Sequence[Times]) -> Times:
    return Times([each for times in rounds for each in times.up], [each for times in rounds for each in times.down])


def _beside(name: str, seconds: Sequence[float], floor: Sequence[float], goal: float | None = None) -> Figure:
    """Medians of all turns, and of the ratios of each turn to that of the floor next to it."""
    typical = median(map(truediv, seconds, floor))
    return Figure(name, round(median(seconds), 3), "s", round(median(floor), 3), round(typical, 2), goal)


def _pieces(number: int) -> Pieces:
    """Pieces of 4 MiB that nobody can make smaller, no two alike."""
    common = secrets.token_bytes(limits.BLOB_PLAIN - 8)
    return [each.to_bytes(8, "big") + common for each in range(number)]


def _round(folder: Path, pieces: Pieces) -> list[Times]:
    """The times of each of the ways."""
    folder.mkdir()
    with ExitStack() as closing, ThreadPoolExecutor(AT_A_TIME) as threads:
        ways = [closing.enter_context(way(folder / way.__name__, pieces)) for way in WAYS]
        turns = [range(start, min(start + A_TURN, len(pieces))) for start in range(0, len(pieces), A_TURN)]
        up = [[_seconds(threads, way.put, turn) for way in ways] for turn in turns]
        down = [[_seconds(threads, way.get, turn) for way in ways] for turn in turns]
    return list(map(Times, zip(*up, strict=True), zip(*down, strict=True)))


def _seconds(threads: ThreadPoolExecutor, move: Callable[[int], object], turn: range) -> float:
    """What the turn before left to be written to the disk is written before the clock starts."""
    os.sync()
    return taken(lambda: list(threads.map(move, turn))).wall


@contextmanager
def _plain(folder: Path, pieces: Pieces, *how: str) -> Iterator[Way]:
    folder.mkdir()
    with places.plain_server(folder, *how) as url, httpx2.Client(base_url=url, trust_env=False) as client:

        def put(number: int) -> None:
            client.put(f"/{number}", content=pieces[number]).raise_for_status()

        def get(number: int) -> None:
            with client.stream("GET", f"/{number}") as answer:
                _check(b"".join(answer.iter_raw()), pieces[number])

        yield Way(put, get)


def _plain_and_durable(folder: Path, pieces: Pieces) -> AbstractContextManager[Way]:
    return _plain(folder, pieces, "durable")


@contextmanager
def _sealed_before(folder: Path, pieces: Pieces) -> Iterator[Way]:
    with _account(folder) as (hub, keys):
        sealed = [_sealed(keys, piece) for piece in pieces]

        def put(number: int) -> None:
            reference, data = sealed[number]
            hub.put_blob(reference.blob, data)

        def get(number: int) -> None:
            reference, data = sealed[number]
            _check(hub.blob(reference.blob), data)

        yield Way(put, get)


@contextmanager
def _sealed_then(folder: Path, pieces: Pieces) -> Iterator[Way]:
    references: dict[int, Reference] = {}
    with _account(folder) as (hub, keys):

        def put(number: int) -> None:
            references[number], data = _sealed(keys, pieces[number])
            hub.put_blob(references[number].blob, data)

        def get(number: int) -> None:
            keys.open(BlobKind.PIECE, references[number], hub.blob(references[number].blob) or b"")

        yield Way(put, get)


WAYS: Final = (_plain, _plain_and_durable, _sealed_before, _sealed_then)


def _sealed(keys: BlobKeys, piece: bytes) -> tuple[Reference, bytes]:
    reference = keys.refer(BlobKind.PIECE, piece)
    return reference, keys.seal(BlobKind.PIECE, reference, piece, os.urandom)


def _check(got: bytes | None, expected: bytes) -> None:
    if got is None or len(got) != len(expected):
        raise RuntimeError("something else came back")


@contextmanager
def _account(folder: Path) -> Iterator[tuple[HttpHub, BlobKeys]]:
    """An account on a hub of its own, as its one device sees it."""
    sample, token = SampleAccount(), secrets.token_bytes(32)
    entry, incarnation = sample.entries[0], secrets.token_bytes(16)
    with places.hub(folder) as url:
        with HttpHub(url) as outside:
            outside.create_account(CreateAccount(places.NAME, entry, incarnation, sha256(token).digest()))
        with HttpHub(url, token=token) as hub:
            yield hub, BlobKeys(sample.keyring.account, 1, sample.epoch_keys[1])
