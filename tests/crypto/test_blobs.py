from collections.abc import Callable
from hashlib import sha256

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.blobs import BlobKeys
from owntexts.errors import IntegrityFailed
from owntexts.wire import limits
from owntexts.wire.blob import BlobKind, parse, sealed_length

ACCOUNT = b"a" * 16
KEYS = BlobKeys(ACCOUNT, 2, bytes(range(32)))
OTHERS = {
    "another account": BlobKeys(b"b" * 16, 2, bytes(range(32))),
    "another epoch": BlobKeys(ACCOUNT, 3, bytes(range(32))),
    "another key": BlobKeys(ACCOUNT, 2, bytes(32)),
}
PLAIN = b"a photo of the harbour"


def nonces() -> Callable[[int], bytes]:
    numbers = iter(range(256))
    return lambda count: bytes([next(numbers)]) * count


def sealed(plaintext: bytes = PLAIN, kind: BlobKind = BlobKind.PIECE) -> bytes:
    return KEYS.seal(kind, KEYS.refer(kind, plaintext), plaintext, nonces())


@given(st.binary(max_size=3_000))
def test_what_is_sealed_opens_again(plaintext: bytes) -> None:
    reference = KEYS.refer(BlobKind.PIECE, plaintext)
    data = sealed(plaintext)
    assert KEYS.open(BlobKind.PIECE, reference, data) == plaintext
    assert len(data) == sealed_length(len(plaintext))


def test_the_largest_piece_fits() -> None:
    plaintext = bytes(limits.BLOB_PLAIN)
    assert len(sealed(plaintext)) == limits.BLOB_SEALED
    assert KEYS.open(BlobKind.PIECE, KEYS.refer(BlobKind.PIECE, plaintext), sealed(plaintext)) == plaintext


def test_two_devices_name_the_same_bytes_alike_and_seal_them_differently() -> None:
    reference, random = KEYS.refer(BlobKind.PIECE, PLAIN), nonces()
    one, other = (KEYS.seal(BlobKind.PIECE, reference, PLAIN, random) for _ in range(2))
    assert one != other
    assert parse(one).header.id == parse(other).header.id == reference.blob
    assert {bytes(KEYS.open(BlobKind.PIECE, reference, each)) for each in (one, other)} == {PLAIN}


def test_a_name_tells_nothing_to_who_lacks_the_key() -> None:
    names = {
        keys.refer(BlobKind.PIECE, PLAIN).blob
        for keys in (KEYS, *OTHERS.values())
        if keys is not OTHERS["another account"]
    }
    assert len(names) == 2
    assert sha256(PLAIN).digest()[:16] not in names
    assert KEYS.refer(BlobKind.PIECE, PLAIN).blob != KEYS.refer(BlobKind.LIST, PLAIN).blob


@pytest.mark.parametrize("who", OTHERS)
def test_it_opens_only_in_its_account_and_epoch(who: str) -> None:
    with pytest.raises(IntegrityFailed) as refused:
        OTHERS[who].open(BlobKind.PIECE, KEYS.refer(BlobKind.PIECE, PLAIN), sealed())
    assert refused.value.finding.code == "integrity.blob"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:30] + bytes([data[30] ^ 1]) + data[31:],
        lambda data: data[:45] + bytes([data[45] ^ 1]) + data[46:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda _: sealed(b"another photo"),
        lambda _: b"",
    ],
    ids=["cut", "longer", "another id", "another nonce", "a changed byte", "another blob", "nothing"],
)
def test_a_changed_cut_or_swapped_blob_is_refused_by_name(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(IntegrityFailed) as refused:
        KEYS.open(BlobKind.PIECE, KEYS.refer(BlobKind.PIECE, PLAIN), spoil(sealed()))
    assert refused.value.finding.code == "integrity.blob"
    assert refused.value.finding.fixes


@pytest.mark.parametrize("field", ["length", "content"])
def test_a_reference_that_does_not_fit_is_refused(field: str) -> None:
    reference = KEYS.refer(BlobKind.PIECE, PLAIN)
    wrong = {"length": reference.length - 1, "content": bytes(32)}[field]
    with pytest.raises(IntegrityFailed):
        KEYS.open(BlobKind.PIECE, msgspec.structs.replace(reference, **{field: wrong}), sealed())


def test_one_kind_never_stands_for_another() -> None:
    with pytest.raises(IntegrityFailed):
        KEYS.open(BlobKind.LIST, KEYS.refer(BlobKind.LIST, PLAIN), sealed())
