"""What an older version left: what follows from the records is worked out anew, and what it could not read is read."""

from collections.abc import Callable
from typing import Any, Final

from owntexts.model.codec import Unknown, decode_records, encode_records
from owntexts.model.records import Sighting
from owntexts.replica import attachments, contents, graves, kinds, orphans, records, sightings
from owntexts.replica.database import Connection
from owntexts.replica.pending import NOT_PENDING


def words(connection: Connection) -> None:
    """The full-text index, from the words of all messages."""
    connection.execute("insert into words (words) values ('rebuild')")


def files(connection: Connection) -> None:
    """Which files are named, and what is known of their bytes."""
    attachments.work_out(connection)
    contents.work_out(connection)


def unknown_records(connection: Connection) -> None:
    """Records that only a newer version knew when they came, and that this one knows."""
    rows: Any = connection.execute("select number, pending, state from record where kind = ?", (kinds.UNKNOWN,))
    for number, pending, state in rows.fetchall():
        (kept,) = kinds.KINDS[kinds.UNKNOWN].decode(state)
        (record,) = decode_records(encode_records([kept]))
        if not isinstance(record, Unknown):
            _take(connection, record, pending)
            connection.execute("delete from record where number = ?", (number,))
    orphans.settle_all(connection)


def _take(connection: Connection, record: Any, pending: int) -> None:
    """As an import of it if the log does not have it yet, else as the log's word."""
    if graves.purged_places(connection, [record]):
        return
    if isinstance(record, Sighting):
        if pending == NOT_PENDING:
            sightings.merge(connection, [record])
        else:
            sightings.absorb(connection, [sightings.SIGHTINGS.identity(record)], [record], pending)
    elif pending == NOT_PENDING:
        records.merge(connection, [record])
    else:
        records.absorb(connection, [record], pending)


STEPS: Final[dict[str, Callable[[Connection], None]]] = {
    "words_version": words,
    "files_version": files,
    "known_kinds": unknown_records,
}
"""By the name of what is outgrown (see `schema.VERSIONS`): how it is made anew."""
