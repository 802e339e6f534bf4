"""The hub in memory and the real one, in the same conversations: what a test finds out with one holds for the other."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from hashlib import sha256, shake_256
from pathlib import Path

import pytest

from owntexts.crypto import batches
from owntexts.crypto.identity import Membership
from owntexts.errors import AccountRefused, HubFailed
from owntexts.hub.server import HubServer, Ready
from owntexts.hub.settings import HubSettings
from owntexts.testing.family import Family, quick_password, seeded
from owntexts.testing.lying_hub import BlobLie, LyingHub, WholeHub, in_the_place_of, lost, tampered, truncated
from owntexts.testing.memory_hub import MemoryHub
from owntexts.transport.http import HttpHub
from owntexts.wire import log
from owntexts.wire.batch import NO_HASH, BatchHeader, item_hash
from owntexts.wire.blob import BlobHeader, BlobKind, header_bytes
from owntexts.wire.hub import ChangeToken, Conflict, HistoryChanged
from owntexts.wire.keyring import fold

Door = Callable[[bytes | str | None], WholeHub]


def in_memory(_folder: Path, _closing: ExitStack) -> tuple[Door, str]:
    return MemoryHub().door, "127.0.0.1"


def over_http(folder: Path, closing: ExitStack) -> tuple[Door, str]:
    started = threading.Event()
    said: list[Ready] = []

    def ready(now: Ready) -> None:
        said.append(now)
        started.set()

    server = HubServer(HubSettings(folder / "hub"))
    thread = threading.Thread(target=server.run, args=(ready,))
    thread.start()
    closing.callback(thread.join)
    closing.callback(server.stop)
    assert started.wait(30)
    url = said[0].serving.url
    return (lambda credential: closing.enter_context(HttpHub(url, token=credential))), url.removeprefix("http://")


@pytest.fixture(params=[in_memory, over_http])
def family(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Family]:
    with ExitStack() as closing:
        door, host = request.param(tmp_path, closing)
        yield Family(door, host)


class Writer:
    """A device that writes heartbeats by hand."""

    def __init__(self, family: Family, member: Membership) -> None:
        self.member = member
        self.hub = family.door(member.hub_token)
        self.counter = 0
        self.previous = NO_HASH
        self.random = seeded(member.device.hex())

    def item(
        self,
        *,
        counter: int | None = None,
        previous: bytes | None = None,
        epoch: int | None = None,
        needs: tuple[bytes, ...] = (),
    ) -> bytes:
        keyring = fold(self.hub.keyring())
        header = BatchHeader(
            account=self.member.account,
            epoch=epoch or keyring.epoch,
            keyring_number=keyring.number,
            keyring_hash=keyring.hash,
            device=self.member.device,
            counter=counter or self.counter + 1,
            previous=self.previous if previous is None else previous,
            seen=self.hub.head().position,
            needs=needs,
        )
        return batches.heartbeat(header, keys=self.member.keys, random=self.random)

    def write(self, needs: tuple[bytes, ...] = ()) -> ChangeToken:
        item = self.item(needs=needs)
        token = self.hub.push(item)
        self.counter, self.previous = self.counter + 1, item_hash(item)
        return token


def start(writer: Writer) -> ChangeToken:
    incarnation = writer.hub.head().position.incarnation
    return ChangeToken(incarnation, 0, log.start(writer.member.account, incarnation))


def test_tokens_are_given_one_by_one_and_hashes_go_on(family: Family) -> None:
    one = Writer(family, family.found())
    two = Writer(family, family.join())
    tokens = [one.write(), two.write(), one.write()]
    assert [token.token for token in tokens] == [3, 4, 5]
    page = two.hub.fetch(start(two), 1 << 20)
    zone_hash = start(two).zone_hash
    for item in page.items:
        zone_hash = log.advance(zone_hash, item.hash)
    assert zone_hash == tokens[-1].zone_hash == page.head.zone_hash


def test_own_items_come_as_hashes_and_entries_as_bytes(family: Family) -> None:
    one = Writer(family, family.found())
    one.write()
    entry, own = one.hub.fetch(start(one), 1 << 20).items
    assert entry.data is not None
    assert (own.data, own.hash) == (None, one.previous)


def test_a_page_has_at_least_one_item_and_then_no_more_than_was_asked(family: Family) -> None:
    one, two = Writer(family, family.found()), Writer(family, family.join())
    for _ in range(3):
        one.write()
    assert len(two.hub.fetch(start(two), 1).items) == 1
    assert two.hub.fetch(two.hub.head().position, 1).items == ()


def test_the_same_item_again_gets_the_same_token(family: Family) -> None:
    one = Writer(family, family.found())
    item = one.item()
    assert one.hub.push(item) == one.hub.push(item)
    head = one.hub.head()
    assert (head.device_counter, head.device_hash) == (1, item_hash(item))


@pytest.mark.parametrize(("counter", "previous"), [(1, NO_HASH), (3, None), (2, NO_HASH)])
def test_an_item_out_of_its_chain_is_refused(family: Family, counter: int, previous: bytes | None) -> None:
    one = Writer(family, family.found())
    one.write()
    with pytest.raises(Conflict) as conflict:
        one.hub.push(one.item(counter=counter, previous=previous))
    assert conflict.value.code == "chain_conflict"


def test_an_item_of_an_ended_epoch_is_refused(family: Family) -> None:
    one = Writer(family, family.found())
    late = one.item()
    family.change_password("another")
    with pytest.raises(Conflict) as conflict:
        one.hub.push(late)
    assert conflict.value.code == "stale_epoch"


def test_a_position_that_is_not_in_the_log_is_refused_with_the_head(family: Family) -> None:
    one = Writer(family, family.found())
    head = one.hub.head().position
    for wrong in (ChangeToken(head.incarnation, 1, bytes(32)), ChangeToken(head.incarnation, 9, head.zone_hash)):
        with pytest.raises(HistoryChanged) as changed:
            one.hub.fetch(wrong, 1)
        assert changed.value.head == head


def test_a_nudge_begins_with_the_head(family: Family) -> None:
    one = Writer(family, family.found())
    assert next(iter(one.hub.nudges())) == 1


def test_an_ended_token_opens_nothing(family: Family) -> None:
    one, two = family.found(), family.join()
    family.door(one.hub_token).end_device(two.device)
    with pytest.raises(AccountRefused):
        family.door(two.hub_token).head()
    assert {seen.id: seen.active for seen in family.door(one.hub_token).devices()} == {
        one.device: True,
        two.device: False,
    }


def test_a_wrong_password_and_a_taken_name_are_refused(family: Family) -> None:
    family.found()
    with pytest.raises(AccountRefused) as taken:
        Family(family.door, family.host, random=seeded("another")).found()
    assert taken.value.code in {"account.name_taken", "account.invite_needed"}
    family.password = quick_password("not it")
    with pytest.raises(AccountRefused) as wrong:
        family.ticket()
    assert wrong.value.code == "account.password_wrong"


def blob_of(writer: Writer, label: str) -> tuple[bytes, bytes]:
    """An id and bytes that a hub takes for a blob, though they open for nobody."""
    blob = sha256(label.encode()).digest()[:16]
    head = header_bytes(BlobHeader(writer.member.account, 1, BlobKind.PIECE, blob))
    return blob, head + shake_256(label.encode()).digest(1_000)


def test_blobs_are_put_once_and_given_as_they_are(family: Family) -> None:
    one = Writer(family, family.found())
    blob, data = blob_of(one, "a photo")
    assert one.hub.blob(blob) is None
    assert one.hub.keep_blobs([blob]) == [blob]
    assert one.hub.put_blob(blob, data)
    assert not one.hub.put_blob(blob, data[:-1] + b"X")
    assert one.hub.blob(blob) == data
    assert one.hub.keep_blobs([blob, bytes(16)]) == [bytes(16)]


def test_only_the_very_bytes_that_are_named_are_replaced(family: Family) -> None:
    one = Writer(family, family.found())
    blob, data = blob_of(one, "a photo")
    better = data[:-1] + b"X"
    one.hub.put_blob(blob, data)
    assert not one.hub.put_blob(blob, better, instead_of=sha256(better).digest())
    assert one.hub.put_blob(blob, better, instead_of=sha256(data).digest())
    assert one.hub.blob(blob) == better


def test_bytes_of_another_blob_are_refused(family: Family) -> None:
    one = Writer(family, family.found())
    (blob, _), (_, other) = blob_of(one, "a photo"), blob_of(one, "another")
    with pytest.raises(HubFailed) as refused:
        one.hub.put_blob(blob, other)
    assert refused.value.code == "hub.refused"


def test_an_item_needs_its_blobs_and_keeps_them(family: Family) -> None:
    one = Writer(family, family.found())
    blob, data = blob_of(one, "a photo")
    with pytest.raises(Conflict) as conflict:
        one.hub.push(one.item(needs=(blob,)))
    assert conflict.value.code == "missing_blobs"
    one.hub.put_blob(blob, data)
    assert one.hub.delete_blobs([blob], seen=one.hub.head().position, now=True) == len(data)
    one.write(needs=(blob,))
    assert one.hub.storage().blobs == len(data)


def test_what_is_deleted_counts_no_more_until_it_is_kept(family: Family) -> None:
    one = Writer(family, family.found())
    blob, data = blob_of(one, "a photo")
    one.hub.put_blob(blob, data)
    before = one.hub.storage()
    assert (before.blobs, before.used) == (len(data), before.log + len(data))
    assert one.hub.head().used == before.used
    head = one.hub.head().position
    assert one.hub.delete_blobs([blob], seen=head, now=False) == len(data)
    assert one.hub.delete_blobs([blob], seen=head, now=False) == 0
    assert one.hub.storage().used == before.log
    assert one.hub.keep_blobs([blob]) == []
    assert one.hub.storage() == before


def test_who_has_not_seen_everything_deletes_nothing(family: Family) -> None:
    one = Writer(family, family.found())
    blob, data = blob_of(one, "a photo")
    one.hub.put_blob(blob, data)
    seen = one.hub.head().position
    head = one.write()
    with pytest.raises(HistoryChanged) as changed:
        one.hub.delete_blobs([blob], seen=seen, now=True)
    assert changed.value.head == head
    assert one.hub.storage().blobs == len(data)


def test_a_full_hub_in_memory_holds_attachments_and_takes_texts() -> None:
    hub = MemoryHub(quota=9_500)
    family = Family(hub.door, "127.0.0.1")
    one = Writer(family, family.found())
    room = hub.quota - one.hub.head().used
    assert 0 < room < 2_000
    (blob, data), (late, more) = blob_of(one, "a photo"), blob_of(one, "another")
    one.hub.put_blob(blob, data)
    with pytest.raises(HubFailed) as full:
        one.hub.put_blob(late, more)
    finding = full.value.finding
    assert (finding.code, finding.blocks) == ("storage.hub_full", ("attachments",))
    assert (finding.evidence[0].value, finding.evidence[0].limit) == (one.hub.head().used, hub.quota)
    one.write()
    one.hub.delete_blobs([blob], seen=one.hub.head().position, now=True)
    one.hub.put_blob(late, more)
    assert one.hub.keep_blobs([blob]) == [blob]
    hub.let_deleted_go()
    assert one.hub.blob(blob) is None


@pytest.mark.parametrize(
    ("lie", "shown"),
    [
        (lambda blob, _other: tampered(blob), lambda data, _: data[:-1] + bytes([data[-1] ^ 1])),
        (lambda blob, _other: truncated(blob, 100), lambda data, _: data[:100]),
        (in_the_place_of, lambda _, other: other),
        (lambda blob, _other: lost(blob), lambda *_: None),
    ],
    ids=["tampered", "truncated", "swapped", "lost"],
)
def test_a_hub_that_lies_about_a_blob_tells_the_truth_about_the_others(
    lie: Callable[[bytes, bytes], BlobLie], shown: Callable[[bytes, bytes], bytes | None]
) -> None:
    family = Family(MemoryHub().door, "127.0.0.1")
    one = Writer(family, family.found())
    (blob, data), (another, other) = blob_of(one, "a photo"), blob_of(one, "another")
    liar = LyingHub(one.hub, one.member.account, blob_lie=lie(blob, other))
    assert liar.put_blob(blob, data)
    assert liar.put_blob(another, other)
    assert liar.blob(blob) == shown(data, other)
    assert liar.blob(another) == other
    assert liar.keep_blobs([blob, another]) == []
    assert liar.storage() == one.hub.storage()
    assert liar.delete_blobs([blob], seen=one.hub.head().position, now=True) == len(data)
