"""What a keyring accepts, and every way in which it refuses."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import share

from owntexts.crypto.devices import make_device
from owntexts.crypto.keyring import change_secrets, create_account, open_epochs
from owntexts.crypto.keys import MemberKeys
from owntexts.errors import AccountRefused, HubFailed, IntegrityFailed
from owntexts.testing.accounts import (
    DETAILS,
    SampleAccount,
    quick_password,
    quick_recovery,
    signed_entry,
    steady_random,
)
from owntexts.wire import limits
from owntexts.wire.entry import AddDevice, Body, Entry, SetPassword, assemble, parse
from owntexts.wire.keyring import Keyring, accept, fold


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(IntegrityFailed) as refused:
        act()
    assert refused.value.code == "integrity.keyring"
    assert refused.value.finding.fixes
    return refused.value.finding.explanation


def again(entry: bytes, *signers: MemberKeys, **changes: object) -> bytes:
    """The same entry with other contents, signed anew."""
    return signed_entry(msgspec.structs.replace(parse(entry).body, **changes), *signers)


def body_of(entry: bytes) -> Body:
    return parse(entry).body


@pytest.fixture
def account() -> SampleAccount:
    return SampleAccount("fresh")


class TestWhatItAccepts:
    def test_entry_0_makes_an_account(self, account: SampleAccount) -> None:
        keyring = account.keyring
        assert (keyring.number, keyring.epoch) == (0, 1)
        assert list(keyring.devices) == [account.devices[0].device]
        assert keyring.hash == parse(account.entries[0]).hash

    def test_a_chain_of_entries_makes_members_epochs_and_a_head(self, grown: SampleAccount) -> None:
        keyring = grown.keyring
        assert keyring.number == 3
        assert keyring.epochs == (1, 1, 2, 2)
        assert set(keyring.devices) == {device.device for device in grown.devices}
        assert keyring.password.holder == grown.password.holder
        assert set(keyring.commitments) == {1, 2}

    def test_folding_at_once_or_entry_by_entry_is_the_same(self, grown: SampleAccount) -> None:
        keyring = fold(grown.entries[:1])
        for entry in grown.entries[1:]:
            keyring = keyring.extended(entry)
        assert keyring == fold(grown.entries)

    def test_a_removed_device_keeps_its_key_and_its_last_item(self, account: SampleAccount) -> None:
        other = account.enrol()
        account.batch(b"last words", other)
        account.remove(other)
        keyring = account.keyring
        assert other.device not in keyring.devices
        assert (keyring.removed[other.device].counter, keyring.epoch) == (1, 2)
        assert keyring.sign_key(other.device) == other.sign_public

    def test_a_stranger_has_no_key(self, grown: SampleAccount) -> None:
        assert grown.keyring.sign_key(bytes(16)) is None


class TestPlace:
    def test_nothing_at_all_is_refused(self) -> None:
        assert "no entry" in refusal(lambda: fold([]))

    def test_reordered_entries_are_refused(self, grown: SampleAccount) -> None:
        one, two, three, four = grown.entries
        assert "should stand in its place" in refusal(lambda: fold([one, three, two, four]))

    def test_a_left_out_entry_is_refused(self, grown: SampleAccount) -> None:
        refusal(lambda: fold([grown.entries[0], *grown.entries[2:]]))

    def test_a_repeated_entry_is_refused(self, grown: SampleAccount) -> None:
        refusal(lambda: fold([*grown.entries[:2], grown.entries[1]]))

    def test_a_chain_that_starts_later_is_refused(self, grown: SampleAccount) -> None:
        assert "does not begin" in refusal(lambda: fold(grown.entries[1:]))

    def test_an_entry_of_another_account_is_refused(self, account: SampleAccount) -> None:
        other = SampleAccount("bob")
        other.enrol()
        assert "another account" in refusal(lambda: account.keyring.extended(other.entries[1]))

    def test_an_entry_that_follows_another_history_is_refused(self, account: SampleAccount) -> None:
        account.enrol()
        moved = again(account.entries[1], account.password, previous=bytes(32))
        assert "follows another" in refusal(lambda: fold([account.entries[0], moved]))


class TestSignatures:
    def test_every_changed_byte_is_found(self, grown: SampleAccount) -> None:
        keyring, entry = fold(grown.entries[:3]), grown.entries[3]
        assert keyring.extended(entry)
        for place in range(0, len(entry), 7):
            changed = bytearray(entry)
            changed[place] ^= 0x10
            with pytest.raises((IntegrityFailed, HubFailed)):
                keyring.extended(bytes(changed))

    @given(data=st.data())
    def test_every_changed_byte_of_entry_0_is_found(self, grown: SampleAccount, data: st.DataObject) -> None:
        changed = bytearray(grown.entries[0])
        place = data.draw(st.integers(0, len(changed) - 1))
        changed[place] ^= data.draw(st.integers(1, 255))
        with pytest.raises((IntegrityFailed, HubFailed)):
            fold([bytes(changed)])

    def test_an_unsigned_entry_is_refused(self, account: SampleAccount) -> None:
        account.enrol()
        bare = assemble(parse(account.entries[1]).signed, ())
        assert "no member signed" in refusal(lambda: fold([account.entries[0], bare]))

    def test_the_newcomer_alone_cannot_sign_itself_in(self, account: SampleAccount) -> None:
        newcomer = account.enrol()
        alone = again(account.entries[1], newcomer)
        assert "no member signed" in refusal(lambda: fold([account.entries[0], alone]))

    def test_a_stranger_beside_a_member_is_refused(self, account: SampleAccount) -> None:
        account.enrol()
        stranger = make_device(steady_random("stranger"))
        both = again(account.entries[1], account.password, stranger)
        assert "not a member's" in refusal(lambda: fold([account.entries[0], both]))

    def test_a_signature_under_a_members_name_by_another_key_is_refused(self, account: SampleAccount) -> None:
        account.enrol()
        forger = MemberKeys(account.password.holder, bytes(32), bytes(32))
        forged = again(account.entries[1], forger)
        assert "not a member's" in refusal(lambda: fold([account.entries[0], forged]))

    def test_a_removed_device_can_bring_in_nobody(self, account: SampleAccount) -> None:
        removed = account.enrol()
        account.remove(removed)
        account.enrol()
        signed_by_removed = again(account.entries[3], removed)
        assert "no member signed" in refusal(lambda: fold([*account.entries[:3], signed_by_removed]))

    def test_a_replaced_password_can_bring_in_nobody(self, account: SampleAccount) -> None:
        old = account.password
        account.change_password("new")
        account.enrol()
        signed_by_old = again(account.entries[2], old)
        assert "no member signed" in refusal(lambda: fold([*account.entries[:2], signed_by_old]))

    def test_a_new_password_that_did_not_sign_is_no_anchor(self, account: SampleAccount) -> None:
        account.change_password("new")
        unanchored = again(account.entries[1], account.devices[0])
        assert "did not sign" in refusal(lambda: fold([account.entries[0], unanchored]))

    def test_entry_0_is_signed_by_all_whom_it_brings_in(self, account: SampleAccount) -> None:
        without_recovery = again(account.entries[0], account.devices[0], account.password)
        assert "did not sign" in refusal(lambda: fold([without_recovery]))

    def test_a_key_swapped_while_a_device_joins_is_found(self, account: SampleAccount) -> None:
        account.enrol()
        entry = parse(account.entries[1])
        hubs_own = make_device(steady_random("the hub's own device"))
        swapped = msgspec.structs.replace(entry.body.actions[0], kem=hubs_own.kem_public, sign=hubs_own.sign_public)
        body = msgspec.structs.replace(entry.body, actions=(swapped,))
        forged = assemble(signed_entry(body)[: len(entry.signed)], entry.signatures)
        assert parse(forged).body.actions == (swapped,)
        assert "not a member's" in refusal(lambda: fold([account.entries[0], forged]))


class TestEpochs:
    def test_a_key_that_changes_inside_an_epoch_is_refused(self, account: SampleAccount) -> None:
        account.enrol()
        changed = again(account.entries[1], account.password, commitment=bytes(32))
        assert "changes the key" in refusal(lambda: fold([account.entries[0], changed]))

    def test_an_epoch_that_jumps_or_falls_back_is_refused(self, account: SampleAccount) -> None:
        account.change_password("new")
        for epoch in (3, 4_000_000_000):
            jumped = again(account.entries[1], account.devices[0], account.password, epoch=epoch)
            assert "does not follow" in refusal(lambda entry=jumped: fold([account.entries[0], entry]))
        account.enrol()
        back = again(account.entries[2], account.password, epoch=1)
        assert "does not follow" in refusal(lambda: fold([*account.entries[:2], back]))

    def test_a_new_epoch_carries_the_ended_ones_key(self, account: SampleAccount) -> None:
        account.change_password("new")
        unwrapped = again(account.entries[1], account.devices[0], account.password, wrapped=None)
        assert "does not follow" in refusal(lambda: fold([account.entries[0], unwrapped]))

    def test_a_device_leaves_only_with_a_new_key(self, account: SampleAccount) -> None:
        other = account.enrol()
        account.remove(other)
        same_epoch = again(
            account.entries[2], account.devices[0], epoch=1, wrapped=None, commitment=account.keyring.commitments[1]
        )
        assert "without a new key" in refusal(lambda: fold([*account.entries[:2], same_epoch]))

    def test_an_entry_that_forgets_a_holder_or_grants_a_stranger_is_refused(self, account: SampleAccount) -> None:
        account.change_password("new")
        grants = body_of(account.entries[1]).grants
        for wrong in (grants[1:], grants[:-1], (*grants, grants[0]), (*grants[1:], grants[1])):
            entry = again(account.entries[1], account.devices[0], account.password, grants=wrong)
            assert "exactly those" in refusal(lambda entry=entry: fold([account.entries[0], entry]))


class TestMembers:
    def test_an_id_is_never_used_twice(self, account: SampleAccount) -> None:
        other = account.enrol()
        account.remove(other)
        account.enrol()
        returning = again(account.entries[3], account.password, actions=(other.action,))
        assert "used before" in refusal(lambda: fold([*account.entries[:3], returning]))

    def test_only_members_can_leave(self, account: SampleAccount) -> None:
        account.remove(account.enrol())
        absent = again(account.entries[2], account.devices[0], previous=parse(account.entries[0]).hash, number=1)
        assert "no member" in refusal(lambda: fold([account.entries[0], absent]))

    def test_a_secret_is_set_once_per_entry(self, account: SampleAccount) -> None:
        account.change_password("new")
        twice = body_of(account.entries[1]).actions * 2
        entry = again(account.entries[1], account.devices[0], account.password, actions=twice)
        assert "twice" in refusal(lambda: fold([account.entries[0], entry]))

    @pytest.mark.parametrize(("left_out", "word"), [(1, "password"), (2, "recovery key")])
    def test_an_account_needs_password_and_recovery_key(self, account: SampleAccount, left_out: int, word: str) -> None:
        actions = list(body_of(account.entries[0]).actions)
        del actions[left_out]
        entry = again(account.entries[0], account.devices[0], actions=tuple(actions))
        assert f"without a {word}" in refusal(lambda: fold([entry]))

    def test_more_than_64_devices_are_refused(self, account: SampleAccount) -> None:
        account.enrol()
        random = steady_random("crowd")
        template = account.devices[1].action
        crowd = tuple(AddDevice(random(16), template.sign, template.kem) for _ in range(limits.DEVICES))
        entry = again(account.entries[1], account.password, actions=crowd)
        assert "64" in refusal(lambda: fold([account.entries[0], entry]))


class TestAnchors:
    def test_a_password_or_recovery_key_believes_the_chain_it_signed(self, grown: SampleAccount) -> None:
        assert accept(grown.entries, grown.password.sign_public) == grown.keyring
        assert accept(grown.entries, grown.recovery.sign_public) == grown.keyring

    def test_an_account_of_the_hubs_own_making_has_no_anchor(self, grown: SampleAccount) -> None:
        fake = SampleAccount("the hub's own")
        assert "somebody else's" in refusal(lambda: accept(fake.entries, grown.password.sign_public))

    def test_naming_the_persons_key_is_no_anchor_without_its_signature(self, grown: SampleAccount) -> None:
        """The hub knows every public key; it copies them into an account where it is the first device."""
        random = steady_random("hub")
        device, password, recovery = make_device(random), quick_password("hub"), quick_recovery("hub")
        entry = create_account(device, password, recovery, DETAILS, random).entry
        body = body_of(entry)
        copied = tuple(grown.password.action if isinstance(action, SetPassword) else action for action in body.actions)
        grants = tuple(
            msgspec.structs.replace(grant, holder=grown.password.holder) if grant.holder == password.holder else grant
            for grant in body.grants
        )
        forged = signed_entry(msgspec.structs.replace(body, actions=copied, grants=grants), device, recovery)
        refusal(lambda: accept([forged], grown.password.sign_public))

    def test_a_device_key_is_no_anchor(self, grown: SampleAccount) -> None:
        refusal(lambda: accept(grown.entries, grown.devices[0].sign_public))

    def test_a_replaced_password_is_told_so(self, account: SampleAccount) -> None:
        old = account.password.sign_public
        account.change_password("new")
        with pytest.raises(AccountRefused) as told:
            accept(account.entries, old)
        assert told.value.code == "account.password_changed"
        assert told.value.finding.fixes

    def test_a_new_recovery_key_is_an_anchor_from_then_on(self, account: SampleAccount) -> None:
        recovery = quick_recovery("new")
        entry = change_secrets(account.keyring, account.epoch_keys, account.recovery, account.random, recovery=recovery)
        chain = [*account.entries, entry]
        assert accept(chain, recovery.sign_public).recovery.holder == recovery.holder
        assert accept(chain, account.password.sign_public).number == 1


@settings(max_examples=share(40))
@given(steps=st.lists(st.sampled_from(["enrol", "change_password", "remove"]), max_size=6))
def test_whatever_happens_members_open_everything_and_others_nothing_new(steps: list[str]) -> None:
    account, removed = SampleAccount("any"), []
    for number, step in enumerate(steps):
        if step == "enrol":
            account.enrol()
        elif step == "change_password":
            account.change_password(f"password {number}")
        elif len(account.devices) > 1:
            removed.append(account.devices.pop())
            account.remove(removed[-1])
    keyring, entries = account.keyring, account.entries
    everything = account.epoch_keys
    assert set(everything) == set(keyring.commitments) == set(range(1, keyring.epoch + 1))
    for keys in (*account.devices, account.password):
        assert open_epochs(keyring, entries, keys) == everything
    for keys in removed:
        with pytest.raises(AccountRefused):
            open_epochs(keyring, entries, keys)


def test_parsed_and_folded_values_cannot_be_changed(grown: SampleAccount) -> None:
    keyring: Keyring = grown.keyring
    entry: Entry = parse(grown.entries[0])
    with pytest.raises(AttributeError):
        keyring.account = b""  # type: ignore[misc]
    with pytest.raises(AttributeError):
        entry.hash = b""  # type: ignore[misc]
