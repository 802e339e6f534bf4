"""Keyring entries as bytes."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.errors import HubFailed, IntegrityFailed
from owntexts.testing.accounts import SampleAccount, quick_password, quick_recovery, signed_entry
from owntexts.wire import limits
from owntexts.wire.entry import HolderKind, SetPassword, parse
from owntexts.wire.log import item_hash


def test_an_entry_says_again_what_it_was_made_of(grown: SampleAccount) -> None:
    for number, data in enumerate(grown.entries):
        entry = parse(data)
        assert (entry.number, entry.hash) == (number, item_hash(data))
        assert data.startswith(entry.signed)
        assert len(data) < limits.ENTRY


def test_a_new_password_has_a_new_holder_id(grown: SampleAccount) -> None:
    holders = {quick_password(seed).holder for seed in ("one", "two")} | {quick_recovery("one").holder}
    assert len({holder.id for holder in holders}) == 3
    assert {holder.kind for holder in holders} == {HolderKind.PASSWORD, HolderKind.RECOVERY}


@given(data=st.binary(max_size=300))
def test_nonsense_after_a_right_beginning_ends_in_a_named_error(data: bytes) -> None:
    with pytest.raises(IntegrityFailed) as refused:
        parse(b"OWNT\x02\x01\x01" + data)
    assert refused.value.code == "integrity.keyring"


@given(data=st.data())
def test_an_entry_cut_anywhere_is_no_entry(grown: SampleAccount, data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(grown.entries))
    length = data.draw(st.integers(0, len(entry) - 1))
    with pytest.raises(IntegrityFailed):
        parse(entry[:length])


def test_nesting_without_end_is_refused_and_crashes_nothing(grown: SampleAccount) -> None:
    entry = parse(grown.entries[0])
    packed = msgspec.msgpack.encode(entry.body)
    deep = bytes([packed[0] + 1]) + packed[1:] + b"\x91" * 200_000 + b"\xc0"
    data = entry.signed[:7] + len(deep).to_bytes(4, "big") + deep + msgspec.msgpack.encode(entry.signatures)
    with pytest.raises(IntegrityFailed) as refused:
        parse(data)
    assert refused.value.code == "integrity.keyring"


def test_bytes_after_an_entry_are_refused(grown: SampleAccount) -> None:
    with pytest.raises(IntegrityFailed):
        parse(grown.entries[0] + b"\0")


def test_an_entry_beyond_its_limit_is_refused_unread() -> None:
    with pytest.raises(IntegrityFailed) as refused:
        parse(b"OWNT\x02\x01\x01" + bytes(limits.ENTRY))
    assert refused.value.finding.evidence[0].limit == limits.ENTRY


def test_a_batch_is_no_entry(grown: SampleAccount) -> None:
    with pytest.raises(IntegrityFailed):
        parse(grown.batch(b"changes", grown.devices[2]))


def test_an_entry_of_a_newer_format_waits(grown: SampleAccount) -> None:
    newer = bytearray(grown.entries[0])
    newer[5] = 2
    with pytest.raises(HubFailed) as waits:
        parse(bytes(newer))
    assert waits.value.code == "hub.version"


@pytest.mark.parametrize(
    "changes", [{"salt": bytes(15)}, {"login": bytes(31)}, {"kem": bytes(1215)}, {"lanes": 1 << 32}]
)
def test_keys_of_wrong_lengths_are_refused(grown: SampleAccount, changes: dict[str, object]) -> None:
    body = parse(grown.entries[0]).body
    actions = tuple(
        msgspec.structs.replace(action, **changes) if isinstance(action, SetPassword) else action
        for action in body.actions
    )
    with pytest.raises(IntegrityFailed):
        parse(signed_entry(msgspec.structs.replace(body, actions=actions)))
