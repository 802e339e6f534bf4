"""Whatever devices ask and wherever the hub is cut off, no blob that counts is lost and no byte is counted twice.

And nothing that is nobody's lies on the disk for ever.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from os import urandom
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests.hub.conftest import Person, new_person

from owntexts.hub.backends.files import FileObjects, NewFile
from owntexts.hub.backends.folder import DataFolder
from owntexts.hub.backends.sql import SqlDatabase, open_sqlite
from owntexts.hub.ports import Books, NewObject
from owntexts.hub.service.callers import Member
from owntexts.hub.service.refusals import Refused
from owntexts.hub.service.services import Services, services
from owntexts.hub.service.sweeping import Sweeper
from owntexts.hub.service.tools import Tools
from owntexts.hub.settings import Delays

ADA: Final = new_person()
MEMBER: Final = Member(ADA.first.account, ADA.first.keys.device)
BLOBS: Final = tuple(ADA.blob(bytes([number]) * (100 + number)) for number in range(5))
DELETED_MS, PURGED_MS = 100_000, 10_000
DELAYS: Final = Delays(deleted_s=DELETED_MS / 1000, purged_s=PURGED_MS / 1000)
some = st.sets(st.sampled_from(range(len(BLOBS))), min_size=1)


class CutOff(BaseException):
    """The process ends here."""


class Fuse:
    """Burns down by one at each step to the disk; where it ends the process does, before or after the step."""

    def __init__(self) -> None:
        self.length: int | None = None

    def burn(self) -> None:
        if self.length is not None:
            self.length -= 1
            if self.length < 0:
                raise CutOff


class FragileDatabase:
    """A database that may be cut off around each commit."""

    def __init__(self, database: SqlDatabase, fuse: Fuse) -> None:
        self._database, self._fuse = database, fuse
        self.reading, self.close = database.reading, database.close

    @contextmanager
    def writing(self) -> Iterator[Books]:
        with self._database.writing() as books:
            yield books
            self._fuse.burn()
        self._fuse.burn()

    @contextmanager
    def noting(self) -> Iterator[Books]:
        with self._database.noting() as books:
            yield books
            self._fuse.burn()
        self._fuse.burn()


class FragileObject:
    """An object that may be cut off around its publishing."""

    def __init__(self, made: NewObject, fuse: Fuse) -> None:
        self._made, self._fuse = made, fuse
        self.write, self.abandon = made.write, made.abandon

    def publish(self) -> None:
        self._fuse.burn()
        self._made.publish()
        self._fuse.burn()


class FragileObjects(FileObjects):
    """Objects that may be cut off around each step."""

    def __init__(self, folder: Path, fuse: Fuse) -> None:
        super().__init__(folder)
        self._fuse = fuse
        self._begun: list[NewFile] = []

    def create(self, account: bytes, name: str) -> Any:
        self._begun.append(super().create(account, name))
        return FragileObject(self._begun[-1], self._fuse)

    def forget(self) -> None:
        """What the end of a process does to its open files."""
        for each in self._begun:
            each._file.close()

    def remove(self, account: bytes, name: str) -> None:
        self._fuse.burn()
        super().remove(account, name)
        self._fuse.burn()


@pytest.fixture(scope="module")
def settled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hub's folder with Ada's account, to be copied."""
    folder = DataFolder.made(tmp_path_factory.mktemp("settled") / "hub")
    database = open_sqlite(folder.database)
    tools = Tools(database, FileObjects(folder.blobs), bytes(32), lambda: 0, urandom, folder.backed_up_at)
    ADA.position = hub_of(tools).accounts.create(ADA.request, "", at_home=True)
    database.close()
    return folder.path


def hub_of(tools: Tools) -> Services:
    return services(tools, quota=1 << 20, is_mine=lambda _host: True, delays=DELAYS)


class BlobLaws(RuleBasedStateMachine):
    """One hub, and what is known of each blob: when it goes at the earliest; None where it stays."""

    settled: Path

    @initialize()
    def start(self) -> None:
        self.folder = DataFolder(Path(tempfile.mkdtemp()) / "hub")
        shutil.copytree(self.settled, self.folder.path)
        self.person = replace_position(ADA)
        self.fuse, self.now = Fuse(), 0
        self.goes: dict[int, int | None] = {}
        self.serve()

    def serve(self) -> None:
        objects = FragileObjects(self.folder.blobs, self.fuse)
        objects.tidy()
        database = FragileDatabase(open_sqlite(self.folder.database), self.fuse)
        tools = Tools(database, objects, bytes(32), lambda: self.now, urandom, lambda: None)
        self.tools, self.hub = tools, hub_of(tools)
        self.sweeper = Sweeper(tools, self.folder.removing, 50_000)
        self.sweeper.begin()

    def until_cut_off(self, work: Callable[[], object]) -> bool:
        """Whether it came to its end; else the hub is served anew."""
        try:
            work()
        except CutOff:
            self.fuse.length = None
            self.tools.objects.forget()
            self.tools.database.close()
            self.serve()
            return False
        finally:
            self.fuse.length = None
        return True

    @rule(after=st.integers(0, 12))
    def light_the_fuse(self, after: int) -> None:
        self.fuse.length = after

    @rule(seconds=st.integers(1, 120))
    def wait(self, seconds: int) -> None:
        self.now += seconds * 1000

    @rule(number=st.sampled_from(range(len(BLOBS))))
    def put(self, number: int) -> None:
        blob, data = BLOBS[number]

        def put() -> None:
            upload = self.hub.uploads.begin(MEMBER, blob, len(data), None)
            if upload is not None:
                upload.write([data])
                upload.finish()

        if self.until_cut_off(put):
            self.goes[number] = None

    @rule(number=st.sampled_from(range(len(BLOBS))))
    def break_off(self, number: int) -> None:
        blob, data = BLOBS[number]

        def begin_and_abandon() -> None:
            upload = self.hub.uploads.begin(MEMBER, blob, len(data), None)
            if upload is not None:
                upload.abandon()

        if self.until_cut_off(begin_and_abandon) and number in self.goes and self.there(number):
            self.goes[number] = None

    @rule(numbers=some)
    def keep(self, numbers: set[int]) -> None:
        told: list[bytes] = []
        if self.until_cut_off(lambda: told.extend(self.hub.blobs.keep(MEMBER, [BLOBS[each][0] for each in numbers]))):
            for number in numbers:
                if BLOBS[number][0] not in told:
                    self.goes[number] = None

    @rule(numbers=some)
    def need(self, numbers: set[int]) -> None:
        writer = self.person.first
        item = self.person.batch(writer, needs=tuple(BLOBS[each][0] for each in sorted(numbers)))

        def push() -> None:
            self.person.position = self.hub.log.push(MEMBER, item)

        with suppress(Refused):
            if not self.until_cut_off(push):
                push()
            writer.wrote(item)
            self.goes.update(dict.fromkeys(numbers))

    @rule(numbers=some, now=st.booleans())
    def delete(self, numbers: set[int], now: bool) -> None:
        goes = self.now + (PURGED_MS if now else DELETED_MS)
        for number in numbers & set(self.goes):
            self.goes[number] = min(goes, self.goes[number] or goes)
        ids = [BLOBS[each][0] for each in numbers]
        self.until_cut_off(lambda: self.hub.blobs.delete(MEMBER, ids, self.person.seen, now=now))

    @rule()
    def sweep(self) -> None:
        self.until_cut_off(self.sweeper.sweep)

    @rule()
    def audit(self) -> None:
        def audit() -> None:
            assert self.sweeper.audit().missing == 0

        self.until_cut_off(audit)

    @invariant()
    def what_counts_is_there_and_whole(self) -> None:
        for number in (each for each, goes in self.goes.items() if goes is None):
            assert self.read(number) == BLOBS[number][1]

    @invariant()
    def what_was_deleted_is_there_for_a_while(self) -> None:
        for number in (each for each, goes in self.goes.items() if goes is not None and self.now < goes):
            assert self.read(number) == BLOBS[number][1]

    @invariant()
    def every_byte_is_counted_once(self) -> None:
        with self.tools.database.reading() as books:
            account = books.accounts.get(MEMBER.account)
            log = sum(len(item.data) for item in books.log.after(MEMBER.account, 0))
            stored = sum(each.size for _, each in books.blobs.after(b"", b"", 100) if each.delete_after is None)
        assert (account.used, account.blobs) == (log + stored, stored)

    def teardown(self) -> None:
        """After some quiet days exactly that lies on the disk which is somebody's."""
        self.fuse.length = None
        for _ in range(3):
            self.sweeper.audit()
            self.now += 200_000
            self.sweeper.sweep()
        with self.tools.database.reading() as books:
            stored = {each.object for _, each in books.blobs.after(b"", b"", 100)}
        assert {name for _, name in self.tools.objects.all()} == stored
        assert list((self.folder.blobs / ".incoming").iterdir()) == []
        self.tools.database.close()
        shutil.rmtree(self.folder.path.parent)

    def there(self, number: int) -> bool:
        with self.tools.database.reading() as books:
            return bool(books.blobs.these(MEMBER.account, (BLOBS[number][0],)))

    def read(self, number: int) -> bytes:
        file, _ = self.hub.blobs.opened(MEMBER, BLOBS[number][0])
        with file:
            return file.read()


def replace_position(person: Person) -> Person:
    """The same person, with a chain of her own."""
    copied = replace(person, first=replace(person.first), epoch_keys=dict(person.epoch_keys))
    copied.position = person.position
    return copied


def test_blobs_keep_their_laws(settled_folder: Path) -> None:
    laws = type("Laws", (BlobLaws,), {"settled": settled_folder})
    laws.TestCase.settings = settings(
        max_examples=max(8, settings().max_examples // 10),
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    laws.TestCase().runTest()
