"""Whatever an authentic batch holds can be taken in, shown, checked and sent on."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.laws import share
from tests.replica.conftest import KEY
from tests.replica.making import a_page

from owntexts.errors import IntegrityFailed
from owntexts.model.codec import decode_records, encode_records
from owntexts.replica import export, outbox, pending, search, threads, verify
from owntexts.replica.apply import apply
from owntexts.replica.database import open_replica

whole = st.one_of(st.integers(-2, 20), st.integers(-(1 << 63), (1 << 64) - 1))
few = st.sampled_from([b"", b"t" * 16, b"u" * 16, b"\0" * 40])
words = st.one_of(st.sampled_from(["", "a b", "\0", "東京", "x" * 300]), st.text(max_size=20))
maybe = lambda known: st.one_of(st.none(), known)  # noqa: E731 - a word for short
header = st.tuples(whole, whole, whole).map(list)
attachment = st.tuples(few, maybe(words), maybe(words), maybe(whole), st.integers(0, 9), whole, maybe(words)).map(list)
ranges = st.lists(st.tuples(whole, whole, words, words).map(list), max_size=2)
part = st.one_of(words, st.tuples(st.integers(0, 9), maybe(words), ranges, maybe(attachment), maybe(words)).map(list))
sighting = st.tuples(
    st.just(1),
    st.sampled_from(["apple", "android", ""]),
    st.one_of(words, st.sampled_from([b"n" * 16, b"m" * 16])),
    header,
    st.integers(0, 9),
    *(maybe(whole), maybe(whole), maybe(words), maybe(words), maybe(whole)),
    maybe(st.lists(few, max_size=2)),
    maybe(words),
    maybe(st.lists(part, max_size=3)),
    maybe(words),
    maybe(st.tuples(few, maybe(whole)).map(list)),
    maybe(st.tuples(words, maybe(words), maybe(words)).map(list)),
    *(maybe(whole), maybe(whole), maybe(whole), maybe(whole)),
    maybe(st.dictionaries(words, st.one_of(whole, words), max_size=2)),
)
thread = st.tuples(
    st.just(2),
    st.sampled_from(["apple", "android"]),
    st.one_of(words, st.sampled_from(["with:+1", "with:a;b", "group:1", "orphans", "with:"])),
    header,
    *(maybe(st.booleans()), maybe(words), maybe(words), maybe(st.lists(words, max_size=3)), maybe(words)),
)
handle = st.tuples(st.just(3), words, header, maybe(words), maybe(words))
reaction = st.tuples(
    *(st.just(4), few, maybe(whole), maybe(words), words, maybe(words), maybe(whole), st.booleans(), maybe(attachment))
)
edit = st.tuples(st.just(5), few, whole, maybe(whole), words)
stamp = st.tuples(whole, whole, few).map(list)
value = st.one_of(st.none(), st.booleans(), whole, words)
scope = st.sampled_from(["message", "thread", "account", "handle", "?"])
intent = st.tuples(
    st.just(6),
    scope,
    st.one_of(few, words),
    st.sampled_from(["deleted", "read", "name", "person:+1", ""]),
    value,
    stamp,
)
grave = st.tuples(st.just(7), few, few)
names = (maybe(words), maybe(words), maybe(words), maybe(words), maybe(words))
contact = st.tuples(st.just(10), words, words, header, *names, maybe(st.lists(words, max_size=3)), maybe(few))
unknown = st.tuples(st.integers(8, 99), words)
record = st.one_of(sighting, sighting, thread, handle, reaction, edit, intent, grave, contact, unknown)


@settings(max_examples=share(40), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(st.lists(record.map(list), max_size=6), min_size=1, max_size=3))
def test_any_batch_that_decodes_can_be_kept_and_sent_on(batches: list[list[list[Any]]]) -> None:
    with TemporaryDirectory() as folder, open_replica(Path(folder) / "replica.db", KEY) as db:
        for token, batch in enumerate(batches, 1):
            try:
                records = decode_records(msgspec.msgpack.encode(batch))
            except IntegrityFailed:
                continue
            apply(db, a_page(*records, token=token), purges_allowed=True)
        assert verify.verify(db) == []
        before = list(export.lines(db))
        threads.conversations(db)
        search.search(db, "a")
        pending.mark_all(db)
        while sealed := outbox.fill(db, lambda _counter, _previous, plain, _changes: plain):
            records = decode_records(sealed.data)
            assert encode_records(records) == sealed.data
            outbox.confirm(db, sealed.counter, sealed.counter)
            apply(db, a_page(*records, token=9), purges_allowed=True)
        assert list(export.lines(db)) == before
        assert verify.verify(db) == []
