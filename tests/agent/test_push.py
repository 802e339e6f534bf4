from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from owntexts.agent import push
from owntexts.agent.device import Device
from owntexts.agent.members import believed
from owntexts.agent.syncing import Syncing, sync_once
from owntexts.errors import HubFailed
from owntexts.explain import Evidence
from owntexts.replica import outbox, zone
from owntexts.testing.devices import NOW_MS, Cable, Fate, device_of, keep, kept, text
from owntexts.testing.family import Family
from owntexts.testing.memory_hub import MemoryHub
from owntexts.wire import limits
from owntexts.wire.batch import parse
from owntexts.wire.hub import ChangeToken, Head
from owntexts.wire.objects import Kind


@pytest.fixture
def hub() -> MemoryHub:
    return MemoryHub()


@pytest.fixture
def family(hub: MemoryHub) -> Family:
    return Family(hub.door)


@pytest.fixture
def device(hub: MemoryHub, family: Family, tmp_path: Path) -> Iterator[Device]:
    member = family.found()
    made = device_of(member, tmp_path / "a", hub.door(member.hub_token))
    yield made
    made.replica.close()


def writer(device: Device) -> push.Writer:
    """The device as a writer that has seen all that its replica has."""
    seen = zone.position(device.replica)
    assert seen
    members = believed(device.hub.keyring(), device.membership)
    return push.Writer(device.membership, members, seen, device.random)


def items(hub: MemoryHub) -> list[bytes]:
    return [item.data for item in next(iter(hub.zones.values())).items]


def test_a_lost_answer_costs_one_repetition_of_the_same_bytes(hub: MemoryHub, family: Family, tmp_path: Path) -> None:
    member = family.found()
    fates: dict[str, Fate] = {"push": "after"}
    cable = Cable(hub.door(member.hub_token), lambda request: fates.pop(request, "whole"))
    device = device_of(member, tmp_path / "a", cable)
    keep(device, text("k", "words"))
    held = sync_once(device)
    assert held.decision.texts.findings == ("hub.unreachable",)
    (waiting,) = outbox.waiting(device.replica)
    assert items(hub)[-1] == waiting.data
    assert sync_once(device).decision.texts.run
    assert items(hub)[1:] == [waiting.data]
    device.replica.close()


def test_no_more_than_four_sealed_batches_wait_at_any_time(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owntexts.wire.limits.BATCH_CHANGES", 2)
    waited: list[int] = []

    class Watched(Cable):
        def push(self, item: bytes) -> ChangeToken:
            waited.append(len(outbox.waiting(device.replica)))
            return super().push(item)

    keep(device, *(text(f"k{number}", "words") for number in range(20)))
    assert sync_once(replace(device, hub=Watched(device.hub))).sent == 20
    assert (len(waited), max(waited)) == (10, limits.OUTBOX_BATCHES)


def test_a_new_epoch_seals_the_same_changes_anew_under_the_same_counters(
    hub: MemoryHub, family: Family, device: Device
) -> None:
    sync_once(device)
    keep(device, text("k1", "words"))
    push.fill_outbox(device.replica, writer(device), NOW_MS)
    keep(device, text("k2", "more words"))
    push.fill_outbox(device.replica, writer(device), NOW_MS)
    push.beat(device.replica, writer(device), NOW_MS)
    before = outbox.waiting(device.replica)
    family.change_password("another")
    result = sync_once(device)
    assert (result.sent, result.decision.texts.run) == (2, True)
    after = [parse(item) for item in items(hub)[2:]]
    assert [(each.kind, each.header.counter, each.header.epoch) for each in after] == [
        (Kind.BATCH, 1, 2),
        (Kind.BATCH, 2, 2),
        (Kind.HEARTBEAT, 3, 2),
    ]
    assert after[1].header.previous == after[0].hash != before[0].hash


def test_the_same_message_seals_differently_each_time(device: Device) -> None:
    sync_once(device)
    once, again = (writer(device).seal(1, bytes(32), b"the same words") for _ in range(2))
    assert once != again
    assert b"the same words" not in once


def test_a_device_with_nothing_to_say_shows_once_a_day_that_it_lives(
    hub: MemoryHub, family: Family, tmp_path: Path
) -> None:
    clock = [NOW_MS]
    member = family.found()
    device = device_of(member, tmp_path / "a", hub.door(member.hub_token), now=lambda: clock[0])
    for hours, expected in ((0, 1), (23, 1), (24, 2), (25, 2), (48, 3)):
        clock[0] = NOW_MS + hours * 3_600_000
        sync_once(device)
        assert len(items(hub)) == expected
    assert parse(items(hub)[-1]).kind is Kind.HEARTBEAT
    device.replica.close()


def test_a_copied_home_is_named_and_keeps_what_is_unsent(hub: MemoryHub, family: Family, tmp_path: Path) -> None:
    member = family.found()
    original = device_of(member, tmp_path / "a", hub.door(member.hub_token))
    sync_once(original)
    copy = device_of(member, tmp_path / "copy", hub.door(member.hub_token))
    sync_once(copy)
    keep(original, text("k1", "words"))
    sync_once(original)
    keep(copy, text("k2", "other words"))
    result = sync_once(copy)
    assert result.decision.texts.findings == ("integrity.device_chain",)
    assert (result.sent, len(kept(copy))) == (0, 1)
    for device in (original, copy):
        device.replica.close()


def test_what_the_hub_asks_for_is_waited_for(hub: MemoryHub, device: Device) -> None:
    class BusyHub(Cable):
        def head(self) -> Head:
            raise HubFailed("The hub is busy", code="hub.busy", evidence=(Evidence("retry_after_s", 90),))

    syncing = Syncing(replace(device, hub=BusyHub(device.hub)))
    syncing.once()
    assert syncing.state.wake_at
    assert syncing.state.wake_at >= NOW_MS + 90_000
