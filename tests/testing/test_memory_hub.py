"""The hub in memory and the real one, in the same conversations: what a test finds out with one holds for the other."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from owntexts.crypto import batches
from owntexts.crypto.identity import Membership
from owntexts.errors import AccountRefused
from owntexts.hub.server import HubServer, Ready
from owntexts.hub.settings import HubSettings
from owntexts.testing.family import Family, quick_password, seeded
from owntexts.testing.memory_hub import MemoryHub
from owntexts.transport.http import HttpHub
from owntexts.wire import log
from owntexts.wire.batch import NO_HASH, BatchHeader, item_hash
from owntexts.wire.hub import ChangeToken, Conflict, HistoryChanged, Hub
from owntexts.wire.keyring import fold

Door = Callable[[bytes | str | None], Hub]


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

    def item(self, *, counter: int | None = None, previous: bytes | None = None, epoch: int | None = None) -> bytes:
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
        )
        return batches.heartbeat(header, keys=self.member.keys, random=self.random)

    def write(self) -> ChangeToken:
        item = self.item()
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
