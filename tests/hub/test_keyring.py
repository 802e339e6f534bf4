import threading
from pathlib import Path

import msgspec
import pytest
from tests.hub.conftest import DETAILS, Person, RunningHub, Writer, new_person, ticket

from owntexts.crypto.devices import DeviceKeys
from owntexts.crypto.keyring import _body, _named, _next, _signed, _wrap
from owntexts.errors import AccountRefused, HubFailed, OwntextsError
from owntexts.transport.http import HttpHub
from owntexts.wire import limits
from owntexts.wire.entry import RemoveDevice
from owntexts.wire.hub import Conflict


def visit(hub: RunningHub, person: Person) -> HttpHub:
    return HttpHub(hub.url, token=ticket(hub, person))


def test_a_device_joins_with_a_ticket_and_is_let_in(hub: RunningHub, door: HttpHub, person: Person) -> None:
    writer, entry = person.new_device()
    with visit(hub, person) as visitor:
        position = visitor.append_entry(entry, writer.token_sha256)
    assert position.token == 2
    with HttpHub(hub.url, token=writer.token) as joined:
        head = joined.head()
        assert (head.position, head.keyring_number, head.device_counter) == (position, 1, 0)
        assert joined.keyring(1) == [entry]
    person.took(entry)
    assert (head.keyring_number, head.keyring_hash) == (person.keyring.number, person.keyring.hash)


def test_a_ticket_appends_one_entry_and_the_same_one_again(hub: RunningHub, person: Person) -> None:
    writer, entry = person.new_device()
    with visit(hub, person) as visitor:
        position = visitor.append_entry(entry, writer.token_sha256)
        assert visitor.append_entry(entry, writer.token_sha256) == position
        person.took(entry)
        second, further = person.new_device()
        with pytest.raises(AccountRefused):
            visitor.append_entry(further, second.token_sha256)


def test_two_devices_join_at_once_and_one_is_told_that_the_keyring_moved(hub: RunningHub, person: Person) -> None:
    newcomers = [person.new_device() for _ in range(2)]
    answers: list[object] = []
    begin = threading.Barrier(2)

    def enrol(visitor: HttpHub, writer: Writer, entry: bytes) -> None:
        begin.wait()
        try:
            answers.append(visitor.append_entry(entry, writer.token_sha256).token)
        except Conflict as conflict:
            answers.append(conflict.code)

    visitors = [visit(hub, person) for _ in newcomers]
    pairs = zip(visitors, newcomers, strict=True)
    threads = [threading.Thread(target=enrol, args=(visitor, *newcomer)) for visitor, newcomer in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for visitor in visitors:
        visitor.close()
    assert sorted(answers, key=str) == [2, "keyring_moved"]


def test_an_entry_for_an_older_head_is_told_that_the_keyring_moved(door: HttpHub, person: Person) -> None:
    late, late_entry = person.new_device()
    writer, entry = person.new_device()
    door.append_entry(entry, writer.token_sha256)
    with pytest.raises(Conflict, match="keyring_moved"):
        door.append_entry(late_entry, late.token_sha256)
    assert len(door.keyring()) == 2


def test_a_device_comes_with_the_hash_of_its_token_and_nothing_else_does(door: HttpHub, person: Person) -> None:
    _, joining = person.new_device()
    _, changing = person.new_password()
    for entry, digest in ((joining, None), (changing, bytes(32)), (joining, person.first.token_sha256)):
        with pytest.raises(HubFailed):
            door.append_entry(entry, digest)
    assert len(door.keyring()) == 1


def test_an_entry_that_no_member_signed_is_refused(door: HttpHub, person: Person) -> None:
    stranger = new_person("ada")
    writer, entry = person.new_device(signer=stranger.password)
    with pytest.raises(HubFailed) as caught:
        door.append_entry(entry, writer.token_sha256)
    assert "integrity.keyring" in str(caught.value.finding.evidence)


def test_an_entry_of_another_account_is_refused(door: HttpHub, person: Person) -> None:
    writer, entry = new_person("bert").new_device()
    with pytest.raises(HubFailed):
        door.append_entry(entry, writer.token_sha256)


def test_an_entry_beyond_measure_is_refused(door: HttpHub) -> None:
    with pytest.raises(OwntextsError) as caught:
        door.append_entry(bytes(limits.ENTRY + 1))
    assert caught.value.code == "item.too_large"


def test_a_new_password_signs_in_and_the_old_one_does_not(hub: RunningHub, door: HttpHub, person: Person) -> None:
    old_ticket = ticket(hub, person)
    password, entry = person.new_password()
    door.append_entry(entry)
    assert ticket(hub, person, password)
    with pytest.raises(AccountRefused) as caught:
        ticket(hub, person, person.password)
    assert caught.value.code == "account.password_wrong"
    with HttpHub(hub.url, token=old_ticket) as visitor, pytest.raises(AccountRefused):
        visitor.keyring()


def removal(person: Person, device: DeviceKeys, *, counter: int = 0) -> bytes:
    """The entry by which the first device removes another: crypto writes these in a later part."""
    random = lambda size: bytes(range(size))  # noqa: E731 - one line
    place, key = _next(person.keyring, person.keyring.epoch + 1), b"k" * 32
    kept = {holder: keys for holder, keys in person.keyring.holders.items() if holder != device.holder}
    body = _body(
        place,
        epoch_key=key,
        actions=(RemoveDevice(device.device, counter, bytes(32)),),
        granted=kept,
        wrapped=_wrap(person.epoch_keys[person.keyring.epoch], key, place, random),
        names=_named(place, key, device.device, DETAILS, random),
    )
    return _signed(body, person.first.keys)


def test_a_removed_device_is_shut_out_and_told_why(hub: RunningHub, door: HttpHub, person: Person) -> None:
    writer, entry = person.new_device()
    door.append_entry(entry, writer.token_sha256)
    person.took(entry)
    with HttpHub(hub.url, token=writer.token) as removed:
        removed.head()
        door.append_entry(removal(person, writer.keys))
        with pytest.raises(AccountRefused) as caught:
            removed.head()
    assert caught.value.code == "account.device_revoked"
    assert {seen.id: seen.active for seen in door.devices()} == {
        person.first.keys.device: True,
        writer.keys.device: False,
    }


def test_entries_and_batches_share_one_order(hub: RunningHub, door: HttpHub, person: Person, tmp_path: Path) -> None:
    since = person.seen
    item = person.first.wrote(person.batch(person.first))
    door.push(item)
    writer, entry = person.new_device()
    door.append_entry(entry, writer.token_sha256)
    person.took(entry)
    door.push(person.first.wrote(person.batch(person.first)))
    kinds = [each.data for each in door.fetch(since, 1 << 20).items]
    assert kinds == [None, entry, None]


def test_the_keyring_is_read_from_any_entry_on(hub: RunningHub, door: HttpHub, person: Person) -> None:
    for _ in range(3):
        writer, entry = person.new_device()
        door.append_entry(entry, writer.token_sha256)
        person.took(entry)
    assert door.keyring() == person.entries
    assert door.keyring(2) == person.entries[2:]
    assert door.keyring(9) == []


def test_the_keyring_is_known_again_after_a_restart(hub: RunningHub, person: Person) -> None:
    hub.stop()
    hub.start()
    with HttpHub(hub.url, token=person.first.token) as door:
        writer, entry = person.new_device()
        assert door.append_entry(entry, writer.token_sha256).token == 2
        assert door.push(person.batch(person.first)).token == 3
        assert msgspec.structs.asdict(door.head())["keyring_number"] == 1
