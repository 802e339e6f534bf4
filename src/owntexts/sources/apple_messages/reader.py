"""An open store of Apple Messages: its people and conversations, then its messages row by row."""

from collections.abc import Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path
from struct import Struct
from typing import Final, Self

from msgspec.msgpack import encode

from owntexts.explain import Finding
from owntexts.model.formats import APPLE
from owntexts.model.ids import sighting_id
from owntexts.model.observations import Context, Ledger, Located, Observation, Problem, Row, Total, Unchanged
from owntexts.sources import failures, snapshot
from owntexts.sources.apple_messages.attachments import File, located
from owntexts.sources.apple_messages.interpreter import Interpreter, native_key
from owntexts.sources.apple_messages.joins import Joins, Related, file_named
from owntexts.sources.apple_messages.native import Native
from owntexts.sources.apple_messages.owner import own_addresses
from owntexts.sources.apple_messages.places import Places, places
from owntexts.sources.apple_messages.recognition import at_first_sight, by_tables, store_in
from owntexts.sources.apple_messages.version import DECODER
from owntexts.sources.apple_messages.walk import Walk
from owntexts.sources.base import Options, Recognition
from owntexts.sources.malformed import Malformed
from owntexts.sources.schema import UNUSABLE, Store
from owntexts.sources.snapshot import Snapshot

CONTEXT_RECORDS: Final = 1_000
_NUMBER: Final = Struct(">q")
BAD_ROW: Final = (Malformed, ValueError, TypeError, LookupError, ArithmeticError)


class AppleMessages:
    """An open store, read from a copy that is closed with it; `path` names it. Reading it again reads the copy again.

    Raises SourceFailed, the copy closed, where it is another program's.
    """

    def __init__(self, taken: Snapshot, path: Path) -> None:
        self._path = path
        self._snapshot = taken
        try:
            self._store = _store(taken, path)
        except BaseException:
            taken.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._snapshot.close()

    def read(self, ledger: Ledger) -> Iterator[Observation]:
        """Total, then people and conversations, then each row of the table message in rising order."""
        yield Total(self._count())
        if self._snapshot.damage:
            yield Problem(None, "the whole store", f"{self._snapshot.damage}; what can be read is read", False)
        found = places(self._store)
        for start in range(0, len(found.records), CONTEXT_RECORDS):
            yield Context(found.records[start : start + CONTEXT_RECORDS])
        yield from self._rows(found, ledger)
        yield from (Problem(None, "side tables", reason, False) for reason in self._store.damage)

    def own_addresses(self) -> frozenset[str]:
        """The addresses at which messages came in or that the store's accounts have."""
        return own_addresses(self._store)

    def diagnose(self) -> list[Finding]:
        """What is certain of the copy itself: that it is damaged."""
        return [failures.damaged(self._path, self._snapshot.damage).finding] if self._snapshot.damage else []

    def _rows(self, found: Places, ledger: Ledger) -> Iterator[Observation]:
        joins = Joins(self._store, found)
        named = _Named(self._store)
        interpreter = Interpreter(found, named)
        for native in Walk(self._store).rows():
            if isinstance(native, Problem):
                yield native
                continue
            related = joins.of(native.rowid)
            digest = _digest(native, related, found)
            if ledger.has(native.rowid, digest):
                yield Unchanged(native.rowid)
            elif plain := interpreter.plain(native, related):
                yield Row(native.rowid, digest, (plain,))
            else:
                yield from _row(interpreter, native, related, digest, named)

    def _count(self) -> int | None:
        return next((rows for (rows,) in self._store.rows("message", "SELECT count(*) FROM message")), None)


def open_source(path: Path, options: Options) -> AppleMessages:  # noqa: ARG001 - nothing of it is needed for a store
    """Raises SourceFailed where the store cannot be read at all, or is none."""
    store = store_in(path)
    _must_be_one(store, at_first_sight(store))
    return AppleMessages(snapshot.take(store), store)


def _store(taken: Snapshot, path: Path) -> Store:
    taken.connection.execute("PRAGMA temp_store=MEMORY")
    try:
        store = Store(taken.connection)
    except UNUSABLE as error:
        raise failures.damaged(path, str(error)) from error
    _must_be_one(path, by_tables(path, store.schema))
    return store


def _must_be_one(path: Path, found: Recognition | None) -> None:
    if found and found.answer == "no":
        raise failures.unrecognised(path, found.evidence)


class _Named:
    """Finds files by their transfer guids, and remembers those it found for the row at hand."""

    def __init__(self, store: Store) -> None:
        self._find = partial(file_named, store)
        self.found: list[File] = []

    def __call__(self, guid: str) -> File | None:
        file = self._find(guid)
        if file:
            self.found.append(file)
        return file


def _row(
    interpreter: Interpreter, native: Native, related: Related, digest: int, named: _Named
) -> Iterator[Observation]:
    complaints: list[str] = []
    named.found.clear()
    try:
        records = interpreter.records(native, related, complaints)
    except BAD_ROW as error:
        yield Problem(native.rowid, native_key(native), str(error) or type(error).__name__)
        return
    for complaint in complaints:
        yield Problem(native.rowid, native_key(native), complaint, unreadable=False)
    yield Row(native.rowid, digest, records, _located(native, related, named.found))


def _located(native: Native, related: Related, named: list[File]) -> tuple[Located, ...]:
    if not (related.files or named):
        return ()
    return located(related.files, sighting_id(APPLE, native_key(native)).hex(), named)


def _digest(native: Native, related: Related, found: Places) -> int:
    """64 bits over all that is read of a row, the same on every machine, other for another decoder."""
    everything = encode((DECODER, native, related, found.people.get(native.handle_id or 0)))
    number: int = _NUMBER.unpack(blake2b(everything, digest_size=8).digest())[0]
    return number
