"""The hash of a zone."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from owntexts.wire.log import advance, item_hash, start


def hash_of(items: list[bytes]) -> bytes:
    value = start(bytes(16), bytes(16))
    for item in items:
        value = advance(value, item_hash(item))
    return value


def test_an_item_is_hashed_with_all_its_bytes() -> None:
    assert item_hash(b"stored bytes") == sha256(b"stored bytes").digest()


def test_accounts_and_incarnations_start_apart() -> None:
    one, other = b"a" * 16, b"b" * 16
    assert len({start(one, one), start(one, other), start(other, one), start(other, other)}) == 4


@given(items=st.lists(st.binary(max_size=8), min_size=2, max_size=8), data=st.data())
def test_changing_repeating_reordering_or_leaving_out_changes_the_hash(items: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(items) - 1))
    others = [
        items[:place] + items[place + 1 :],
        [*items[:place], items[place], *items[place:]],
        [*items[:place], items[place] + b"!", *items[place + 1 :]],
        items[::-1],
    ]
    assert all((hash_of(other) == hash_of(items)) == (other == items) for other in others)
