import threading
from os import urandom

import msgspec
import pytest
from tests.hub.conftest import Person, RunningHub, Writer, new_person, said

from owntexts.errors import HubFailed
from owntexts.hub import operator
from owntexts.hub.server import now_ms
from owntexts.transport.http import HttpHub
from owntexts.wire.hub import ChangeToken, Conflict, HistoryChanged, Page
from owntexts.wire.log import advance, item_hash, start

MIB = 1 << 20


def push(door: HttpHub, person: Person, writer: Writer, text: bytes = b"hello") -> tuple[bytes, ChangeToken]:
    item = person.batch(writer, text)
    position = door.push(item)
    writer.wrote(item)
    return item, position


def join(hub: RunningHub, door: HttpHub, person: Person) -> tuple[Writer, HttpHub]:
    writer, entry = person.new_device()
    person.position = door.append_entry(entry, writer.token_sha256)
    person.took(entry)
    return writer, HttpHub(hub.url, token=writer.token)


def test_tokens_are_consecutive_and_the_zone_hash_commits_to_every_item(door: HttpHub, person: Person) -> None:
    expected = advance(start(person.first.account, person.incarnation), item_hash(person.entries[0]))
    assert person.position == ChangeToken(person.incarnation, 1, expected)
    for token in (2, 3, 4):
        item, position = push(door, person, person.first)
        expected = advance(expected, item_hash(item))
        assert position == ChangeToken(person.incarnation, token, expected)
    assert door.head().position == position


def test_a_page_brings_what_others_wrote_and_only_hashes_of_ones_own(
    hub: RunningHub, door: HttpHub, person: Person
) -> None:
    since = person.seen
    mine, _ = push(door, person, person.first, b"from the first")
    other, other_door = join(hub, door, person)
    with other_door:
        theirs, head = push(other_door, person, other, b"from the other")
        page = door.fetch(since, 16 * MIB)
        assert [item.data for item in page.items] == [None, person.entries[1], theirs]
        assert [item.hash for item in page.items] == [item_hash(mine), item_hash(person.entries[1]), item_hash(theirs)]
        assert page.head == head
        assert [item.data for item in other_door.fetch(since, 16 * MIB).items] == [mine, person.entries[1], None]


def test_a_page_ends_before_its_limit_but_always_brings_one_item(
    hub: RunningHub, door: HttpHub, person: Person
) -> None:
    since = person.seen
    for _ in range(5):
        push(door, person, person.first, urandom(50_000))
    _, other_door = join(hub, door, person)
    with other_door:
        assert len(other_door.fetch(since, 1).items) == 1
        assert len(other_door.fetch(since, 120_000).items) == 2
        seen: list[int] = []
        position = since
        while items := other_door.fetch(position, 120_000).items:
            seen += [item.token for item in items]
            zone_hash = position.zone_hash
            for item in items:
                zone_hash = advance(zone_hash, item.hash)
            position = ChangeToken(position.incarnation, items[-1].token, zone_hash)
        assert seen == [2, 3, 4, 5, 6, 7]
        assert position == other_door.head().position


def test_the_same_bytes_again_get_the_same_token(door: HttpHub, person: Person) -> None:
    item, position = push(door, person, person.first)
    push(door, person, person.first)
    assert door.push(item) == position
    assert door.head().position.token == 3


def test_other_bytes_under_a_known_counter_are_a_conflict(door: HttpHub, person: Person) -> None:
    one, other = person.batch(person.first, b"one"), person.batch(person.first, b"other")
    door.push(one)
    with pytest.raises(Conflict, match="chain_conflict"):
        door.push(other)
    assert door.head().position.token == 2


@pytest.mark.parametrize(("counter", "last"), [(1, bytes(32)), (0, b"x" * 32)])
def test_a_gap_or_another_previous_item_is_a_conflict(door: HttpHub, person: Person, counter: int, last: bytes) -> None:
    person.first.counter, person.first.last = counter, last
    with pytest.raises(Conflict, match="chain_conflict"):
        door.push(person.batch(person.first))


def test_an_older_epoch_is_stale(door: HttpHub, person: Person) -> None:
    late = person.batch(person.first)
    _, entry = person.new_password()
    door.append_entry(entry)
    with pytest.raises(Conflict, match="stale_epoch"):
        door.push(late)
    person.took(entry)
    assert door.push(person.batch(person.first)).token == 3


def test_an_item_that_was_taken_before_the_epoch_ended_is_still_answered(door: HttpHub, person: Person) -> None:
    item, position = push(door, person, person.first)
    _, entry = person.new_password()
    door.append_entry(entry)
    assert door.push(item) == position


def test_another_devices_signature_is_refused(hub: RunningHub, door: HttpHub, person: Person) -> None:
    good = person.batch(person.first)
    with pytest.raises(HubFailed) as caught:
        door.push(good[:-1] + bytes([good[-1] ^ 1]))
    assert "integrity.signature" in str(caught.value.finding.evidence)
    assert door.push(good).token == 2


def test_no_device_writes_in_anothers_name(hub: RunningHub, door: HttpHub, person: Person) -> None:
    other, other_door = join(hub, door, person)
    other_door.close()
    with pytest.raises(HubFailed, match="refused"):
        door.push(person.batch(other))


def test_an_item_that_has_seen_what_the_hub_has_not_is_told_so(door: HttpHub, person: Person) -> None:
    head = person.seen
    for seen in (
        ChangeToken(head.incarnation, head.token + 5, b"x" * 32),
        ChangeToken(head.incarnation, head.token, b"x" * 32),
        ChangeToken(b"i" * 16, head.token, head.zone_hash),
        ChangeToken(head.incarnation, (1 << 63) - 1, b"x" * 32),
    ):
        with pytest.raises(HistoryChanged) as caught:
            door.push(person.batch(person.first, seen=seen))
        assert caught.value.head == head


def test_a_position_that_is_not_in_the_log_is_told_with_the_head(door: HttpHub, person: Person) -> None:
    push(door, person, person.first)
    head = door.head().position
    for since in (
        ChangeToken(head.incarnation, 1, b"x" * 32),
        ChangeToken(head.incarnation, 9, head.zone_hash),
        ChangeToken(b"i" * 16, head.token, head.zone_hash),
    ):
        with pytest.raises(HistoryChanged) as caught:
            door.fetch(since, MIB)
        assert caught.value.head == head


def test_the_whole_log_can_be_read_from_token_0(door: HttpHub, person: Person) -> None:
    begin = ChangeToken(person.incarnation, 0, start(person.first.account, person.incarnation))
    page = door.fetch(begin, MIB)
    assert [item.data for item in page.items] == person.entries


def test_a_heartbeat_takes_a_place_like_any_item(door: HttpHub, person: Person) -> None:
    beat = person.first.wrote(person.heartbeat(person.first))
    assert door.push(beat).token == 2
    assert push(door, person, person.first)[1].token == 3
    head = door.head()
    assert (head.device_counter, head.device_hash) == (2, person.first.last)


def test_a_batch_waits_for_the_blobs_it_needs(door: HttpHub, person: Person) -> None:
    one, other = person.blob(b"a photo"), person.blob(b"another")
    item = person.batch(person.first, needs=(one[0], other[0], one[0]))
    door.put_blob(*one)
    with pytest.raises(Conflict, match="missing_blobs"):
        door.push(item)
    door.put_blob(*other)
    assert door.push(item).token == 2


def test_forty_pushes_at_once_get_consecutive_tokens(hub: RunningHub, door: HttpHub, person: Person) -> None:
    writers = [person.first]
    for _ in range(39):
        writer, other_door = join(hub, door, person)
        other_door.close()
        writers.append(writer)
    items = [person.batch(writer) for writer in writers]
    before = door.head().position.token
    tokens: list[int] = []

    def send(writer: Writer, item: bytes) -> None:
        with HttpHub(hub.url, token=writer.token) as own:
            tokens.append(own.push(item).token)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(writers, items, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(tokens) == list(range(before + 1, before + 41))


def test_what_is_no_item_is_refused_and_takes_no_place(hub: RunningHub, door: HttpHub, person: Person) -> None:
    whole = person.batch(person.first)
    with hub.raw(Authorization=f"Bearer {person.first.token.hex()}") as client:
        for body in (b"", b"nonsense", whole[:40], whole[:-64], person.entries[0], whole + bytes(MIB)):
            answer = client.post("/v1/items", content=body)
            assert (answer.status_code, said(answer)["code"]) in {(400, "malformed"), (413, "item.too_large")}
    assert door.head().position.token == 1


def test_an_item_of_a_newer_format_is_told_apart_from_nonsense(hub: RunningHub, person: Person) -> None:
    item = bytearray(person.batch(person.first))
    item[5] = 9
    with hub.raw(Authorization=f"Bearer {person.first.token.hex()}") as client:
        answer = client.post("/v1/items", content=bytes(item))
    assert (answer.status_code, said(answer)["code"]) == (426, "hub.version")


def test_an_account_sees_nothing_of_another(hub: RunningHub, door: HttpHub, person: Person) -> None:
    code = operator.invite(hub.settings.data, name=None, quota=None, now=now_ms(), random=urandom).code
    bert = new_person("bert")
    with HttpHub(hub.url) as outside:
        bert.position = outside.create_account(msgspec.structs.replace(bert.request, invite=code))
    with HttpHub(hub.url, token=bert.first.token) as berts:
        with pytest.raises(HistoryChanged):
            berts.fetch(person.seen, MIB)
        with pytest.raises(HubFailed):
            berts.push(person.batch(person.first))
        assert berts.keyring() == bert.entries
        assert [seen.id for seen in berts.devices()] == [bert.first.keys.device]
    page: Page = door.fetch(person.seen, MIB)
    assert page.items == ()
