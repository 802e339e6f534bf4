"""Sealing and opening batches."""

import tracemalloc

import msgspec
import pytest
from backports import zstd
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto import batches
from owntexts.crypto.batches import heartbeat, open_batch, seal
from owntexts.crypto.devices import make_device
from owntexts.errors import HubFailed, IntegrityFailed, OwntextsError
from owntexts.testing.accounts import SampleAccount, steady_random
from owntexts.wire import limits
from owntexts.wire.batch import header_bytes, parse
from owntexts.wire.objects import Kind


def refusal(data: bytes, account: SampleAccount, keys: dict[int, bytes] | None = None) -> str:
    with pytest.raises((IntegrityFailed, HubFailed)) as refused:
        open_batch(data, account.keyring, account.epoch_keys if keys is None else keys)
    assert refused.value.finding.fixes
    assert refused.value.finding.evidence or refused.value.code == "integrity.signature"
    return refused.value.code


def packed_by_hand(packed: bytes, account: SampleAccount) -> bytes:
    """A batch that a member signed and whose inside is exactly these bytes."""
    header = account.header(account.devices[0])
    head = header_bytes(Kind.BATCH, header)
    key = batches._key(account.epoch_keys[header.epoch], header.salt, head)
    return batches._signed(head, AESGCM(key).encrypt(bytes(12), packed, head), account.devices[0])


@pytest.fixture
def account() -> SampleAccount:
    return SampleAccount("fresh")


class TestRoundTrip:
    @given(plaintext=st.binary(max_size=5_000))
    def test_what_is_sealed_opens_again(self, grown: SampleAccount, plaintext: bytes) -> None:
        data = grown.batch(plaintext, grown.devices[1])
        assert open_batch(data, grown.keyring, grown.epoch_keys) == plaintext

    def test_a_parsed_batch_opens_as_its_bytes_do(self, account: SampleAccount) -> None:
        data = account.batch(b"changes")
        assert open_batch(parse(data), account.keyring, account.epoch_keys) == b"changes"

    def test_a_whole_batch_of_text_is_squeezed(self, account: SampleAccount) -> None:
        plaintext = b"a message like many others, " * 10_000
        assert len(account.batch(plaintext)) < len(plaintext) // 20

    def test_bytes_that_do_not_squeeze_stay_as_they_are(self, account: SampleAccount) -> None:
        plaintext = steady_random("noise")(100)
        assert len(account.batch(plaintext)) == len(account.batch(bytes(0))) + len(plaintext)

    def test_the_same_changes_never_seal_to_the_same_bytes(self, account: SampleAccount) -> None:
        header, key = account.header(account.devices[0]), account.epoch_keys[1]
        one, other = (
            seal(b"same", header, epoch_key=key, keys=account.devices[0], random=account.random) for _ in range(2)
        )
        assert parse(one).ciphertext != parse(other).ciphertext
        assert parse(one).header.salt != parse(other).header.salt

    def test_a_heartbeat_is_signed_and_empty(self, account: SampleAccount) -> None:
        header = account.header(account.devices[0])
        beat = heartbeat(header, keys=account.devices[0], random=account.random)
        assert open_batch(beat, account.keyring, account.epoch_keys) == b""
        assert open_batch(beat, account.keyring, {1: account.epoch_keys[1]}) == b""

    def test_nothing_of_the_changes_stands_in_the_clear(self, account: SampleAccount) -> None:
        assert b"rendezvous" not in account.batch(b"rendezvous at the harbour")


class TestRefusals:
    def test_every_changed_byte_is_refused(self, account: SampleAccount) -> None:
        data = account.batch(b"changes")
        keyring, keys = account.keyring, account.epoch_keys
        for place in range(len(data)):
            changed = bytearray(data)
            changed[place] ^= 0x21
            with pytest.raises((IntegrityFailed, HubFailed)) as refused:
                open_batch(bytes(changed), keyring, keys)
            assert refused.value.code in {"integrity.signature", "hub.version"}, place

    def test_a_stranger_signed_it(self, account: SampleAccount) -> None:
        stranger = make_device(steady_random("stranger"))
        data = seal(
            b"forged",
            account.header(stranger),
            epoch_key=account.epoch_keys[1],
            keys=stranger,
            random=account.random,
        )
        assert refusal(data, account) == "integrity.signature"

    def test_one_device_signed_under_anothers_name(self, account: SampleAccount) -> None:
        other = account.enrol()
        data = seal(
            b"forged",
            account.header(account.devices[0]),
            epoch_key=account.epoch_keys[1],
            keys=other,
            random=account.random,
        )
        assert refusal(data, account) == "integrity.signature"

    def test_a_batch_of_another_account_is_refused(self, account: SampleAccount) -> None:
        assert refusal(SampleAccount("bob").batch(b"changes"), account) == "integrity.signature"

    def test_a_members_batch_that_names_another_account_is_refused(self, account: SampleAccount) -> None:
        header = msgspec.structs.replace(account.header(account.devices[0]), account=bytes(16))
        data = seal(b"moved", header, epoch_key=account.epoch_keys[1], keys=account.devices[0], random=account.random)
        assert refusal(data, account) == "integrity.signature"

    def test_an_epoch_that_the_keyring_does_not_know_is_refused(self, account: SampleAccount) -> None:
        header = msgspec.structs.replace(account.header(account.devices[0]), epoch=7)
        data = seal(b"x", header, epoch_key=bytes(32), keys=account.devices[0], random=account.random)
        assert refusal(data, account) == "integrity.keyring"

    def test_a_missing_epoch_key_is_named(self, account: SampleAccount) -> None:
        assert refusal(account.batch(b"x"), account, {}) == "keys.missing"

    def test_a_key_that_nobody_committed_to_opens_nothing(self, account: SampleAccount) -> None:
        header = account.header(account.devices[0])
        data = seal(b"x", header, epoch_key=bytes(32), keys=account.devices[0], random=account.random)
        assert refusal(data, account, {1: bytes(32)}) == "integrity.commitment"

    def test_changes_beyond_the_limit_are_never_sealed(self, account: SampleAccount) -> None:
        with pytest.raises(OwntextsError) as refused:
            account.batch(bytes(limits.BATCH_PLAIN + 1))
        assert refused.value.code == "item.too_large"


class TestAuthenticButUnreadable:
    """Signed by a member and not readable here: integrity.decode, which the feed sets aside."""

    def test_sealed_with_another_key_than_the_epochs(self, account: SampleAccount) -> None:
        header = account.header(account.devices[0])
        data = seal(b"x", header, epoch_key=bytes(32), keys=account.devices[0], random=account.random)
        assert refusal(data, account) == "integrity.decode"

    @pytest.mark.parametrize(
        "packed",
        [
            b"\x63from a newer version",
            b"\x01no zstd at all",
            b"\x01" + zstd.compress(b"cut off" * 100)[:-3],
            b"\x01" + zstd.compress(b"one") + b"more",
            b"\x01",
        ],
    )
    def test_packed_in_a_way_that_cannot_be_read(self, account: SampleAccount, packed: bytes) -> None:
        assert refusal(packed_by_hand(packed, account), account) == "integrity.decode"

    def test_a_bomb_is_never_unpacked(self, account: SampleAccount) -> None:
        compressor = zstd.ZstdCompressor()
        bomb = b"".join([*(compressor.compress(bytes(1 << 20)) for _ in range(256)), compressor.flush()])
        data = packed_by_hand(b"\x01" + bomb, account)
        assert len(data) < limits.BATCH_SEALED
        keyring, keys = account.keyring, account.epoch_keys
        tracemalloc.start()
        with pytest.raises(IntegrityFailed) as refused:
            open_batch(data, keyring, keys)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert refused.value.code == "integrity.decode"
        assert peak < 4 * limits.BATCH_PLAIN

    def test_a_window_larger_than_a_batch_is_never_allocated(self, account: SampleAccount) -> None:
        wide = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
        packed = b"\x01" + wide.compress(b"small") + wide.flush()
        assert refusal(packed_by_hand(packed, account), account) == "integrity.decode"

    def test_the_largest_batch_that_is_allowed_still_opens(self, account: SampleAccount) -> None:
        plaintext = bytes(limits.BATCH_PLAIN)
        assert open_batch(account.batch(plaintext), account.keyring, account.epoch_keys) == plaintext
