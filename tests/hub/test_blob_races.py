"""Threads that put, keep, need and delete the same blobs while the sweeper removes whatever is deleted, at once."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from os import urandom

import pytest
from tests.hub.conftest import Inside, Person, Writer
from tests.hub.test_blobs import wait_until
from tests.hub.test_uploads import put, settled, together

from owntexts.hub.ports import StorageFull
from owntexts.hub.rounds import rounds
from owntexts.hub.service.callers import Member
from owntexts.hub.service.refusals import Refused
from owntexts.hub.service.services import services
from owntexts.hub.service.sweeping import Sweeper
from owntexts.hub.settings import Delays

ROUNDS = 25
DEVICES = 3


@pytest.fixture
def hasty(inside: Inside) -> Inside:
    """A hub where nothing waits: what is deleted is due in the same moment."""
    made = services(inside.tools, quota=5 << 30, is_mine=lambda _host: True, delays=Delays(deleted_s=0, purged_s=0))
    return replace(inside, services=made)


@pytest.fixture
def sweeping(hasty: Inside) -> Iterator[Sweeper]:
    """A sweeper that never rests."""
    over = threading.Event()
    sweeper = Sweeper(hasty.tools, hasty.folder.removing, 0)

    def sweep() -> None:
        while not over.is_set():
            sweeper.sweep()

    thread = threading.Thread(target=sweep)
    thread.start()
    yield sweeper
    over.set()
    thread.join()


def devices(hub: Inside, person: Person) -> list[tuple[Member, Writer]]:
    """Several devices of one account."""
    found = [(Member(person.first.account, person.first.keys.device), person.first)]
    for _ in range(DEVICES - 1):
        writer, entry = person.new_device()
        person.position = hub.services.keyring.append(found[0][0], entry, writer.token_sha256)
        person.took(entry)
        found.append((Member(person.first.account, writer.keys.device), writer))
    return found


class Attempt:
    """What one device does again and again; `failed` is what must never be."""

    def __init__(self, hub: Inside, person: Person, member: Member, writer: Writer) -> None:
        self.hub, self.person, self.member, self.writer = hub, person, member, writer
        self.blob, self.data = person.blob(urandom(500))
        self.failed: list[str] = []
        self.kept = self.needed = self.lost = 0

    def delete(self) -> None:
        for _ in range(50):
            try:
                head = self.hub.services.log.head(self.member).position
                self.hub.services.blobs.delete(self.member, [self.blob], head, now=True)
            except Refused:
                continue
            return
        raise AssertionError("the log never rested")

    def is_there(self, said_by: str) -> None:
        try:
            file, _ = self.hub.services.blobs.opened(self.member, self.blob)
        except Refused:
            self.failed.append(f"{said_by}, and it was gone")
            return
        with file:
            if file.read() != self.data:
                self.failed.append(f"{said_by}, and it was another")

    def put(self) -> None:
        upload = self.hub.services.uploads.begin(self.member, self.blob, len(self.data), None)
        if upload is not None:
            upload.write([self.data])
            upload.finish()
        self.is_there("put")

    def keep(self) -> None:
        if self.hub.services.blobs.keep(self.member, [self.blob]):
            self.lost += 1
            return self.put()
        self.kept += 1
        return self.is_there("kept")

    def need(self) -> None:
        item = self.person.batch(self.writer, needs=(self.blob,))
        try:
            self.hub.services.log.push(self.member, item)
        except Refused:
            self.lost += 1
            return self.put()
        self.writer.wrote(item)
        self.needed += 1
        return self.is_there("needed")

    def run(self) -> None:
        self.put()
        for number in range(ROUNDS):
            self.delete()
            work: Callable[[], None] = (self.put, self.keep, self.need)[number % 3]
            work()


def test_what_a_device_was_told_is_there_stays_there(hasty: Inside, sweeping: Sweeper) -> None:
    ada, _ = settled(hasty)
    attempts = [Attempt(hasty, ada, member, writer) for member, writer in devices(hasty, ada)]
    together(*(each.run for each in attempts))
    assert [each.failed for each in attempts] == [[]] * DEVICES
    for each in attempts:
        each.is_there("at the end")
    assert [each.failed for each in attempts] == [[]] * DEVICES
    assert sum(each.lost for each in attempts) > 0, "the sweeper was never faster: nothing was raced"


def test_one_blob_that_everybody_puts_at_once_is_stored_once(hasty: Inside, sweeping: Sweeper) -> None:
    ada, _ = settled(hasty)
    blob, data = ada.blob(urandom(500))
    members = [member for member, _ in devices(hasty, ada)]

    def put_again(member: Member) -> None:
        for _ in range(ROUNDS):
            upload = hasty.services.uploads.begin(member, blob, len(data), None)
            if upload is not None:
                upload.write([data])
                upload.finish()

    together(*(lambda member=member: put_again(member) for member in members))
    assert hasty.services.blobs.storage(members[0]).blobs == len(data)
    wait_until(lambda: len(list(hasty.tools.objects.all())) == 1)


def test_nothing_is_removed_while_a_backup_holds_it(hasty: Inside) -> None:
    ada, member = settled(hasty)
    blob, data = ada.blob(urandom(500))
    put(hasty, member, blob, data)
    hasty.services.blobs.delete(member, [blob], ada.seen, now=True)
    sweeper = Sweeper(hasty.tools, hasty.folder.removing, 0)
    with hasty.folder.removing() as held:
        assert held
        sweeper.sweep()
        assert len(list(hasty.tools.objects.all())) == 1
    sweeper.sweep()
    assert list(hasty.tools.objects.all()) == []


@pytest.mark.parametrize("fault", [StorageFull("full"), PermissionError("not yours"), RuntimeError("a fault")])
def test_a_round_that_fails_is_not_the_last_one(
    hasty: Inside, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    ada, member = settled(hasty)
    blob, data = ada.blob(urandom(500))
    put(hasty, member, blob, data)
    hasty.services.blobs.delete(member, [blob], ada.seen, now=True)
    faults = [fault, fault]

    def removing() -> AbstractContextManager[bool]:
        if faults:
            raise faults.pop()
        return hasty.folder.removing()

    with rounds(Sweeper(hasty.tools, removing, 0), Delays(between_s=0.01)):
        wait_until(lambda: list(hasty.tools.objects.all()) == [])
    assert str(fault) in caplog.text


def test_an_object_of_nobody_goes_after_a_while(inside: Inside) -> None:
    ada, member = settled(inside)
    put(inside, member, *ada.blob(urandom(500)))
    stray = inside.tools.objects.create(member.account, f"{'ab' * 16}.{'cd' * 8}")
    stray.write([b"nobody's"])
    stray.publish()
    foreign = inside.folder.blobs / "notes" / "ab" / "list.txt"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("the operator's own")
    sweeper = Sweeper(inside.tools, inside.folder.removing, 60_000)
    assert (sweeper.audit().orphans, sweeper.audit().orphans) == (1, 0)
    sweeper.sweep()
    assert len(list(inside.tools.objects.all())) == 2
    inside.later(61)
    sweeper.sweep()
    assert len(list(inside.tools.objects.all())) == 1
    assert foreign.exists()


def test_an_audit_tells_of_blobs_that_are_not_there(inside: Inside) -> None:
    ada, member = settled(inside)
    for number in range(3):
        put(inside, member, *ada.blob(bytes([number])))
    lost, cut, _ = [path for path in inside.folder.blobs.rglob("*.*") if path.is_file()]
    lost.unlink()
    cut.write_bytes(b"")
    assert Sweeper(inside.tools, inside.folder.removing, 0).audit().missing == 2


def test_no_upload_survives_the_end_of_the_hub(inside: Inside) -> None:
    ada, member = settled(inside)
    blob, data = ada.blob(urandom(500))
    upload = inside.services.uploads.begin(member, blob, len(data), None)
    assert upload is not None
    upload.write([data])
    assert inside.services.blobs.storage(member).blobs == len(data)
    inside.tools.objects.tidy()
    sweeper = Sweeper(inside.tools, inside.folder.removing, 0)
    sweeper.begin()
    upload._file.abandon()
    sweeper.sweep()
    assert inside.services.blobs.storage(member).blobs == 0
    assert [path for path in inside.folder.blobs.rglob("*") if path.is_file()] == []
    with inside.tools.database.reading() as books:
        assert books.loose.to_remove(1 << 60, 10) == []
