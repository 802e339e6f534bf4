"""Names of devices."""

import msgspec

from owntexts.crypto.names import DeviceDetails, details, seal_details
from owntexts.testing.accounts import DETAILS, SampleAccount, signed_entry
from owntexts.wire.entry import parse


def test_every_device_has_the_name_it_joined_with(grown: SampleAccount) -> None:
    assert details(grown.entries, grown.epoch_keys) == {device.device: DETAILS for device in grown.devices}


def test_without_the_epochs_key_there_are_no_names(grown: SampleAccount) -> None:
    assert details(grown.entries, {}) == {}
    assert details(grown.entries, {1: bytes(32), 2: bytes(32)}) == {}


def test_a_name_moved_to_another_entry_is_not_read(grown: SampleAccount) -> None:
    names = parse(grown.entries[0]).body.names
    moved = signed_entry(msgspec.structs.replace(parse(grown.entries[1]).body, names=names), grown.password)
    assert details([moved], grown.epoch_keys) == {}


def test_a_later_entry_renames(grown: SampleAccount) -> None:
    device, body = grown.devices[0].device, parse(grown.entries[3]).body
    renamed = DeviceDetails(name="Desk", platform="linux", added_at=DETAILS.added_at)
    names = seal_details(
        {device: renamed},
        epoch_key=grown.epoch_keys[2],
        account=body.account,
        number=body.number,
        epoch=body.epoch,
        random=grown.random,
    )
    entry = signed_entry(msgspec.structs.replace(body, names=names), grown.password)
    assert details([*grown.entries[:3], entry], grown.epoch_keys)[device] == renamed
