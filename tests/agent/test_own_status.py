"""Devices tell how they stand when that changes and beside what is sent anyway, and never because another one did."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from owntexts.agent.device import Device
from owntexts.agent.own_status import AGAIN_MS
from owntexts.agent.push import DAY_MS
from owntexts.agent.syncing import Syncing, SyncResult
from owntexts.conditions.decide import decide
from owntexts.conditions.decision import Decision
from owntexts.conditions.policy import policy_of
from owntexts.conditions.readings import LOW_POWER, NETWORK, Reading
from owntexts.conditions.work import Work
from owntexts.explain import Finding
from owntexts.model.records import DeviceStatus
from owntexts.model.times import rfc3339
from owntexts.replica import statuses
from owntexts.replica.statuses import told
from owntexts.sync.backoff import POLL_MS
from owntexts.testing.devices import NOW_MS, device_of, keep, text
from owntexts.testing.family import Family
from owntexts.testing.memory_hub import MemoryHub
from owntexts.wire.batch import parse

SMALL = 500
"""Bytes: a batch with a status and nothing else is smaller."""


@dataclass
class House:
    """Three devices of one account; `low_power` are those that are in Low Power Mode."""

    hub: MemoryHub = field(default_factory=MemoryHub)
    devices: list[Device] = field(default_factory=list)
    syncings: list[Syncing] = field(default_factory=list)
    now: int = NOW_MS
    low_power: set[int] = field(default_factory=set)

    def build(self, folder: Path) -> None:
        self.hub.now = lambda: rfc3339(self.now) or ""
        family = Family(self.hub.door)
        for number, member in enumerate((family.found(), family.join(), family.join())):
            made = device_of(member, folder / str(number), self.hub.door(member.hub_token), now=lambda: self.now)
            self.devices.append(replace(made, version="0.1.0", decide=self._deciding(number)))
            self.syncings.append(Syncing(self.devices[-1]))

    def sync(self, device: int, *, now: bool = False) -> SyncResult:
        return self.syncings[device].once(now=now)

    def all_sync(self) -> None:
        for device in range(len(self.devices)):
            self.sync(device)

    def said(self) -> list[tuple[int, int]]:
        """Of each batch and heartbeat in the log who wrote it, and its bytes."""
        stored = next(iter(self.hub.zones.values())).items
        ids = [each.membership.device for each in self.devices]
        items = [each.data for each in stored if each.device is not None]
        return [(ids.index(parse(data).header.device), len(data)) for data in items]

    def as_seen_by(self, device: int, other: int) -> DeviceStatus:
        return told(self.devices[device].replica)[self.devices[other].membership.device]

    def _deciding(self, number: int) -> Callable[[bool, tuple[Finding, ...]], Decision]:
        def decided(urgent: bool, met: tuple[Finding, ...]) -> Decision:
            readings = {NETWORK: Reading(NETWORK, "wifi", "a test", None)}
            readings[LOW_POWER] = Reading(LOW_POWER, number in self.low_power, "a test", None)
            work = Work(signed_in=True, hub="http://127.0.0.1", faults=met, now_ms=self.now)
            return decide(readings, policy_of({"texts.low_power": "pause"}), work, urgent=urgent)

        return decided


def falls_asleep(house: House, device: int, *, asleep: bool) -> None:
    house.devices[device] = replace(house.devices[device], falls_asleep=lambda: asleep)
    house.syncings[device] = Syncing(house.devices[device])
    house.sync(device)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House()
    made.build(tmp_path)
    with ExitStack() as stack:
        for device in made.devices:
            stack.callback(device.replica.close)
        yield made


def test_each_tells_of_itself_once_and_all_hear_of_all(house: House) -> None:
    house.all_sync()
    house.all_sync()
    assert [device for device, _ in house.said()] == [0, 1, 2]
    assert max(size for _, size in house.said()) < SMALL
    for seer in range(3):
        assert {house.as_seen_by(seer, other).state for other in range(3)} == {"up_to_date"}


def test_nobody_answers_anothers_word_however_often_they_look(house: House) -> None:
    house.all_sync()
    before = len(house.said())
    for _ in range(10):
        house.now += AGAIN_MS + POLL_MS
        house.all_sync()
    assert len(house.said()) == before, "idle devices stay idle"
    house.low_power.add(0)
    keep(house.devices[0], text("a", "sent in spite of it"))
    house.sync(0, now=True)
    assert [device for device, _ in house.said()[before:]] == [0]
    for _ in range(10):
        house.now += AGAIN_MS + POLL_MS
        house.sync(1)
        house.sync(2)
    assert [device for device, _ in house.said()[before:]] == [0], "a word of one is no reason for a word of another"


def test_one_that_is_paused_is_told_of_as_it_stood_when_it_synced_all_the_same(house: House) -> None:
    house.all_sync()
    house.low_power.add(0)
    house.now += 1000
    first = len(house.said())
    assert not house.sync(0).decision.texts.run
    assert len(house.said()) == first, "a pause sends nothing, of itself neither"
    assert house.as_seen_by(1, 0).state == "up_to_date"
    assert house.sync(0, now=True).sent == 0
    house.sync(1)
    seen = house.as_seen_by(1, 0)
    assert (seen.state, seen.reasons, seen.stamp.ms) == ("paused", ("power.low_power_mode",), house.now)


def test_a_change_is_told_at_once_and_its_end_too(house: House) -> None:
    house.all_sync()
    house.low_power.add(0)
    house.sync(0, now=True)
    house.low_power.clear()
    house.now += 1
    house.sync(0)
    house.sync(1)
    assert house.as_seen_by(1, 0).state == "up_to_date"
    assert [device for device, _ in house.said()] == [0, 1, 2, 0, 0]


def test_one_that_falls_asleep_says_so_before_and_says_otherwise_when_it_woke(house: House) -> None:
    house.all_sync()
    falls_asleep(house, 0, asleep=True)
    house.sync(1)
    assert (house.as_seen_by(1, 0).state, house.as_seen_by(1, 0).reasons) == ("asleep", ())
    house.now += 8 * 3_600_000
    falls_asleep(house, 0, asleep=False)
    house.sync(1)
    assert house.as_seen_by(1, 0).state == "up_to_date"


def test_one_that_is_paused_falls_asleep_without_a_word(house: House) -> None:
    house.all_sync()
    house.low_power.add(0)
    falls_asleep(house, 0, asleep=True)
    house.sync(1)
    assert house.as_seen_by(1, 0).state == "up_to_date"


def test_the_same_is_told_again_after_ten_minutes_and_only_beside_something_else(house: House) -> None:
    house.all_sync()
    first = house.as_seen_by(0, 0).stamp
    house.now += AGAIN_MS - 1
    keep(house.devices[0], text("a", "soon"))
    assert house.sync(0).sent > 0
    assert house.as_seen_by(0, 0).stamp == first
    house.now += 1
    house.sync(0)
    assert house.as_seen_by(0, 0).stamp == first, "nothing else is sent"
    keep(house.devices[0], text("b", "later"))
    before = len(house.said())
    assert house.sync(0).sent > 0
    assert house.as_seen_by(0, 0).stamp.ms == first.ms + AGAIN_MS
    assert len(house.said()) == before + 1, "in the same batch"


def test_after_a_silent_day_it_stands_in_for_the_heartbeat(house: House) -> None:
    house.all_sync()
    before = len(house.said())
    house.now += DAY_MS
    house.sync(0)
    house.sync(0)
    assert [device for device, _ in house.said()[before:]] == [0]
    assert house.as_seen_by(0, 0).stamp.ms == house.now


def test_a_state_that_never_rests_is_told_once_a_sync(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    told_states = iter(["up_to_date", "pending"] * 50)
    monkeypatch.setattr("owntexts.agent.own_status.state_of", lambda *_: next(told_states))
    house.sync(0)
    house.sync(0)
    assert len(house.said()) == 2


def test_what_a_device_tells_is_no_change_to_anyone(house: House) -> None:
    assert house.sync(0).sent == 0
    assert house.sync(1).received == 0


def test_a_device_without_a_version_to_tell_says_nothing(house: House) -> None:
    silent = replace(house.devices[0], version=None)
    Syncing(silent).once()
    assert house.said() == []
    assert statuses.told(silent.replica) == {}
