"""Contents and previews of what was purged go with it: no record stays of the bytes of a file that nothing names.

In the log a content comes after a message that names its file, so one that arrives and finds none is of a purged
message. That can be told only where everything can be read: not while anything is set aside, or of a newer version.
"""

from collections.abc import Collection, Iterable
from typing import Final

from owntexts.model.records import Content, Preview
from owntexts.replica import attachments, contents, drafts, kinds
from owntexts.replica.blobs import Blob
from owntexts.replica.database import Connection
from owntexts.replica.pending import BACKLOG, NOT_PENDING
from owntexts.wire.blob import BlobKind

_UNREADABLE: Final = "select exists (select 1 from set_aside) or exists (select 1 from record where kind = ?)"
_ALL: Final = "select distinct target from record where kind in (?, ?) and target not in (select id from attachment)"
_UNCACHE: Final = (
    "delete from cached where content not in (select content from content union select picture from preview "
    "union select content from place where source = 0)"
)
_FROM_CACHE: Final = (
    "insert or replace into place (attachment, source, place, content, size) "
    "select attachment, 0, hex(content), content, content.size from content join cached using (content)"
)
_AGAIN: Final = (
    "update record set pending = ? where kind in (?, ?) and pending = ? and target in (select value from carray(?))"
)


def of(records: Iterable[object]) -> set[bytes]:
    """The attachments that these records tell the bytes of."""
    return {record.attachment for record in records if isinstance(record, Content | Preview)}


def settle(connection: Connection, arrived: Collection[bytes], purged: Collection[bytes] = ()) -> list[Blob]:
    """Forgets the bytes of those of these attachments that nothing names: for which bytes came, or that lost a name.

    Gives the blobs that nobody refers to any more. What is still named after a purge is sent again: another device may
    have met the names one after the other.
    """
    asked = {*arrived, *purged}
    held = attachments.held(connection, asked)
    blobs = forget(connection, asked - held) if asked - held and may_be_told(connection) else []
    if again := held.intersection(purged):
        connection.execute(_AGAIN, (BACKLOG, *contents.KINDS, NOT_PENDING, drafts.ids_array(again)))
    return blobs


def settle_all(connection: Connection) -> None:
    """Forgets the bytes of every attachment that nothing names, after what was unreadable could be read."""
    if may_be_told(connection):
        forget(connection, {one for (one,) in connection.execute(_ALL, contents.KINDS)})


def may_be_told(connection: Connection) -> bool:
    """Whether everything that came can be read, so that what is missing here is missing."""
    return not connection.execute(_UNREADABLE, (kinds.UNKNOWN,)).get


def forget(connection: Connection, orphaned: Collection[bytes]) -> list[Blob]:
    """Takes away all that is known of these attachments' bytes; gives the blobs that nobody refers to any more."""
    if not orphaned:
        return []
    blobs = contents.remove(connection, orphaned)
    connection.executemany("insert or ignore into unneeded values (?, ?)", blobs)
    connection.execute(
        "delete from place where attachment in (select value from carray(?))", (drafts.ids_array(orphaned),)
    )
    connection.execute(_UNCACHE)
    return blobs


def leave_account(connection: Connection) -> None:
    """What lies at the account's hub is out of reach now; the cache is where its originals can be sent from again."""
    connection.execute(_FROM_CACHE)
    connection.execute("delete from cached where kind = ?", (BlobKind.PREVIEW,))
    connection.execute("delete from record where kind in (?, ?)", contents.KINDS)
    for table in (
        "content",
        "preview",
        "reference",
        "piece_list",
        "outbox_list",
        "proven",
        "lacking",
        "put",
        "unneeded",
    ):
        connection.execute(f"delete from {table}")  # noqa: S608 - the names stand in the line above
