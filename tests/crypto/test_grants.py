"""Grants open for their holder, in their entry, and nowhere else."""

import pytest

from owntexts.crypto.devices import make_device
from owntexts.crypto.grants import open_grant, seal_grant
from owntexts.errors import IntegrityFailed
from owntexts.testing.accounts import steady_random

EPOCH_KEY = bytes(range(32))
PLACE = {"account": b"a" * 16, "number": 3, "epoch": 2}
DEVICE = make_device(steady_random("holder"))


def test_a_grant_opens_for_its_holder() -> None:
    grant = seal_grant(EPOCH_KEY, DEVICE.holder, DEVICE.kem_public, **PLACE)
    assert len(grant.sealed) == 1168
    assert open_grant(grant, DEVICE, **PLACE) == EPOCH_KEY


def test_a_grant_opens_for_nobody_else() -> None:
    grant = seal_grant(EPOCH_KEY, DEVICE.holder, DEVICE.kem_public, **PLACE)
    assert open_grant(grant, make_device(steady_random("other")), **PLACE) is None


@pytest.mark.parametrize("moved", [{"account": b"b" * 16}, {"number": 4}, {"epoch": 3}])
def test_a_grant_moved_to_another_entry_does_not_open(moved: dict[str, object]) -> None:
    grant = seal_grant(EPOCH_KEY, DEVICE.holder, DEVICE.kem_public, **PLACE)
    assert open_grant(grant, DEVICE, **{**PLACE, **moved}) is None


def test_a_changed_grant_does_not_open() -> None:
    grant = seal_grant(EPOCH_KEY, DEVICE.holder, DEVICE.kem_public, **PLACE)
    for place in (0, 600, 1100, 1130, 1167):
        sealed = bytearray(grant.sealed)
        sealed[place] ^= 1
        assert open_grant(type(grant)(grant.holder, bytes(sealed)), DEVICE, **PLACE) is None


def test_a_member_whose_key_is_none_is_named_instead_of_a_crash() -> None:
    for broken in (b"\xff" * 1216, DEVICE.kem_public[:1184] + bytes(32)):
        with pytest.raises(IntegrityFailed) as refused:
            seal_grant(EPOCH_KEY, DEVICE.holder, broken, **PLACE)
        assert refused.value.code == "integrity.keyring"
