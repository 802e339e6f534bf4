"""Names of devices."""

import msgspec
import pytest

from owntexts.crypto.names import DeviceDetails, details, seal_details
from owntexts.crypto.suite import derive, seal
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


@pytest.mark.parametrize(
    "nonsense",
    [b"", b"\x90", b"\x81\xc4\x01d\x93\xa1\xff\xa0\xa0", b"\x81\xc4\x01d\x94\xa0\xa0\xa0" + b"\x91" * 50_000],
)
def test_names_that_make_no_sense_are_left_out(grown: SampleAccount, nonsense: bytes) -> None:
    body = parse(grown.entries[0]).body
    names = seal(
        derive(grown.epoch_keys[1], "names"),
        nonsense,
        bound=body.account + bytes(4) + (1).to_bytes(4, "big"),
        random=grown.random,
    )
    entry = signed_entry(msgspec.structs.replace(body, names=names), grown.devices[0])
    assert details([entry], grown.epoch_keys) == {}
