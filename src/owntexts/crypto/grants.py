"""A grant: the epoch key sealed by HPKE to one holder, good in one entry only."""

from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from owntexts.crypto.keys import MemberKeys, private_kem_key, public_kem_key
from owntexts.wire.entry import Grant, Holder
from owntexts.wire.objects import SUITE
from owntexts.wire.refused import refused_entry

GRANT_LABEL: Final = b"owntexts grant 1\0"

_HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal_grant(
    epoch_key: bytes, holder: Holder, kem_public: bytes, *, account: bytes, number: int, epoch: int
) -> Grant:
    """The epoch key for one holder, bound to suite, account, entry number, epoch and holder.

    Raises IntegrityFailed (integrity.keyring) where the holder's public key is none.
    """
    info = bound_to(holder, account=account, number=number, epoch=epoch)
    try:
        return Grant(holder, _HPKE.encrypt(epoch_key, public_kem_key(kem_public), info))
    except ValueError:
        raise refused_entry(number, "a member's public key, to which it would grant, is none") from None


def open_grant(grant: Grant, keys: MemberKeys, *, account: bytes, number: int, epoch: int) -> bytes | None:
    """The epoch key, or None where the grant was not sealed to this holder in this entry."""
    info = bound_to(keys.holder, account=account, number=number, epoch=epoch)
    try:
        return _HPKE.decrypt(grant.sealed, private_kem_key(keys.kem_seed), info)
    except (InvalidTag, ValueError):
        return None


def bound_to(holder: Holder, *, account: bytes, number: int, epoch: int) -> bytes:
    """HPKE's info: label ‖ suite ‖ account ‖ entry number (4) ‖ epoch (4) ‖ holder kind (1) ‖ holder id."""
    place = number.to_bytes(4, "big") + epoch.to_bytes(4, "big")
    return GRANT_LABEL + bytes([SUITE]) + account + place + bytes([holder.kind]) + holder.id
