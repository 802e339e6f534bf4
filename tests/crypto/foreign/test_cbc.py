"""Any stretch of an encrypted file is read without what lies in front of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.foreign.cbc import BLOCK, FIRST, decrypted, encrypted

KEY = bytes(range(32))


def test_the_bytes_are_those_of_the_published_vector() -> None:
    """NIST SP 800-38A, F.2.5, with its own initial block given as the one in front."""
    key = bytes.fromhex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
    before = bytes.fromhex("000102030405060708090a0b0c0d0e0f")
    blocks = bytes.fromhex("f58c4c04d6e5f1ba779eabfb5f7bfbd6")
    assert decrypted(key, blocks, before).hex() == "6bc1bee22e409f96e93d7e117393172a"


@given(st.binary(max_size=100), st.integers(0, 6))
def test_from_any_block_on_it_reads_as_from_the_beginning(plain: bytes, block: int) -> None:
    whole = encrypted(KEY, plain)
    start = min(block * BLOCK, len(whole))
    before = whole[start - BLOCK : start] if start else FIRST
    assert decrypted(KEY, whole[start:], before) == decrypted(KEY, whole)[start:]
    assert decrypted(KEY, whole)[: len(plain)] == plain


def test_blocks_that_are_not_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="block length"):
        decrypted(KEY, b"x" * 17)
