"""The identity file."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.devices import make_device
from owntexts.crypto.identity import Identity, Membership, open_identity, replica_key, seal_identity
from owntexts.crypto.suite import derive, seal
from owntexts.errors import HubFailed, ReplicaDamaged
from owntexts.testing.accounts import steady_random
from owntexts.wire.objects import Kind, frame

KEY = bytes(range(32))
RANDOM = steady_random("identity")
DEVICE = make_device(RANDOM)
MEMBER = Identity(
    device=DEVICE.device,
    membership=Membership(
        account=RANDOM(16),
        name="ada",
        device=DEVICE.device,
        sign_seed=DEVICE.sign_seed,
        kem_seed=DEVICE.kem_seed,
        hub="https://hub.example:8944",
        certificate="ab" * 32,
        hub_token=RANDOM(32),
        keyring_number=3,
        keyring_hash=RANDOM(32),
    ),
)


@pytest.mark.parametrize("identity", [Identity(device=bytes(16)), MEMBER])
def test_an_identity_opens_again(identity: Identity) -> None:
    assert open_identity(seal_identity(identity, KEY, RANDOM), KEY) == identity


def test_a_membership_gives_back_the_devices_keys() -> None:
    opened = open_identity(seal_identity(MEMBER, KEY, RANDOM), KEY)
    assert opened.membership is not None
    assert opened.membership.keys == DEVICE


def test_another_key_opens_nothing_and_says_so() -> None:
    with pytest.raises(ReplicaDamaged) as refused:
        open_identity(seal_identity(MEMBER, KEY, RANDOM), bytes(32))
    assert refused.value.code == "keys.missing"
    assert refused.value.finding.fixes


@given(data=st.data())
def test_a_damaged_identity_is_named_so(data: st.DataObject) -> None:
    sealed = bytearray(seal_identity(MEMBER, KEY, RANDOM))
    place = data.draw(st.sampled_from([*range(5), *range(7, len(sealed))]))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((ReplicaDamaged, HubFailed)):
        open_identity(bytes(sealed), KEY)


@pytest.mark.parametrize("data", [b"", b"OWNT", b"SQLite format 3\0", b"OWNT\x10\x01\x01"])
def test_what_is_no_identity_is_named_so(data: bytes) -> None:
    with pytest.raises(ReplicaDamaged):
        open_identity(data, KEY)


def test_an_identity_of_a_newer_version_waits_for_an_update() -> None:
    sealed = bytearray(seal_identity(MEMBER, KEY, RANDOM))
    sealed[5] = 2
    with pytest.raises(HubFailed) as waits:
        open_identity(bytes(sealed), KEY)
    assert waits.value.code == "hub.version"


def test_secrets_are_neither_in_the_file_nor_printed() -> None:
    membership = MEMBER.membership
    assert membership is not None
    sealed, shown = seal_identity(MEMBER, KEY, RANDOM), repr(MEMBER)
    for secret in (membership.sign_seed, membership.kem_seed, membership.hub_token):
        assert secret not in sealed
        assert repr(secret)[2:-1] not in shown
    assert b"hub.example" not in sealed


def test_the_replicas_key_is_not_the_at_rest_key() -> None:
    assert replica_key(KEY) != KEY
    assert len(replica_key(KEY)) == 32
    assert replica_key(KEY) != replica_key(bytes(32))


def test_a_field_of_a_later_version_does_not_lock_a_device_out() -> None:
    later = msgspec.msgpack.encode(
        {**msgspec.to_builtins(Identity(device=b"d" * 16), builtin_types=(bytes,)), "colour": "blue"}
    )
    head = frame(Kind.IDENTITY)
    sealed = head + seal(derive(KEY, "identity"), later, bound=head, random=RANDOM)
    assert open_identity(sealed, KEY) == Identity(device=b"d" * 16)
