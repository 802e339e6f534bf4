"""Password and recovery key as holders."""

from owntexts.crypto.holders import password_keys, recovery_keys
from owntexts.crypto.keys import sign_public
from owntexts.wire.entry import HolderKind, SetPassword, SetRecovery

SEED = bytes(range(32))


def test_one_seed_makes_three_unrelated_keys() -> None:
    keys = recovery_keys(SEED)
    assert len({SEED, keys.sign_seed, keys.kem_seed, keys.login_seed}) == 4
    assert keys.action.login != keys.action.sign


def test_what_signs_in_signs_no_entry() -> None:
    keys = recovery_keys(SEED)
    assert keys.prove(b"message") != keys.sign(b"message")
    assert keys.action.login == sign_public(keys.login_seed)


def test_a_password_and_a_recovery_key_of_one_seed_share_nothing() -> None:
    password = password_keys(SEED, salt=bytes(16), memory_kib=1 << 16, iterations=3, lanes=4)
    recovery = recovery_keys(SEED)
    assert not {password.sign_seed, password.kem_seed, password.login_seed} & {
        recovery.sign_seed,
        recovery.kem_seed,
        recovery.login_seed,
    }


def test_the_action_carries_public_halves_and_parameters() -> None:
    password = password_keys(SEED, salt=bytes(16), memory_kib=1 << 16, iterations=3, lanes=4)
    recovery = recovery_keys(SEED)
    assert isinstance(password.action, SetPassword)
    assert isinstance(recovery.action, SetRecovery)
    assert (password.action.memory_kib, password.action.iterations, password.action.lanes) == (1 << 16, 3, 4)
    assert (password.holder.kind, recovery.holder.kind) == (HolderKind.PASSWORD, HolderKind.RECOVERY)
    assert (password.action.sign, password.action.kem) == (password.sign_public, password.kem_public)
