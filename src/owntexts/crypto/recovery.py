"""The recovery key as people write it down: 32 random bytes and 3 of a checksum, as 14 groups of 4 letters and digits.

The alphabet is Crockford's: no I, L, O or U. Reading takes any case, spaces and dashes, O for 0, I and L for 1.
"""

from hashlib import sha256
from typing import Final

from owntexts.crypto.suite import KEY_BYTES, Random
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_CHECKSUM_BYTES: Final = 3
_CHARACTERS: Final = (KEY_BYTES + _CHECKSUM_BYTES) * 8 // 5
_GROUP: Final = 4
_READ_AS: Final = str.maketrans("OIL", "011", " -\u2010\u2011\u2012\u2013\u2014\u00a0\t\r\n")
_LABEL: Final = b"owntexts recovery 1\0"


def new_recovery(random: Random) -> bytes:
    """A new recovery key."""
    return random(KEY_BYTES)


def written(secret: bytes) -> str:
    """The recovery key in 14 groups of 4 characters, joined by dashes."""
    number = int.from_bytes(secret + _checksum(secret), "big")
    characters = [ALPHABET[number >> (5 * place) & 31] for place in reversed(range(_CHARACTERS))]
    return "-".join("".join(characters[at : at + _GROUP]) for at in range(0, _CHARACTERS, _GROUP))


def read(text: str) -> bytes:
    """The recovery key that somebody typed. Raises WrongUsage that says what is wrong with it."""
    typed = text.upper().translate(_READ_AS)
    unknown = next((character for character in typed if character not in ALPHABET), None)
    if unknown is not None:
        raise _mistyped("a character stands in it that no recovery key has", Evidence(name="character", value=unknown))
    if len(typed) != _CHARACTERS:
        raise _mistyped("its length is wrong", Evidence(name="characters", value=len(typed), limit=_CHARACTERS))
    secret, checksum = _halves(typed)
    if checksum != _checksum(secret):
        raise _mistyped("at least one character is wrong", Evidence(name="checksum", value="does not match"))
    return secret


def _halves(typed: str) -> tuple[bytes, bytes]:
    number = 0
    for character in typed:
        number = number << 5 | ALPHABET.index(character)
    data = number.to_bytes(KEY_BYTES + _CHECKSUM_BYTES, "big")
    return data[:KEY_BYTES], data[KEY_BYTES:]


def _checksum(secret: bytes) -> bytes:
    return sha256(_LABEL + secret).digest()[:_CHECKSUM_BYTES]


def _mistyped(why: str, evidence: Evidence) -> WrongUsage:
    return WrongUsage(
        "The recovery key has a typing mistake",
        f"This cannot be a recovery key: {why}.",
        evidence=(evidence,),
        fixes=(
            Fix(
                id="type-again",
                title="Type it again as it was shown: 14 groups of 4 letters and digits",
                kind="person",
            ),
        ),
    )
