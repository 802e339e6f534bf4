"""Six words."""

from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.words import _word, six_words


def test_there_are_2048_different_words_of_four_letters() -> None:
    words = [_word(number) for number in range(1 << 11)]
    assert len(set(words)) == 2048
    assert {len(word) for word in words} == {4}
    assert all(word.isalpha() and word.islower() for word in words)


@given(digest=st.binary(min_size=32, max_size=32), place=st.integers(0, 65))
def test_each_of_the_66_bits_changes_one_word(digest: bytes, place: int) -> None:
    changed = bytearray(digest)
    changed[place // 8] ^= 0x80 >> (place % 8)
    pairs = zip(six_words(digest), six_words(bytes(changed)), strict=True)
    assert [one != other for one, other in pairs].count(True) == 1


def test_what_comes_after_66_bits_does_not_matter() -> None:
    assert six_words(bytes(9)) == six_words(bytes(8) + b"\x3f" + b"\xff" * 20)
    assert len(six_words(bytes(32))) == 6
