"""The keys of a password or recovery key: one seed, and under it one key to sign, one to be granted, one to sign in."""

from dataclasses import dataclass, field

from owntexts.crypto.keys import MemberKeys, kem_public, sign, sign_public
from owntexts.crypto.suite import derive
from owntexts.wire.entry import SetPassword, SetRecovery


@dataclass(frozen=True)
class HolderKeys(MemberKeys):
    """The private keys of a password or recovery key; `action` is what sets it, public halves only."""

    action: SetPassword | SetRecovery
    login_seed: bytes = field(repr=False)

    def prove(self, message: bytes) -> bytes:
        """A sign-in proof: an Ed25519 signature by the login key."""
        return sign(self.login_seed, message)


def password_keys(seed: bytes, *, salt: bytes, memory_kib: int, iterations: int, lanes: int) -> HolderKeys:
    """The keys of a password, from the seed that Argon2id made of it with these parameters."""
    sign_seed, kem_seed, login_seed = _seeds(seed)
    action = SetPassword(
        sign=sign_public(sign_seed),
        kem=kem_public(kem_seed),
        login=sign_public(login_seed),
        salt=salt,
        memory_kib=memory_kib,
        iterations=iterations,
        lanes=lanes,
    )
    return HolderKeys(action.holder, sign_seed, kem_seed, action, login_seed)


def recovery_keys(secret: bytes) -> HolderKeys:
    """The keys of a recovery key of 32 bytes."""
    sign_seed, kem_seed, login_seed = _seeds(derive(secret, "recovery"))
    action = SetRecovery(sign=sign_public(sign_seed), kem=kem_public(kem_seed), login=sign_public(login_seed))
    return HolderKeys(action.holder, sign_seed, kem_seed, action, login_seed)


def _seeds(seed: bytes) -> tuple[bytes, bytes, bytes]:
    return derive(seed, "sign"), derive(seed, "holder"), derive(seed, "login")
