"""Everything to the hub, everything to a new device, one message from device to device: over loopback HTTP."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench import floors, places
from bench.figures import Figure, plain, ratio
from bench.timing import Taken, best, percentile, taken
from owntexts.agent.device import Device
from owntexts.agent.home import Home
from owntexts.agent.members import believed
from owntexts.agent.membership import connected
from owntexts.agent.syncing import sync_once
from owntexts.crypto.batches import open_batch
from owntexts.errors import HubFailed
from owntexts.model.observations import Row
from owntexts.model.records import Header, Sighting
from owntexts.replica import ingest, sources
from owntexts.replica.database import Replica
from owntexts.replica.search import search
from owntexts.wire import log
from owntexts.wire.hub import ChangeToken, Hub
from owntexts.wire.objects import Kind, kind_of

PAGE_BYTES = 4 << 20
ROUND_TRIPS = 20
PATIENCE_S = 10
SETTLING_S = 1
FIRST_ROW = 10**9


def sync(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    """The first sync of a device that has everything."""
    chat_db = places.store(folder, messages)
    times: list[Taken] = []
    on_hub = in_log = 0
    for number in range(rounds):
        with _first_device(folder / str(number), chat_db) as device:
            before = places.bytes_under(folder / str(number) / "hub")
            times.append(taken(lambda: sync_once(device)))
            on_hub = places.bytes_under(folder / str(number) / "hub") - before
            in_log = device.hub.head().used
    took = best(times)
    return (
        plain("first sync", took.wall, "s"),
        plain("first sync, processor time", took.cpu, "s"),
        plain("first sync, per message", took.wall / messages * 1e6, "us"),
        plain("bytes in the log, per message", in_log / messages, "B", goal=100),
        plain("bytes on the hub's disk, per message", on_hub / messages, "B"),
    )


def join(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    """A new device, from an empty home until all is searchable."""
    chat_db = places.store(folder, messages)
    with _first_device(folder / "first", chat_db) as first:
        sync_once(first)
        url, key = first.membership.hub, secrets.token_bytes(32)
        sealed = floors.seal_plainly(_plaintexts(folder / "guest", url), key)
        floor_times, product_times = [], []
        for number in range(rounds):
            floor_times.append(_floor(sealed, key, folder / f"floor-{number}.db"))
            product_times.append(_joined(folder / f"joined-{number}", url))
    floor, product = best(floor_times), best(product_times)
    return (
        ratio("join, on the clock", product.wall, floor.wall, goal=1.5),
        ratio("join, processor time", product.cpu, floor.cpu, goal=1.5),
        plain("join, per message", product.wall / messages * 1e6, "us"),
    )


def roundtrip(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    """A new message on one device until another one, listening, can find it."""
    chat_db = places.store(folder, messages)
    with _first_device(folder / "first", chat_db) as first, places.home(folder / "second") as home:
        sync_once(first)
        places.join_account(home, first.membership.hub)
        with places.device(home) as second:
            sync_once(second)
            trips = _trips(first, second, ROUND_TRIPS * rounds)
    return (
        plain("a message to another device, p50", percentile(trips, 50) * 1000, "ms", goal=150),
        plain("a message to another device, p99", percentile(trips, 99) * 1000, "ms", goal=500),
    )


@contextmanager
def _first_device(folder: Path, chat_db: Path) -> Iterator[Device]:
    """A hub, and a device with everything imported and a new account, about to sync for the first time."""
    folder.mkdir()
    with places.hub(folder / "hub") as url, places.home(folder / "home") as home:
        places.imported(home, chat_db)
        places.create_account(home, url)
        with places.device(home) as device:
            yield device


def _joined(folder: Path, url: str) -> Taken:
    """Signing in costs a fixed time on purpose (Argon2id) and is not counted."""
    with places.home(folder) as home:
        places.join_account(home, url)
        with places.device(home) as device:
            return taken(lambda: _everything(device, home))


def _everything(device: Device, home: Home) -> None:
    result = sync_once(device)
    if not result.received:
        raise RuntimeError(f"nothing was received: {result}")
    ingest.finish_index(home.replica)


def _floor(sealed: list[bytes], key: bytes, target: Path) -> Taken:
    return taken(lambda: floors.open_batches(sealed, key, target))


def _plaintexts(folder: Path, url: str) -> list[bytes]:
    """What the batches of the log say, as a guest device opens them: a device's own come back as hashes only."""
    with places.home(folder) as home:
        places.join_account(home, url)
        with places.device(home) as guest:
            members = believed(guest.hub.keyring(), guest.membership)
            batches = [item for item in _items(guest) if kind_of(item) is Kind.BATCH]
            return [open_batch(batch, members.keyring, members.epoch_keys) for batch in batches]


def _items(device: Device) -> Iterator[bytes]:
    """Every item of the log, from the first on."""
    incarnation = device.hub.head().position.incarnation
    here = ChangeToken(incarnation, 0, log.start(device.membership.account, incarnation))
    while items := device.hub.fetch(here, PAGE_BYTES).items:
        for item in items:
            here = ChangeToken(incarnation, item.token, log.advance(here.zone_hash, item.hash))
            yield item.data or b""


def _trips(first: Device, second: Device, number: int) -> list[float]:
    """Seconds from writing a message here until the other device, woken by a nudge, has it."""
    arrived = threading.Event()
    with connected(second.membership) as ears:
        listener = threading.Thread(target=_listen, args=(second, ears, arrived))
        listener.start()
        arrived.wait(SETTLING_S)
        trips = [_trip(first, second, trip, arrived) for trip in range(number)]
    listener.join()
    return trips


def _trip(first: Device, second: Device, trip: int, arrived: threading.Event) -> float:
    word = f"roundtrip{secrets.token_hex(8)}"
    arrived.clear()
    begun = time.perf_counter()
    _write(first.replica, trip, word)
    sync_once(first)
    while not search(second.replica, word, 1):
        if not arrived.wait(PATIENCE_S):
            raise RuntimeError(f"message {trip} did not arrive within {PATIENCE_S} s")
        arrived.clear()
    return time.perf_counter() - begun


def _listen(device: Device, ears: Hub, arrived: threading.Event) -> None:
    """What an agent does at rest: sync whenever the hub nudges."""
    with suppress(HubFailed):
        for _ in ears.nudges():
            sync_once(device)
            arrived.set()


def _write(replica: Replica, trip: int, word: str) -> None:
    """One new message, as an import finds it."""
    now = time.time_ns() // 1_000_000
    said = Sighting(
        family="apple",
        native=f"bench-{word}",
        header=Header(now, 1, 1),
        formats=2,
        kind=0,
        direction=1,
        service="iMessage",
        at=now,
        parts=(word,),
    )
    row = Row(row=FIRST_ROW + trip, digest=trip, records=(said,))
    ingest.ingest(replica, sources.listed(replica)[0].id, [row])
