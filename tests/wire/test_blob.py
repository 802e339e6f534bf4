import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.errors import HubFailed, IntegrityFailed
from owntexts.wire import limits
from owntexts.wire.blob import BlobHeader, BlobKind, header_bytes, padded_length, parse, sealed_length
from owntexts.wire.objects import Kind, frame

HEADER = BlobHeader(account=b"a" * 16, epoch=3, kind=BlobKind.PIECE, id=b"i" * 16)
NONCE = b"n" * 12
BODY = b"c" * 16


def test_a_blob_is_parsed_into_what_it_was_made_of() -> None:
    blob = parse(header_bytes(HEADER) + NONCE + BODY)
    assert (blob.header, blob.nonce, bytes(blob.ciphertext)) == (HEADER, NONCE, BODY)
    assert blob.header_bytes == header_bytes(HEADER)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        header_bytes(HEADER),
        header_bytes(HEADER) + NONCE + BODY[:-1],
        header_bytes(HEADER) + NONCE + bytes(limits.BLOB_SEALED),
        frame(Kind.BATCH) + bytes(100),
    ],
    ids=["nothing", "a header only", "cut", "too long", "a batch"],
)
def test_bytes_that_can_be_no_blob_are_refused(data: bytes) -> None:
    with pytest.raises(IntegrityFailed) as refused:
        parse(data)
    assert refused.value.finding.code == "integrity.blob"


def test_a_blob_of_a_newer_version_waits() -> None:
    data = bytearray(header_bytes(HEADER) + NONCE + BODY)
    data[5] = 2
    with pytest.raises(HubFailed) as newer:
        parse(bytes(data))
    assert newer.value.finding.code == "hub.version"


@given(st.integers(0, limits.BLOB_PLAIN))
def test_padding_hides_lengths_and_costs_at_most_an_eighth(length: int) -> None:
    padded = padded_length(length)
    assert length <= padded <= length + length / 8
    assert padded_length(padded) == padded
    assert sealed_length(length) <= limits.BLOB_SEALED


def test_there_are_few_padded_lengths() -> None:
    assert len({padded_length(length) for length in range(1 << 16)}) < 500
    assert [padded_length(length) for length in (0, 1, 9, 100, 1_000, 1_000_000)] == [0, 1, 10, 104, 1_024, 1_015_808]
