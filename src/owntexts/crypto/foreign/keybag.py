"""The keybag of an encrypted iPhone backup: the password opens class keys, a class key opens the keys of files.

A bag is a list of records: a tag of 4 letters, a length of 4 bytes (big end first), a value. What stands before the
second UUID is said of the bag itself; each later UUID begins a class key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import pbkdf2_hmac
from typing import Final

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from owntexts.crypto.foreign.unopened import Unopened, WrongPassword

KEY_BYTES: Final = 32
WRAPPED_BYTES: Final = 40
NUMBER_BYTES: Final = 4
RECORD_HEAD: Final = 8

OF_A_BACKUP: Final = 1
BY_PASSWORD: Final = 2
MOST_BYTES: Final = 1 << 16
MOST_CLASSES: Final = 64
MOST_ROUNDS: Final = 100_000_000
LONGEST_SALT: Final = 1 << 10

Record = tuple[str, bytes]
ClassKeys = Mapping[int, bytes]
"""Opened class keys by number of the class."""


@dataclass(frozen=True)
class Stretching:
    """How a password becomes a key: rounds of PBKDF2 with SHA-256 since iOS 10.2, then rounds with SHA-1."""

    salt: bytes
    rounds: int
    first_salt: bytes | None = None
    first_rounds: int = 0

    def key(self, password: str) -> bytes:
        """32 bytes; seconds of work in today's backups."""
        stretched = password.encode("utf-8", "surrogateescape")
        if self.first_salt is not None:
            stretched = pbkdf2_hmac("sha256", stretched, self.first_salt, self.first_rounds, KEY_BYTES)
        return pbkdf2_hmac("sha1", stretched, self.salt, self.rounds, KEY_BYTES)


@dataclass(frozen=True)
class Keybag:
    """What a bag holds: how its password is stretched, and by class the keys that the password alone opens."""

    stretching: Stretching
    wrapped: Mapping[int, bytes]

    def unlocked(self, password: str) -> ClassKeys:
        """Every class key that opens; one that is damaged is left out. Raises WrongPassword where none opens."""
        key = self.stretching.key(password)
        opened = {number: found for number, wrapped in self.wrapped.items() if (found := _unwrapped(key, wrapped))}
        if not opened:
            raise WrongPassword("the password opens no key of the bag")
        return opened


def parse(data: bytes) -> Keybag:
    """The bag of a backup. Raises Unopened, with the reason in words, for anything else."""
    if len(data) > MOST_BYTES:
        raise Unopened(f"the keybag has {len(data)} bytes")
    head, classes = _sorted(_records(data))
    if (kind := _number(head, "TYPE")) != OF_A_BACKUP:
        raise Unopened(f"the keybag is of type {kind}, and that of a backup is of type {OF_A_BACKUP}")
    wrapped = {number: key for number, key in map(_class_key, classes) if key is not None}
    if not wrapped:
        raise Unopened("the keybag has no key that a password opens")
    return Keybag(_stretching(head), wrapped)


def opened(keys: ClassKeys, sealed: bytes) -> bytes:
    """The key of one file: `sealed` is its class (4 bytes, little end first) and 40 bytes. Raises Unopened."""
    number, wrapped = int.from_bytes(sealed[:NUMBER_BYTES], "little"), sealed[NUMBER_BYTES:]
    if number not in keys:
        raise Unopened(f"the keybag gives no key of class {number}")
    found = _unwrapped(keys[number], wrapped)
    if found is None:
        raise Unopened(f"the key of class {number} does not fit")
    return found


def sealed(keys: ClassKeys, number: int, key: bytes) -> bytes:
    """What `opened` opens; for those who make backups to test with."""
    return number.to_bytes(NUMBER_BYTES, "little") + aes_key_wrap(keys[number], key)


def wrapped(by: bytes, key: bytes) -> bytes:
    """A class key as it stands in a bag; for the same."""
    return aes_key_wrap(by, key)


def _unwrapped(key: bytes, wrapped: bytes) -> bytes | None:
    try:
        return aes_key_unwrap(key, wrapped)
    except (InvalidUnwrap, ValueError):
        return None


def _records(data: bytes) -> Iterator[Record]:
    place = 0
    while place < len(data):
        value = place + RECORD_HEAD
        end = value + int.from_bytes(data[place + NUMBER_BYTES : value], "big")
        if end > len(data) or value > len(data):
            raise Unopened(f"the keybag is cut short inside its record at {place}")
        yield data[place : place + NUMBER_BYTES].decode("ascii", "replace"), data[value:end]
        place = end


def _sorted(records: Iterator[Record]) -> tuple[dict[str, bytes], list[dict[str, bytes]]]:
    """What is said of the bag, and of each class key; of several equal tags in one the first counts."""
    head: dict[str, bytes] = {}
    classes: list[dict[str, bytes]] = []
    for tag, value in records:
        if tag == "UUID" and "UUID" in head:
            classes.append({})
        (classes[-1] if classes else head).setdefault(tag, value)
    if len(classes) > MOST_CLASSES:
        raise Unopened(f"the keybag has {len(classes)} class keys")
    return head, classes


def _class_key(said: Mapping[str, bytes]) -> tuple[int, bytes | None]:
    """Its number, and the wrapped key where a password opens it and nothing of the iPhone is needed besides."""
    key = said.get("WPKY")
    opens = _number(said, "WRAP", otherwise=0) == BY_PASSWORD and key is not None and len(key) == WRAPPED_BYTES
    return _number(said, "CLAS", otherwise=0), key if opens else None


def _stretching(head: Mapping[str, bytes]) -> Stretching:
    salt, rounds = _salt(head, "SALT"), _rounds(head, "ITER")
    if "DPSL" in head or "DPIC" in head:
        return Stretching(salt, rounds, _salt(head, "DPSL"), _rounds(head, "DPIC"))
    return Stretching(salt, rounds)


def _salt(head: Mapping[str, bytes], tag: str) -> bytes:
    salt = head.get(tag, b"")
    if not 0 < len(salt) <= LONGEST_SALT:
        raise Unopened(f"the keybag has no {tag} of a usable length")
    return salt


def _rounds(head: Mapping[str, bytes], tag: str) -> int:
    rounds = _number(head, tag)
    if not 0 < rounds <= MOST_ROUNDS:
        raise Unopened(f"the keybag asks for {rounds} rounds of {tag}, and more than {MOST_ROUNDS} are refused")
    return rounds


def _number(said: Mapping[str, bytes], tag: str, *, otherwise: int | None = None) -> int:
    value = said.get(tag)
    if value is None and otherwise is not None:
        return otherwise
    if value is None or len(value) != NUMBER_BYTES:
        raise Unopened(f"the keybag does not say its {tag}")
    return int.from_bytes(value, "big")
