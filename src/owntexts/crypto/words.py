"""Six words for a digest, to be compared by eye or read aloud: 66 bits.

A word carries 11 bits as consonant, vowel, consonant, vowel: one of 16, 4, 8 and 4. So there is no list to copy and
no word that two people spell differently.
"""

from typing import Final

WORDS: Final = 6

_FIRST: Final = "bdfghjklmnprstvz"
_SECOND: Final = "bdklmnst"
_VOWELS: Final = "aeio"
_BITS: Final = 11


def six_words(digest: bytes) -> tuple[str, ...]:
    """The words of the first 66 bits of a digest of at least 9 bytes."""
    number = int.from_bytes(digest[:9], "big") >> (72 - WORDS * _BITS)
    return tuple(_word(number >> (_BITS * place) & 0x7FF) for place in reversed(range(WORDS)))


def _word(number: int) -> str:
    return _FIRST[number >> 7] + _VOWELS[number >> 5 & 3] + _SECOND[number >> 2 & 7] + _VOWELS[number & 3]
