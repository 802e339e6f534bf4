"""Files, their bytes and purges: in whatever order they come, every device knows the same of them in the end."""

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.replica.making import file, id_of, of_file, people, picture_of, row, text
from tests.replica.test_equal import DEVICES, Log, devices

from owntexts.model.records import Content, Preview, Record
from owntexts.replica import attachments, contents, kinds, orphans, outbox, pending, purging, records, verify
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest
from owntexts.replica.pending import LIVE

NUMBERS = st.integers(1, 4)
FILES = st.integers(1, 3)

names = st.builds(lambda number, which: text(number, parts=(file(which),)), NUMBERS, FILES)
bytes_of = st.one_of(st.builds(of_file, FILES, st.integers(1, 2)), st.builds(picture_of, FILES))
steps = st.lists(
    st.tuples(st.integers(0, DEVICES - 1), st.one_of(st.none(), NUMBERS, names, names, bytes_of)), max_size=25
)


def told(db: Replica) -> bytes:
    """All that is known of files, in one digest."""
    with db.read() as connection:
        rows = connection.execute("select kind, id, state from record where kind in (7, 8, 9) order by kind, id")
        return sha256(repr(rows.fetchall()).encode()).digest()


def upload(db: Replica, record: Content | Preview) -> None:
    """As a device does that has the bytes: only of what it knows a name for."""
    with db.write() as connection:
        if attachments.held(connection, {record.attachment}):
            records.absorb(connection, [record], LIVE)


def act(db: Replica, number: int, what: Record | int) -> None:
    if isinstance(what, int):
        purging.purge(db, [id_of(text(what))])
    elif isinstance(what, Content | Preview):
        upload(db, what)
    else:
        ingest(db, "1", [people(), row(number, what)])


@settings(max_examples=60)
@given(steps)
def test_three_devices_know_the_same_files(steps: list[tuple[int, Record | int | None]]) -> None:
    log = Log()
    with devices() as replicas:
        for number, (device, what) in enumerate(steps):
            db = replicas[device]
            if what is None:
                log.fetch(db, device)
                log.push(db, device)
            else:
                act(db, number, what)
        for _ in range(3):
            for device, db in enumerate(replicas):
                log.fetch(db, device)
                log.push(db, device)
        for device, db in enumerate(replicas):
            log.fetch(db, device)
            assert (pending.count(db), outbox.waiting(db)) == (0, [])
            assert verify.verify(db) == []
            with db.read() as connection:
                held = attachments.held(connection, {of_file(which).attachment for which in range(1, 4)})
                known = {one for (one,) in connection.execute("select target from record where kind in (8, 9)")}
                assert known <= held
                assert orphans.may_be_told(connection)
                assert contents.everything(connection) == set(connection.execute("select * from content"))
        assert len({told(db) for db in replicas}) == 1
        assert len({verify.digest(db) for db in replicas}) == 1


def test_a_purge_says_which_blobs_nobody_needs_any_more() -> None:
    with devices() as (db, *_):
        shared, alone = text(1, parts=(file(1), file(2))), text(2, parts=(file(1),))
        ingest(db, "1", [people(), row(1, shared), row(2, alone)])
        for which in (1, 2):
            upload(db, of_file(which))
        first = purging.purge(db, [id_of(shared)])
        assert (first.messages, {blob for blob, _ in first.blobs}) == (1, {of_file(2).pieces[0].blob})
        second = purging.purge(db, [id_of(alone), id_of(shared)])
        assert (second.messages, {blob for blob, _ in second.blobs}) == (1, {of_file(1).pieces[0].blob})
        with db.read() as connection:
            assert connection.execute("select count(*) from record where kind = ?", (kinds.CONTENT,)).get == 0
            assert connection.execute("select count(*) from unneeded").get == 2
