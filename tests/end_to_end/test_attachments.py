"""Photos, videos and voice from one device to another over a real hub, killed again and again: all there, once."""

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from random import Random

import pytest
from tests.end_to_end.world import Device, World, environment, free_port

from owntexts.testing.apple import build_chat_db
from owntexts.testing.apple.attachments import write_attachments, write_large
from owntexts.testing.media import heic, jpeg

MIB = 1 << 20
MOST_RSS = 200 * MIB
PATIENCE_S = 600.0


class CountingHub:
    """A hub that notes what was put; it serves until the test ends."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "hub"
        self.notes = folder / "puts"
        self.notes.touch()
        script = Path(__file__).with_name("counting_hub.py")
        command = (sys.executable, str(script), str(self.data), str(free_port()), str(self.notes))
        self.process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE)
        assert self.process.stdout
        self.address = json.loads(self.process.stdout.readline())["address"]

    def put_twice(self) -> int:
        """How many uploads came to their end for nothing."""
        return sum(times - 1 for times in Counter(self.notes.read_text().split()).values())


class Weighed:
    """A process, and the most memory that it ever had."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.most = 0
        self._thread = threading.Thread(target=self._weigh, daemon=True)
        self._thread.start()

    def wait(self) -> int:
        code = self.process.wait(PATIENCE_S)
        self._thread.join()
        return code

    def _weigh(self) -> None:
        """Until it has ended: what has ended has no memory."""
        status = Path(f"/proc/{self.process.pid}/status")
        while True:
            try:
                line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
            except (OSError, StopIteration):
                return
            self.most = max(self.most, int(line.split()[1]) * 1024)
            time.sleep(0.02)


@contextmanager
def counting_hub(folder: Path) -> Iterator[CountingHub]:
    hub = CountingHub(folder)
    try:
        yield hub
    finally:
        with hub.process:
            hub.process.terminate()


def make(name: str, chance: Random) -> bytes:
    """Small pictures that are some, and noise for all else."""
    if name.lower().endswith((".jpg", ".jpeg")):
        return jpeg(seed=chance.getrandbits(16))
    if name.lower().endswith(".heic"):
        return heic(seed=chance.getrandbits(16))
    return chance.randbytes(chance.randint(1, 40_000))


def size_of(folder: Path) -> int:
    """What lies in a folder; what comes and goes meanwhile does not count."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:
            continue
    return total


def killed_on_the_way(device: Device, grows: Path, chance: Random, kills: int, total: int) -> list[int]:
    """Syncs and is killed so often, each time after a random part of what is left has come; the memory of each."""
    weights = []
    for left in range(kills, 0, -1):
        before = size_of(grows) if grows.exists() else 0
        mark = before + int(chance.random() * max(0, total - before) / left)
        sync = Weighed(device.start("sync"))
        deadline = time.monotonic() + PATIENCE_S
        while sync.process.poll() is None and size_of(grows) <= mark and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.05)
        sync.process.kill()
        sync.wait()
        weights.append(sync.most)
    last = Weighed(device.start("sync"))
    assert last.wait() == 0, device.log()
    return [*weights, last.most]


def digests(folder: Path) -> set[str]:
    return {digest_of(path) for path in folder.iterdir() if path.suffix != ".jsonl"}


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def carried_and_killed(world: World, kills: int, video: int, rows: int, more: Callable[[Path], None]) -> None:
    store = world.folder / "store" / "chat.db"
    store.parent.mkdir()
    build_chat_db(store, messages=rows)
    write_attachments(store, make=make, sizes=[video])
    more(store)
    files = [path for path in (store.parent / "Attachments").rglob("*") if path.is_file()]
    total = size_of(store.parent / "Attachments")
    chance = Random(kills)  # noqa: S311 - which of the moments is no secret
    with counting_hub(world.folder) as hub:
        laptop, desktop = world.device("laptop"), world.device("desktop")
        laptop.add(store)
        laptop.create(hub.address)
        weights = killed_on_the_way(laptop, hub.data / "blobs", chance, kills, total)
        assert hub.put_twice() <= kills
        desktop.join(hub.address)
        (desktop.home / "cache").mkdir(exist_ok=True)
        weights += killed_on_the_way(desktop, desktop.home / "cache", chance, kills, total)
        assert max(weights) < MOST_RSS, [weight // MIB for weight in weights]
        for device in (laptop, desktop):
            assert device.state() == "up_to_date"
            device.ask(
                "export", "jsonl", str(device.home.with_suffix(".jsonl")), "--attachments", f"{device.home}-files"
            )
            assert device.ask("verify", "--attachments")["agree"]
        assert laptop.home.with_suffix(".jsonl").read_bytes() == desktop.home.with_suffix(".jsonl").read_bytes()
        wanted = {digest_of(path) for path in files}
        assert wanted == digests(Path(f"{desktop.home}-files")) == digests(Path(f"{laptop.home}-files"))
        assert high_water(hub.process.pid) < MOST_RSS


def high_water(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def nothing_more(_store: Path) -> None:
    """What the store names is enough."""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_photos_and_a_video_arrive_however_often_both_sides_are_killed(world: World) -> None:
    carried_and_killed(world, kills=2, video=20 * MIB, rows=600, more=nothing_more)


def a_photo_of_its_own(photo: bytes, number: int) -> bytes:
    """The same picture in bytes that no other file has: with a comment behind the first marker."""
    comment = number.to_bytes(8, "big")
    return photo[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + photo[2:]


@pytest.mark.torture
@pytest.mark.timeout(3 * 3600)
def test_two_gigabytes_arrive_however_often_both_sides_are_killed(world: World) -> None:
    def photos(store: Path) -> None:
        """Half a gigabyte over the store's own files: photos that are some, as long as it takes, and noise."""
        chance = Random(7)  # noqa: S311 - nor what a photo shows
        paths = [path for path in (store.parent / "Attachments").rglob("*") if path.is_file()]
        paths.remove(max(paths, key=lambda path: path.stat().st_size))
        pictures = [jpeg(seed=seed, size=(3024, 2016)) for seed in range(6)]
        for path in paths:
            write_large(path, chance.getrandbits(30), (500 * MIB) // len(paths))
            if path.suffix.lower() in {".jpg", ".jpeg", ".heic"}:
                with path.open("r+b") as file:
                    file.write(a_photo_of_its_own(chance.choice(pictures), chance.getrandbits(60)))

    carried_and_killed(world, kills=20, video=1_500 * MIB, rows=1_500, more=photos)
