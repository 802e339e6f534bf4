"""Three devices, a hub, and a cable pulled at random points: every device ends equal, nothing is lost or doubled."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.laws import share

from owntexts.agent.device import Device
from owntexts.agent.members import believed
from owntexts.agent.syncing import Syncing, sync_once
from owntexts.crypto.batches import open_batch
from owntexts.model.codec import decode_records
from owntexts.model.records import Sighting
from owntexts.replica import outbox, pending, zone
from owntexts.testing.devices import Cable, Fate, device_of, keep, kept, text
from owntexts.testing.family import Family
from owntexts.testing.memory_hub import MemoryHub, StoredItem

DEVICES = 3
REQUESTS = ("head", "keyring", "fetch", "push")
Pull = tuple[str, int, Fate]
"""Which request, the how many-th of its kind, and when."""


@dataclass
class Import:
    """A device imports some of a small store; several devices may import the same."""

    device: int
    keys: frozenset[int]


@dataclass
class Sync:
    """A device syncs while the cable is pulled like this; afterwards its process may end."""

    device: int
    pulls: frozenset[Pull]
    restart: bool


@dataclass
class NewPassword:
    """The account gets a new password: a new epoch begins, under which everything unsent is sealed anew."""


STEPS = st.lists(
    st.one_of(
        st.builds(Import, st.integers(0, DEVICES - 1), st.frozensets(st.integers(0, 5), min_size=1)),
        st.builds(
            Sync,
            st.integers(0, DEVICES - 1),
            st.frozensets(
                st.tuples(st.sampled_from(REQUESTS), st.integers(1, 3), st.sampled_from(["before", "after"])),
                max_size=2,
            ),
            st.booleans(),
        ),
        st.just(NewPassword()),
    ),
    max_size=14,
)


@dataclass
class World:
    """A hub and three devices, each behind its cable."""

    hub: MemoryHub = field(default_factory=MemoryHub)
    devices: list[Device] = field(default_factory=list)
    syncings: list[Syncing] = field(default_factory=list)
    pulls: frozenset[Pull] = frozenset()
    asked: Counter[str] = field(default_factory=Counter)

    def build(self, folder: Path) -> None:
        self.family = Family(self.hub.door)
        members = [self.family.found(), *(self.family.join() for _ in range(DEVICES - 1))]
        for number, member in enumerate(members):
            cable = Cable(self.hub.door(member.hub_token), self._fate)
            self.devices.append(device_of(member, folder / str(number), cable))
            self.syncings.append(Syncing(self.devices[-1]))

    def take(self, step: Import | Sync | NewPassword) -> None:
        match step:
            case Import(device, keys):
                keep(self.devices[device], *(text(f"k{key}", f"words {key}", at=1000 + key) for key in sorted(keys)))
            case Sync(device, pulls, restart):
                self.pulls, self.asked = pulls, Counter()
                self.syncings[device].once()
                self.pulls = frozenset()
                if restart:
                    self.syncings[device] = Syncing(self.devices[device])
            case NewPassword():
                self.family.change_password(f"password {self.hub.fresh('word').hex()}")

    def settle(self) -> None:
        """Whole cables, until nobody has anything to say: two rounds are enough."""
        for device in self.devices * 2:
            assert sync_once(device).decision.texts.run

    def items(self) -> list[StoredItem]:
        return next(iter(self.hub.zones.values())).items

    def close(self) -> None:
        for device in self.devices:
            device.replica.close()

    def _fate(self, request: str) -> Fate:
        self.asked[request] += 1
        pulled = [when for name, count, when in self.pulls if (name, count) == (request, self.asked[request])]
        return pulled[0] if pulled else "whole"


def sightings_sent(world: World) -> Counter[tuple[bytes, object]]:
    """How often each device said each sighting in the log."""
    door = world.hub.door(world.devices[0].membership.hub_token)
    members = believed(door.keyring(), world.devices[0].membership)
    said: Counter[tuple[bytes, object]] = Counter()
    for item in world.items():
        if item.device is not None:
            records = decode_records(open_batch(item.data, members.keyring, members.epoch_keys))
            said.update((item.device, each.native) for each in records if isinstance(each, Sighting))
    return said


CAUGHT_BY_A_NEW_EPOCH: list[Import | Sync | NewPassword] = [
    Import(0, frozenset({1})),
    Sync(0, frozenset({("push", 1, "before")}), restart=False),
    NewPassword(),
]


@settings(max_examples=share(40))
@example(CAUGHT_BY_A_NEW_EPOCH)
@given(STEPS)
def test_however_the_cable_is_pulled_all_end_equal_and_nothing_is_lost_or_sent_twice(
    steps: list[Import | Sync | NewPassword],
) -> None:
    with TemporaryDirectory() as folder, ExitStack() as closing:
        world = World()
        closing.callback(world.close)
        world.build(Path(folder))
        for step in steps:
            world.take(step)
        world.settle()
        imported = {key for step in steps if isinstance(step, Import) for key in step.keys}
        first, *others = (kept(device) for device in world.devices)
        assert len(first) == len(imported)
        assert all(other == first for other in others)
        assert all(count == 1 for count in sightings_sent(world).values())
        for device in world.devices:
            assert (pending.count(device.replica), outbox.waiting(device.replica)) == (0, [])
            position = zone.position(device.replica)
            assert position is not None
            assert position.token == len(world.items())


def test_a_second_device_with_the_same_store_sends_nothing(tmp_path: Path) -> None:
    with ExitStack() as closing:
        world = World()
        closing.callback(world.close)
        world.build(tmp_path)
        for device in (0, 1):
            world.take(Import(device, frozenset(range(6))))
        assert sync_once(world.devices[0]).sent == 6
        assert sync_once(world.devices[1]).sent == 0
        assert kept(world.devices[0]) == kept(world.devices[1])
