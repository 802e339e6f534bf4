"""Where an item may stand."""

import msgspec
import pytest

from owntexts.crypto.batches import heartbeat, seal
from owntexts.crypto.chain import check, is_void
from owntexts.crypto.devices import DeviceKeys
from owntexts.errors import IntegrityFailed
from owntexts.testing.accounts import SampleAccount
from owntexts.wire.batch import Batch, parse
from owntexts.wire.keyring import Keyring, fold


@pytest.fixture
def account() -> SampleAccount:
    return SampleAccount("fresh")


def written(account: SampleAccount, device: DeviceKeys | None = None, **changes: object) -> Batch:
    """The next item of a device, its header changed as asked and signed as it then is."""
    writer = device or account.devices[0]
    header = msgspec.structs.replace(account.header(writer), **changes)
    key = account.epoch_keys.get(header.epoch, bytes(32))
    return parse(seal(b"changes", header, epoch_key=key, keys=writer, random=account.random))


def refusal(batch: Batch, last: tuple[int, bytes] | None, keyring: Keyring) -> str:
    with pytest.raises(IntegrityFailed) as refused:
        check(batch, last, keyring)
    assert refused.value.finding.fixes
    assert refused.value.finding.evidence
    return refused.value.code


def test_each_item_follows_the_one_before_it(account: SampleAccount) -> None:
    last = None
    for text in (b"one", b"two", b"three"):
        batch = parse(account.batch(text))
        check(batch, last, account.keyring)
        last = (batch.header.counter, batch.hash)


def test_a_heartbeat_stands_in_the_chain_too(account: SampleAccount) -> None:
    header = account.header(account.devices[0])
    check(parse(heartbeat(header, keys=account.devices[0], random=account.random)), None, account.keyring)


def test_items_repeated_left_out_or_reordered_are_found(account: SampleAccount) -> None:
    one, two, three = (parse(account.batch(text)) for text in (b"one", b"two", b"three"))
    first = (one.header.counter, one.hash)
    assert refusal(one, first, account.keyring) == "integrity.device_chain"
    assert refusal(three, first, account.keyring) == "integrity.device_chain"
    assert refusal(two, None, account.keyring) == "integrity.device_chain"


def test_an_item_of_another_history_is_found(account: SampleAccount) -> None:
    account.batch(b"one")
    assert refusal(parse(account.batch(b"two")), (1, bytes(32)), account.keyring) == "integrity.device_chain"


def test_a_first_item_that_claims_one_before_it_is_found(account: SampleAccount) -> None:
    assert refusal(written(account, previous=b"x" * 32), None, account.keyring) == "integrity.device_chain"


def test_an_item_under_an_ended_epoch_is_refused(account: SampleAccount) -> None:
    stale = written(account)
    account.change_password("new")
    assert refusal(stale, None, account.keyring) == "integrity.keyring"


def test_an_older_head_in_the_same_epoch_is_no_fault(account: SampleAccount) -> None:
    unaware = written(account)
    account.enrol()
    check(unaware, None, account.keyring)


def test_an_entry_withheld_here_and_shown_to_the_writer_is_found(account: SampleAccount) -> None:
    account.enrol()
    assert refusal(written(account), None, fold(account.entries[:1])) == "integrity.keyring"


def test_a_keyring_forked_between_devices_is_found(account: SampleAccount) -> None:
    assert refusal(written(account, keyring_hash=bytes(32)), None, account.keyring) == "integrity.keyring"


def test_a_removed_device_is_void_beyond_its_last_item(account: SampleAccount) -> None:
    leaving = account.enrol()
    last = parse(account.batch(b"last", leaving))
    late = parse(account.batch(b"late", leaving))
    other_last = written(account, leaving, counter=1, previous=bytes(32))
    account.links[leaving.device] = (1, last.hash)
    account.remove(leaving)
    assert [is_void(each, account.keyring) for each in (last, late, other_last)] == [False, True, True]
    assert refusal(late, (1, last.hash), account.keyring) == "integrity.device_chain"


def test_members_are_never_void(account: SampleAccount) -> None:
    assert not is_void(parse(account.batch(b"here")), account.keyring)
