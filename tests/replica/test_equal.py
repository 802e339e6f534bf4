"""Whatever is imported where, and in whatever order it travels: every device ends equal and sends nothing twice."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws import share
from tests.replica.conftest import KEY
from tests.replica.making import (
    ADA,
    ANDROID_THREAD,
    BEN,
    START,
    a_source,
    android,
    header,
    id_of,
    intent,
    people,
    row,
    text,
    thread_of,
)

from owntexts.model.codec import decode_records
from owntexts.model.observations import Context
from owntexts.model.records import Contact, DeviceStatus, Edit, Intent, Reaction, Record, Sighting, Stamp
from owntexts.replica import export, intents, outbox, pending, statuses, threads, verify, zone
from owntexts.replica.apply import LogItem, Received, apply
from owntexts.replica.database import Replica, open_replica
from owntexts.replica.ingest import ingest
from owntexts.wire.hub import ChangeToken

DEVICES = 3
MESSAGES = st.integers(1, 4)


def of(number: int) -> bytes:
    return id_of(text(number))


def loved(number: int, removed: bool) -> Reaction:
    return Reaction(target=of(number), part=0, sender=ADA, kind="loved", emoji=None, at=1, removed=removed)


said = st.one_of(
    st.builds(
        lambda n, words, changed: text(n, words, header=header(changed)), MESSAGES, st.sampled_from("ab"), MESSAGES
    ),
    st.builds(lambda n, changed: text(n, read_at=START, header=header(changed)), MESSAGES, MESSAGES),
    st.builds(lambda n, changed: text(n, deleted_at=START, header=header(changed)), MESSAGES, MESSAGES),
    st.builds(lambda n, to: text(n, threads=(thread_of(to),)), MESSAGES, st.sampled_from([ADA, BEN])),
    st.builds(loved, MESSAGES, st.booleans()),
    st.builds(lambda n, words: Edit(target=of(n), part=0, at=1, text=words), MESSAGES, st.sampled_from("xyz")),
    st.builds(
        lambda n, value, ms: intent(of(n), "deleted", value, START + ms), MESSAGES, st.sampled_from([None, 5]), MESSAGES
    ),
    st.builds(
        lambda name, changed, handles: Contact(
            family="vcard", uid="1", header=header(changed), name=name, handles=handles
        ),
        st.sampled_from(["Ada", "Countess"]),
        MESSAGES,
        st.sampled_from([(ADA,), (ADA, BEN), (ADA, "a@b.de")]),
    ),
    st.builds(
        lambda value, ms: intent(ADA, f"person:{BEN}", value, START + ms, scope="handle"),
        st.sampled_from(["same", "apart", None]),
        MESSAGES,
    ),
    st.builds(
        lambda state, ms: DeviceStatus(stamp=Stamp(START + ms, 0, b"d" * 16), state=state),
        st.sampled_from(["paused", "waiting"]),
        MESSAGES,
    ),
)


def seen(number: int, way: int) -> Sighting:
    """The first texts, all with the same words, as three formats have them, within a second of each other."""
    at = START + number * 400
    if way == 0:
        return text(number, "same", at=at)
    return android(number + 10 * way, "same", at=at + way, formats=4 << way)


TEXTS, WAYS = st.integers(1, 2), st.integers(0, 2)
SEEN = st.builds(seen, TEXTS, WAYS)


def about(one: Sighting, other: Sighting, answer: str | None, ms: int) -> Intent | None:
    first, second = sorted((id_of(one), id_of(other)))
    return None if first == second else intent(first, f"message:{second.hex()}", answer, START + ms)


ANSWERS = st.sampled_from(["same", "apart", "apart", None])
of_one = st.builds(
    lambda n, way, *said: about(seen(n, way), seen(n, (way + 1) % 3), *said), TEXTS, WAYS, ANSWERS, MESSAGES
)
of_any = st.builds(about, SEEN, SEEN, ANSWERS, MESSAGES).filter(bool)
doubles = st.lists(
    st.tuples(st.integers(0, DEVICES - 1), st.one_of(st.none(), SEEN, SEEN, of_one, of_any)), min_size=8, max_size=25
)

steps = st.lists(st.tuples(st.integers(0, DEVICES - 1), st.one_of(st.none(), said)), max_size=25)


class Log:
    """The log as it would be in plain words: items, and what each device has of them."""

    def __init__(self) -> None:
        self.items: list[LogItem] = []

    def push(self, db: Replica, device: int) -> None:
        while sealed := outbox.fill(db, lambda counter, _previous, plain, _: b"%d %d " % (device, counter) + plain):
            self._take(sealed.data, sealed.hash, sealed.counter, device)
            if (device + sealed.counter) % 2:
                outbox.confirm(db, sealed.counter, len(self.items))

    def fetch(self, db: Replica, device: int) -> None:
        position = zone.position(db)
        after = position.token if position else 0
        items = tuple(item if item.device != bytes([device]) else own(item) for item in self.items[after:])
        if items:
            apply(db, Received(items, ChangeToken(b"i" * 16, items[-1].token, b"z" * 32)))

    def _take(self, data: bytes, digest: bytes, counter: int, device: int) -> None:
        records = decode_records(data.split(b" ", 2)[2])
        self.items.append(LogItem(len(self.items) + 1, digest, b"z" * 32, bytes([device]), counter, records))


def own(item: LogItem) -> LogItem:
    return LogItem(item.token, item.hash, item.zone_hash)


@contextmanager
def devices() -> Iterator[list[Replica]]:
    with TemporaryDirectory() as folder, ExitStack() as stack:
        opened = [stack.enter_context(open_replica(Path(folder) / f"{number}.db", KEY)) for number in range(DEVICES)]
        for db in opened:
            a_source(db)
        yield opened


@settings(max_examples=share(20))
@given(steps)
def test_three_devices_end_equal(steps: list[tuple[int, Record | None]]) -> None:
    end_equal(steps)


@settings(max_examples=20)
@given(doubles, st.data())
def test_what_is_one_message_is_the_same_in_any_order_and_any_split(
    steps: list[tuple[int, Record | None]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(steps))
    elsewhere = [((device + 1) % DEVICES, record) for device, record in shuffled]
    assert end_equal(steps) == end_equal(elsewhere)


def end_equal(steps: list[tuple[int, Record | None]]) -> list[bytes]:
    """Carries out the steps, each on its device, until all have heard of all; what each of them then exports."""
    log = Log()
    with devices() as replicas:
        for number, (device, record) in enumerate(steps):
            db = replicas[device]
            if record is None:
                log.fetch(db, device)
                log.push(db, device)
            elif isinstance(record, Intent):
                intents.record(db, record)
            elif isinstance(record, DeviceStatus):
                statuses.tell(db, record)
            else:
                ingest(db, "1", [people(ADA, BEN), Context((ANDROID_THREAD,)), row(number, record)])
        for _ in range(2):
            for device, db in enumerate(replicas):
                log.fetch(db, device)
                log.push(db, device)
        for device, db in enumerate(replicas):
            log.fetch(db, device)
            assert (pending.count(db), outbox.waiting(db)) == (0, [])
            assert verify.verify(db) == []
        assert len({tuple(export.lines(db)) for db in replicas}) == 1
        assert len({tuple(threads.conversations(db)) for db in replicas}) == 1
        assert len({verify.digest(db) for db in replicas}) == 1
        assert len({repr(statuses.told(db)) for db in replicas}) == 1
        return list(export.lines(replicas[0]))


def test_a_second_device_with_the_same_store_sends_nothing() -> None:
    log = Log()
    store = [
        people(ADA, BEN),
        *(row(number, text(number)) for number in range(1, 50)),
        row(90, loved(3, removed=False)),
    ]
    with devices() as (first, second, _):
        ingest(first, "1", store)
        log.push(first, 0)
        before = len(log.items)
        ingest(second, "1", store)
        log.fetch(second, 1)
        assert pending.count(second) == 0
        log.push(second, 1)
        assert len(log.items) == before
        assert list(export.lines(first)) == list(export.lines(second))
