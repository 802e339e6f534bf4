"""What is known of the bytes of attachments: which content each has, its pictures, and the blobs that are referred to.

Worked out from the records of contents and previews. Of a listed content the pieces are known once its list is.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

from owntexts.model.records import Content, Preview, Reference
from owntexts.replica import drafts, kinds
from owntexts.replica.blobs import LIST, Blob, content_in, is_referred_to, pieces_of
from owntexts.replica.database import Connection
from owntexts.wire.blob import BlobKind

KINDS: Final = (kinds.CONTENT, kinds.PREVIEW)
TABLES: Final = ("content", "preview", "reference")

_CONTENT: Final = "insert or replace into content values (?, ?, ?, ?)"
_PREVIEW: Final = "insert or replace into preview values (?, ?, ?, ?)"
_REFER: Final = "insert or ignore into reference values (?, ?, ?, ?)"


def follow(connection: Connection, kind: int, ids: Collection[bytes]) -> None:
    """Works out anew what these records say, after they were written."""
    rows: Any = connection.execute(
        "select number, state from record where kind = ? and id in (select value from carray(?))",
        (kind, drafts.ids_array(ids)),
    )
    _follow(connection, kind, rows.fetchall())


def work_out(connection: Connection) -> None:
    """Makes all of it anew; lists that are known stay known."""
    for table in TABLES:
        connection.execute(f"delete from {table}")  # noqa: S608 - one of three names
    for kind in KINDS:
        rows: Any = connection.execute("select number, state from record where kind = ?", (kind,))
        _follow(connection, kind, rows.fetchall())


def everything(connection: Connection) -> set[tuple[bytes, bytes, int, int]]:
    """The rows of `content` as they follow from the records."""
    rows: Any = connection.execute("select number, state from record where kind = ?", (kinds.CONTENT,))
    decoded = ((number, content_in(state)) for number, state in rows)
    return {(one.attachment, one.content, one.size, number) for number, one in decoded}


def contents_of(connection: Connection, attachments: Collection[bytes]) -> dict[bytes, Content]:
    """By attachment its content, of those whose bytes are on the hub."""
    if not attachments:
        return {}
    rows: Any = connection.execute(
        "select attachment, state from content join record on record.number = content.record "
        "where attachment in (select value from carray(?))",
        (drafts.ids_array(attachments),),
    )
    return {attachment: content_in(state) for attachment, state in rows}


def with_content(connection: Connection, content: bytes) -> list[Content]:
    """The records that tell where this content is on the hub: one for each attachment that has it."""
    rows: Any = connection.execute(
        "select state from content join record on record.number = content.record where content = ?", (content,)
    )
    return [content_in(state) for (state,) in rows]


def previews_of(connection: Connection, attachment: bytes) -> list[Preview]:
    """Every preview of an attachment."""
    rows: Any = connection.execute(
        "select state from preview join record on record.number = preview.record where attachment = ?", (attachment,)
    )
    return [kinds.KINDS[kinds.PREVIEW].decode(state)[0] for (state,) in rows]


def picture(connection: Connection, content: bytes) -> Reference | None:
    """Where a picture (SHA-256 of its bytes) is on the hub."""
    state = connection.execute(
        "select state from preview join record on record.number = preview.record where picture = ? limit 1", (content,)
    ).get
    found: Preview | None = kinds.KINDS[kinds.PREVIEW].decode(state)[0] if isinstance(state, bytes) else None
    return found.picture if found else None


def learn_list(connection: Connection, reference: Reference, plaintext: bytes) -> None:
    """Keeps the opened list that this reference names. Raises msgspec.MsgspecError for bytes that are none."""
    pieces = LIST.decode(plaintext).pieces
    connection.execute("insert or replace into piece_list values (?, ?)", (reference.blob, plaintext))
    rows: Any = connection.execute("select record from reference where blob = ?", (reference.blob,)).fetchall()
    for (record,) in rows:
        connection.executemany(_REFER, list(_referring(record, BlobKind.PIECE, pieces)))


def remove(connection: Connection, attachments: Collection[bytes]) -> list[Blob]:
    """Forgets what is known of these attachments' bytes; gives the blobs that nobody refers to any more."""
    rows: Any = connection.execute(
        "select number from record where kind in (?, ?) and target in (select value from carray(?))",
        (*KINDS, drafts.ids_array(attachments)),
    )
    numbers = rows.fetchall()
    blobs = _blobs(connection, numbers)
    for table in TABLES:
        connection.executemany(f"delete from {table} where record = ?", numbers)  # noqa: S608 - one of three names
    connection.executemany("delete from record where number = ?", numbers)
    return [blob for blob in blobs if not is_referred_to(connection, blob[0])]


def _blobs(connection: Connection, numbers: Iterable[tuple[int]]) -> set[Blob]:
    blobs: set[Blob] = set()
    for number in numbers:
        rows: Any = connection.execute("select blob, length from reference where record = ?", number)
        blobs.update(rows)
    return blobs


def _follow(connection: Connection, kind: int, rows: list[tuple[int, bytes]]) -> None:
    connection.executemany("delete from reference where record = ?", [(number,) for number, _ in rows])
    keep = _keep_contents if kind == kinds.CONTENT else _keep_previews
    keep(connection, [(number, kinds.KINDS[kind].decode(state)[0]) for number, state in rows])


def _keep_contents(connection: Connection, found: list[tuple[int, Content]]) -> None:
    connection.executemany(_CONTENT, [(one.attachment, one.content, one.size, number) for number, one in found])
    for number, one in found:
        if one.listed:
            connection.executemany(_REFER, list(_referring(number, BlobKind.LIST, one.pieces[:1])))
        pieces = pieces_of(connection, one) or ()
        connection.executemany(_REFER, list(_referring(number, BlobKind.PIECE, pieces)))


def _keep_previews(connection: Connection, found: list[tuple[int, Preview]]) -> None:
    connection.executemany(_PREVIEW, [(number, one.attachment, one.of, one.picture.content) for number, one in found])
    for number, one in found:
        connection.executemany(_REFER, list(_referring(number, BlobKind.PREVIEW, (one.picture,))))


def _referring(record: int, kind: BlobKind, references: Iterable[Reference]) -> Iterator[tuple[bytes, int, int, int]]:
    return ((each.blob, record, kind, each.length) for each in references)
