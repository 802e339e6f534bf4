"""A password becomes keys: NFC, then one run of Argon2id v1.3 with the parameters that stand in the keyring."""

from typing import Final
from unicodedata import normalize

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from msgspec import Struct

from owntexts.crypto.holders import HolderKeys, password_keys
from owntexts.crypto.suite import KEY_BYTES, Random
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.wire.refused import refused

SALT_BYTES: Final = 16


class Cost(Struct, frozen=True):
    """What one guess of the password costs: memory in KiB, passes over it, lanes."""

    memory_kib: int = 64 << 10
    iterations: int = 3
    lanes: int = 4


LEAST: Final = Cost()
MOST: Final = Cost(memory_kib=1 << 20, iterations=64, lanes=16)


def new_password(password: str, random: Random, cost: Cost = LEAST) -> HolderKeys:
    """The keys of a password that is being set, under a new salt."""
    return open_password(password, salt=random(SALT_BYTES), cost=cost)


def open_password(password: str, *, salt: bytes, cost: Cost) -> HolderKeys:
    """The keys of a password, as the account's parameters make them.

    Raises WrongUsage for an empty password and IntegrityFailed (integrity.keyring) for parameters weaker than this
    version sets, which a hub would ask for to guess the password, or heavier than a device should carry.
    """
    refuse_empty(password)
    _check(cost, salt)
    seed = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory_kib
    ).derive(normalize("NFC", password).encode("utf-8", "surrogatepass"))
    return password_keys(seed, salt=salt, memory_kib=cost.memory_kib, iterations=cost.iterations, lanes=cost.lanes)


def refuse_empty(password: str) -> None:
    """Raises WrongUsage for an empty password."""
    if not password:
        raise WrongUsage(
            "The password is empty",
            "An account needs a password: it is what keeps the hub from reading anything.",
            fixes=(Fix(id="type-password", title="Type the password, or set OWNTEXTS_PASSWORD_FILE", kind="person"),),
        )


def _check(cost: Cost, salt: bytes) -> None:
    _check_between("memory_kib", cost.memory_kib, LEAST.memory_kib, MOST.memory_kib)
    _check_between("iterations", cost.iterations, LEAST.iterations, MOST.iterations)
    _check_between("lanes", cost.lanes, 1, MOST.lanes)
    _check_between("salt_bytes", len(salt), SALT_BYTES, SALT_BYTES)


def _check_between(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise refused(
            "The hub asks for a password check that is not safe",
            "The parameters it names are weaker than any account has, or heavier than a device can carry; "
            "the password was not used.",
            Evidence(name=name, value=value, limit=least if value < least else most, origin="the hub's challenge"),
            code="integrity.keyring",
        )
