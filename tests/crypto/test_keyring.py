"""Writing entries, and opening what they grant."""

import msgspec
import pytest

from owntexts.crypto.devices import make_device
from owntexts.crypto.grants import seal_grant
from owntexts.crypto.keyring import change_secrets, open_epochs
from owntexts.crypto.suite import commitment
from owntexts.errors import AccountRefused, IntegrityFailed
from owntexts.testing.accounts import SampleAccount, quick_password, quick_recovery, signed_entry, steady_random
from owntexts.wire.entry import Body, Grant, parse
from owntexts.wire.keyring import fold


@pytest.fixture
def account() -> SampleAccount:
    return SampleAccount("fresh")


def regranted(body: Body, key: bytes, **place: int) -> Body:
    """The same entry, each grant made anew with another key or for another place."""
    keyring_keys = {action.holder: action.kem for action in body.actions}
    where = {"account": body.account, "number": body.number, "epoch": body.epoch} | place
    grants = tuple(seal_grant(key, grant.holder, keyring_keys[grant.holder], **where) for grant in body.grants)
    return msgspec.structs.replace(body, grants=grants)


def refusal(entries: list[bytes], account: SampleAccount) -> str:
    with pytest.raises(IntegrityFailed) as refused:
        open_epochs(fold(entries), entries, account.devices[-1])
    assert refused.value.finding.fixes
    return refused.value.code


def test_every_holder_opens_every_epoch(grown: SampleAccount) -> None:
    keyring = grown.keyring
    opened = [open_epochs(keyring, grown.entries, keys) for keys in (*grown.devices, grown.password, grown.recovery)]
    assert all(keys == opened[0] for keys in opened)
    assert {epoch: commitment(key) for epoch, key in opened[0].items()} == dict(keyring.commitments)
    assert len(set(opened[0].values())) == 2


def test_a_device_that_joins_late_opens_what_was_written_before(account: SampleAccount) -> None:
    first = account.epoch_keys[1]
    account.change_password("new")
    late = account.enrol()
    assert open_epochs(account.keyring, account.entries, late)[1] == first


def test_an_old_password_opens_nothing_that_is_written_later(account: SampleAccount) -> None:
    old = account.password
    account.change_password("new")
    with pytest.raises(AccountRefused) as refused:
        open_epochs(account.keyring, account.entries, old)
    assert refused.value.code == "account.device_revoked"
    assert old.holder not in {grant.holder for grant in parse(account.entries[1]).body.grants}


def test_a_removed_device_opens_nothing_that_is_written_later(account: SampleAccount) -> None:
    removed = account.enrol()
    account.remove(removed)
    with pytest.raises(AccountRefused) as refused:
        open_epochs(account.keyring, account.entries, removed)
    assert refused.value.finding.fixes


def test_password_and_recovery_key_can_change_in_one_entry(account: SampleAccount) -> None:
    password, recovery = quick_password("new"), quick_recovery("new")
    entry = change_secrets(
        account.keyring, account.epoch_keys, account.recovery, account.random, password=password, recovery=recovery
    )
    entries = [*account.entries, entry]
    keyring = fold(entries)
    assert (keyring.password.holder, keyring.recovery.holder) == (password.holder, recovery.holder)
    assert open_epochs(keyring, entries, recovery) == open_epochs(keyring, entries, password)


def test_a_grant_of_another_key_than_the_one_committed_to_is_refused(account: SampleAccount) -> None:
    account.enrol()
    swapped = regranted(parse(account.entries[1]).body, bytes(32))
    entries = [account.entries[0], signed_entry(swapped, account.password)]
    assert refusal(entries, account) == "integrity.commitment"


@pytest.mark.parametrize("place", [{"number": 0}, {"epoch": 2}])
def test_a_grant_moved_from_another_entry_is_refused(account: SampleAccount, place: dict[str, int]) -> None:
    account.enrol()
    moved = regranted(parse(account.entries[1]).body, account.epoch_keys[1], **place)
    entries = [account.entries[0], signed_entry(moved, account.password)]
    assert refusal(entries, account) == "integrity.commitment"


def test_a_grant_that_opens_for_nobody_is_refused(account: SampleAccount) -> None:
    newcomer = account.enrol()
    body = parse(account.entries[1]).body
    dead = msgspec.structs.replace(body, grants=(Grant(newcomer.holder, bytes(1168)),))
    assert refusal([account.entries[0], signed_entry(dead, account.password)], account) == "integrity.commitment"


def test_a_wrapped_key_that_is_not_the_ended_epochs_is_refused(account: SampleAccount) -> None:
    account.change_password("new")
    body = parse(account.entries[1]).body
    for wrapped in (bytes(60), body.wrapped[::-1]):
        broken = signed_entry(msgspec.structs.replace(body, wrapped=wrapped), account.devices[0], account.password)
        assert refusal([account.entries[0], broken], account) == "integrity.commitment"


def test_entries_that_are_not_the_keyrings_are_refused(account: SampleAccount) -> None:
    other = SampleAccount("bob")
    with pytest.raises(IntegrityFailed) as refused:
        open_epochs(account.keyring, other.entries, account.devices[0])
    assert refused.value.code == "integrity.keyring"


def test_an_entry_made_twice_carries_two_epoch_keys(account: SampleAccount) -> None:
    """After a lost race the entry is made anew; its key must never have stood in two entries."""
    bodies = [
        parse(change_secrets(account.keyring, account.epoch_keys, account.devices[0], account.random)).body
        for _ in range(2)
    ]
    assert bodies[0].commitment != bodies[1].commitment


def test_the_entry_holds_no_key_in_the_clear(account: SampleAccount) -> None:
    stranger = make_device(steady_random("stranger"))
    secrets = [account.epoch_keys[1], account.password.sign_seed, account.devices[0].kem_seed, stranger.sign_seed]
    assert not any(secret in account.entries[0] for secret in secrets)
    assert b"laptop" not in account.entries[0]
