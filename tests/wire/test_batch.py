"""Batches as bytes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.errors import HubFailed, IntegrityFailed
from owntexts.testing.accounts import SampleAccount
from owntexts.wire import limits
from owntexts.wire.batch import MOST_NEEDS, BatchHeader, header_bytes, is_signed_by, parse
from owntexts.wire.hub import ChangeToken
from owntexts.wire.log import item_hash
from owntexts.wire.objects import Kind

ids = st.binary(min_size=16, max_size=16)
hashes = st.binary(min_size=32, max_size=32)
small = st.integers(min_value=0, max_value=(1 << 32) - 1)
large = st.integers(min_value=1, max_value=limits.COUNT)

headers = st.builds(
    BatchHeader,
    account=ids,
    epoch=small,
    keyring_number=small,
    keyring_hash=hashes,
    device=ids,
    counter=large,
    previous=hashes,
    seen=st.builds(ChangeToken, ids, large, hashes),
    needs=st.lists(ids, max_size=MOST_NEEDS).map(tuple),
    salt=hashes,
)


def outcome(data: bytes) -> str:
    try:
        return parse(data).kind.name
    except IntegrityFailed as refused:
        return refused.code


@given(header=headers, ciphertext=st.binary(min_size=17, max_size=200), signature=st.binary(min_size=64, max_size=64))
def test_a_batch_says_again_what_it_was_made_of(header: BatchHeader, ciphertext: bytes, signature: bytes) -> None:
    head = header_bytes(Kind.BATCH, header)
    batch = parse(head + ciphertext + signature)
    assert (batch.kind, batch.header, batch.header_bytes) == (Kind.BATCH, header, head)
    assert (batch.ciphertext, batch.signature) == (ciphertext, signature)
    assert batch.hash == item_hash(head + ciphertext + signature)


@given(header=headers, signature=st.binary(min_size=64, max_size=64))
def test_a_heartbeat_is_a_header_and_a_signature(header: BatchHeader, signature: bytes) -> None:
    beat = parse(header_bytes(Kind.HEARTBEAT, header) + signature)
    assert (beat.kind, beat.header, beat.ciphertext) == (Kind.HEARTBEAT, header, b"")


@given(data=st.binary(max_size=600))
def test_nonsense_after_a_right_beginning_ends_in_a_named_error(data: bytes) -> None:
    assert outcome(b"OWNT\x01\x01\x01" + data) in {"BATCH", "integrity.signature"}


def test_a_batch_cut_anywhere_is_no_longer_signed(grown: SampleAccount) -> None:
    data = grown.batch(b"hello", grown.devices[0])
    public = grown.devices[0].sign_public
    for length in range(len(data)):
        try:
            assert not is_signed_by(parse(data[:length]), public)
        except IntegrityFailed:
            continue


def test_every_changed_byte_of_a_batch_is_found(grown: SampleAccount) -> None:
    data = grown.batch(b"hello", grown.devices[1])
    public = grown.devices[1].sign_public
    assert is_signed_by(parse(data), public)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 0x40
        try:
            assert not is_signed_by(parse(bytes(changed)), public), place
        except (IntegrityFailed, HubFailed):
            continue


@pytest.mark.parametrize(
    "changes",
    [{"account": b"short"}, {"salt": bytes(33)}, {"needs": (b"x",)}, {"needs": (bytes(16),) * (MOST_NEEDS + 1)}],
)
def test_a_header_of_wrong_lengths_is_never_written(grown: SampleAccount, changes: dict[str, object]) -> None:
    header = msgspec.structs.replace(grown.header(grown.devices[0]), **changes)
    with pytest.raises(ValueError, match=r"16 bytes|at most"):
        header_bytes(Kind.BATCH, header)


def test_limits_are_checked_before_anything_is_read(grown: SampleAccount) -> None:
    head = header_bytes(Kind.BATCH, grown.header(grown.devices[0]))
    with pytest.raises(IntegrityFailed, match="no batch"):
        parse(head + bytes(limits.BATCH_SEALED))
    too_many_needs = head[:-2] + (MOST_NEEDS + 1).to_bytes(2, "big") + bytes(16 * (MOST_NEEDS + 1) + 100)
    with pytest.raises(IntegrityFailed, match="no batch"):
        parse(too_many_needs)


def test_a_header_stays_within_its_limit(grown: SampleAccount) -> None:
    header = msgspec.structs.replace(grown.header(grown.devices[0]), needs=(bytes(16),) * MOST_NEEDS)
    assert limits.HEADER - 16 < len(header_bytes(Kind.BATCH, header)) <= limits.HEADER


@pytest.mark.parametrize("kind", [Kind.BATCH, Kind.HEARTBEAT])
def test_a_sealed_part_of_an_impossible_length_is_refused(grown: SampleAccount, kind: Kind) -> None:
    head = header_bytes(kind, grown.header(grown.devices[0]))
    impossible = b"" if kind is Kind.BATCH else bytes(17)
    with pytest.raises(IntegrityFailed):
        parse(head + impossible + bytes(64))
    with pytest.raises(IntegrityFailed):
        parse(head + bytes(16) + bytes(64))


@pytest.mark.parametrize("count", [0, limits.COUNT + 1])
def test_counters_that_no_store_can_count_are_refused(grown: SampleAccount, count: int) -> None:
    header = msgspec.structs.replace(grown.header(grown.devices[0]), counter=count)
    with pytest.raises(IntegrityFailed):
        parse(header_bytes(Kind.HEARTBEAT, header) + bytes(64))
