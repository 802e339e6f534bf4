"""Two devices of one account that carry files."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from owntexts.agent.device import Device
from owntexts.agent.syncing import sync_once
from owntexts.explain import Finding
from owntexts.model.contents import PIECE_BYTES
from owntexts.testing.devices import Cable, Fate, device_of
from owntexts.testing.family import Family, seeded
from owntexts.testing.files import carried, carrying, give
from owntexts.testing.memory_hub import MemoryHub, Zone
from owntexts.wire.hub import Hub

PHOTO = seeded("photo")(200_000)
OTHER = seeded("other")(300_000)
LARGE = seeded("large")(2 * PIECE_BYTES + 12_345)
HUGE = b"".join(number.to_bytes(4, "big") + bytes(PIECE_BYTES - 4) for number in range(17))
"""17 pieces: more than stand in a record."""


@dataclass
class Pair:
    """Two devices of one account at a hub in memory."""

    hub: MemoryHub
    family: Family
    a: Device
    b: Device
    folder_a: Path
    folder_b: Path

    puts: Counter[bytes]
    """How often each blob was put."""

    @property
    def zone(self) -> Zone:
        return self.hub.zones["ada"]

    def settle(self) -> None:
        """Both sync and carry until both have all there is."""
        for _ in range(2):
            for device in (self.a, self.b):
                sync_once(device)
                carried(device)
                sync_once(device)


class Counted(Cable):
    """A cable that nobody pulls, on which puts are counted."""

    def __init__(self, hub: Hub, puts: Counter[bytes]) -> None:
        super().__init__(hub)
        self._puts = puts

    def put_blob(self, blob: bytes, data: bytes, *, instead_of: bytes | None = None) -> bool:
        self._puts[blob] += 1
        return super().put_blob(blob, data, instead_of=instead_of)


def nth(request: str, number: int, fate: Fate) -> Callable[[str], Fate]:
    """A cable that is pulled at the how many-th request of a name, and at every one after it."""
    seen = count(1)
    return lambda asked: fate if asked == request and next(seen) >= number else "whole"


def everyone(pair: Pair) -> None:
    """A photo of A's is on the hub, and B knows of it."""
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    sync_once(pair.a)
    carried(pair.a)
    sync_once(pair.a)
    sync_once(pair.b)


def held_by(device: Device, folder: Path, hub: MemoryHub, finding: Finding) -> Device:
    return carrying(device, folder, hub.door(device.membership.hub_token), lambda: (finding,))


def pair_in(tmp_path: Path) -> Pair:
    hub = MemoryHub()
    family = Family(hub.door)
    members = {"a": family.found(), "b": family.join()}
    made, puts = {}, Counter[bytes]()
    for name, member in members.items():
        folder = tmp_path / name
        folder.mkdir()
        door = Counted(hub.door(member.hub_token), puts)
        made[name] = carrying(device_of(member, folder, door), folder, door)
    return Pair(hub, family, made["a"], made["b"], tmp_path / "a", tmp_path / "b", puts)
