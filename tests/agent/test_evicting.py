"""What a device lets go of, and what it never does."""

from dataclasses import replace
from hashlib import sha256

import pytest
from tests.agent.pairs import OTHER, PHOTO, Pair, everyone, held_by

from owntexts.agent import evicting
from owntexts.agent.device import Device
from owntexts.explain import Finding
from owntexts.replica import cached, settings, zone
from owntexts.testing.devices import NOW_MS, kept
from owntexts.testing.files import HOUR_MS, carried, give, in_cache, run_of


def test_a_device_that_optimises_fetches_what_is_new_and_lets_go_what_is_old_and_safe(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "new.jpg", PHOTO, hour=0)
    give(pair.a, pair.folder_a, "old.jpg", OTHER, hour=-24 * 40)
    optimise(pair.b, 30)
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    assert not in_cache(pair.b, OTHER)
    pair.b = replace(pair.b, now=lambda: NOW_MS + 31 * 24 * HOUR_MS)
    carried(pair.b)
    assert not in_cache(pair.b, PHOTO)
    settings.put(pair.b.replica, "attachments.keep", "originals")
    carried(pair.b)
    assert in_cache(pair.b, PHOTO)
    assert in_cache(pair.b, OTHER)


def test_an_old_original_goes_as_soon_as_the_policy_says_so_unless_somebody_looked_at_it(pair: Pair) -> None:
    give(pair.a, pair.folder_a, "old.jpg", PHOTO, hour=-24 * 40)
    give(pair.a, pair.folder_a, "older.jpg", OTHER, hour=-24 * 41)
    pair.settle()
    assert in_cache(pair.b, PHOTO)
    cached.used(pair.b.replica, sha256(OTHER).digest(), NOW_MS)
    optimise(pair.b, 30)
    carried(pair.b)
    assert not in_cache(pair.b, PHOTO)
    assert in_cache(pair.b, OTHER)


def test_originals_go_from_a_device_that_is_full(pair: Pair) -> None:
    everyone(pair)
    carried(pair.b)
    full = Finding("storage.device_full", "error", "full", "full", blocks=("attachments",))
    pair.b = held_by(pair.b, pair.folder_b, pair.hub, full)
    settings.put(pair.b.replica, "attachments.keep", "previews")
    pair.b = replace(pair.b, now=lambda: NOW_MS + 2 * 24 * HOUR_MS)
    carried(pair.b)
    assert not in_cache(pair.b, PHOTO)


@pytest.mark.parametrize("lost", ["blob", "incarnation"])
def test_nothing_goes_that_the_hub_does_not_provably_have(pair: Pair, lost: str) -> None:
    everyone(pair)
    carried(pair.b)
    optimise(pair.b, 1)
    pair.b = replace(pair.b, now=lambda: NOW_MS + 40 * 24 * HOUR_MS)
    if lost == "blob":
        pair.zone.blobs.clear()
    else:
        another_incarnation(pair.b)
    assert evicting.evict(run_of(pair.b)) == 0
    assert in_cache(pair.b, PHOTO)


def another_incarnation(device: Device) -> None:
    position = zone.position(device.replica)
    assert position
    with device.replica.write() as connection:
        zone.move_to(connection, zone.ChangeToken(b"another life....", position.token, position.zone_hash))


def optimise(device: Device, days: int) -> None:
    settings.put(device.replica, "attachments.keep", "optimise")
    settings.put(device.replica, "optimise.days", str(days))


def test_previews_only_keeps_no_original_that_nobody_opened(pair: Pair) -> None:
    settings.put(pair.b.replica, "attachments.keep", "previews")
    give(pair.a, pair.folder_a, "photo.jpg", PHOTO)
    pair.settle()
    assert cached.everything(pair.b.replica) == []
    assert kept(pair.a) == kept(pair.b)
