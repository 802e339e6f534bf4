"""Makes the keybag of an encrypted backup, with so few rounds that a test opens it at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from owntexts.crypto.foreign import keybag

FEW_ROUNDS: Final = (20, 10)
"""Of SHA-256 and of SHA-1; an iPhone takes ten millions and ten thousand."""

BY_PASSWORD: Final = (1, 2, 3, 4, 5, 6, 7, 8)
OF_THE_DEVICE: Final = (9, 10, 11)
WITH_PUBLIC_KEY: Final = 2


@dataclass(frozen=True)
class Bag:
    """The bytes of a bag, and the class keys that its password opens."""

    data: bytes
    keys: Mapping[int, bytes]


def make_bag(password: str, chance: Random, rounds: tuple[int, int] | None = FEW_ROUNDS, *, kind: int = 1) -> Bag:
    """A bag as iOS writes it since 10.2; as before, without the first stretching, where `rounds` is None."""
    salt, first = chance.randbytes(20), chance.randbytes(20)
    numbers = {"VERS": 3 if rounds is None else 5, "TYPE": kind, "WRAP": 0, "ITER": FEW_ROUNDS[1]}
    head = [_number(tag, value) for tag, value in numbers.items()]
    head += [_record("UUID", chance.randbytes(16)), _record("SALT", salt), _record("HMCK", chance.randbytes(40))]
    stretching = keybag.Stretching(salt, FEW_ROUNDS[1])
    if rounds is not None:
        head[-1:] = [_record("DPSL", first), _number("DPWT", 1), _number("DPIC", rounds[0]), head[-1]]
        head[3] = _number("ITER", rounds[1])
        stretching = keybag.Stretching(salt, rounds[1], first, rounds[0])
    opening = stretching.key(password)
    keys = {number: chance.randbytes(32) for number in (*BY_PASSWORD, *OF_THE_DEVICE)}
    body = [_class_key(number, keys[number], opening, chance) for number in keys]
    return Bag(b"".join((*head, *body)), {number: keys[number] for number in BY_PASSWORD})


def _class_key(number: int, key: bytes, opening: bytes, chance: Random) -> bytes:
    records = [_record("UUID", chance.randbytes(16)), _number("CLAS", number)]
    records.append(_number("WRAP", 3 if number in OF_THE_DEVICE else 2))
    records += [_number("KTYP", int(number == WITH_PUBLIC_KEY)), _record("WPKY", keybag.wrapped(opening, key))]
    if number == WITH_PUBLIC_KEY:
        records.append(_record("PBKY", chance.randbytes(32)))
    return b"".join(records)


def _number(tag: str, value: int) -> bytes:
    return _record(tag, value.to_bytes(4, "big"))


def _record(tag: str, value: bytes) -> bytes:
    return tag.encode() + len(value).to_bytes(4, "big") + value
