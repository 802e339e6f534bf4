"""Which blobs are referred to, by which records, and what they are there."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import Struct

from owntexts.model.contents import PieceList
from owntexts.model.records import Content, Reference
from owntexts.replica import kinds
from owntexts.replica.database import Connection
from owntexts.wire.blob import BlobKind

LIST: Final = msgspec.msgpack.Decoder(PieceList)

Blob = tuple[bytes, int]
"""A blob's id, and the length of its plaintext."""


class Use(Struct, frozen=True):
    """What a blob is: the piece in this place of a content of this size, a list (with its plaintext), a picture."""

    reference: Reference
    kind: BlobKind
    content: bytes
    size: int
    place: int = 0
    list_of_pieces: bytes | None = None


def uses_of(connection: Connection, blob: bytes) -> list[Use]:
    """What this blob is for each record that refers to it."""
    rows: Any = connection.execute(
        "select r.kind, state from reference r join record on number = record where blob = ?", (blob,)
    )
    return [use for kind, state in rows for use in _uses(connection, blob, kind, state)]


def all_blobs(connection: Connection) -> list[bytes]:
    """Every blob that a record refers to, as far as they are known."""
    return [blob for (blob,) in connection.execute("select distinct blob from reference order by blob")]


def blobs_of(connection: Connection, record: int) -> list[bytes]:
    """The blobs that a record refers to, as far as they are known: a list before its pieces."""
    rows = connection.execute("select blob from reference where record = ? order by kind desc, blob", (record,))
    return [blob for (blob,) in rows]


def is_referred_to(connection: Connection, blob: bytes) -> bool:
    """Whether any record here refers to this blob."""
    return bool(connection.execute("select exists (select 1 from reference where blob = ?)", (blob,)).get)


def pieces_of(connection: Connection, content: Content) -> tuple[Reference, ...] | None:
    """The pieces of a content in their order; None where their list is not known here."""
    if not content.listed or not content.pieces:
        return content.pieces
    kept = connection.execute("select pieces from piece_list where blob = ?", (content.pieces[0].blob,)).get
    return LIST.decode(kept).pieces if isinstance(kept, bytes) else None


def unknown_lists(connection: Connection) -> list[Reference]:
    """The lists that contents name and that are not known here."""
    rows: Any = connection.execute(
        "select state from record where number in (select record from reference where kind = ? "
        "and blob not in (select blob from piece_list))",
        (BlobKind.LIST,),
    )
    return list({reference for (state,) in rows for reference in content_in(state).pieces[:1]})


def _uses(connection: Connection, blob: bytes, kind: int, state: bytes) -> Iterator[Use]:
    if kind == BlobKind.PREVIEW:
        picture = kinds.KINDS[kinds.PREVIEW].decode(state)[0].picture
        yield Use(picture, BlobKind.PREVIEW, picture.content, picture.length)
        return
    content = content_in(state)
    if kind == BlobKind.LIST:
        kept = connection.execute("select pieces from piece_list where blob = ?", (blob,)).get
        yield Use(content.pieces[0], BlobKind.LIST, content.content, content.size, list_of_pieces=kept)
        return
    for place, piece in enumerate(pieces_of(connection, content) or ()):
        if piece.blob == blob:
            yield Use(piece, BlobKind.PIECE, content.content, content.size, place)


def content_in(state: bytes) -> Content:
    """The content that a kept state tells of."""
    content: Content = kinds.KINDS[kinds.CONTENT].decode(state)[0]
    return content
