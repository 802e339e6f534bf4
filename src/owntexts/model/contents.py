"""What is known of an attachment's bytes: where all of them lie sealed, and small pictures of them."""

from typing import Final

from msgspec import Struct

from owntexts.model.layers import weight
from owntexts.model.records import Content, Preview, Reference

PIECE_BYTES: Final = 4 << 20


class PieceList(Struct, array_like=True, frozen=True):
    """The plaintext of a list: every piece of one file, in order."""

    pieces: tuple[Reference, ...]


def merge(a: Content, b: Content) -> Content:
    """The one that stays of two of one attachment: more bytes, then the larger digest, then the newer epoch.

    So the original wins over a smaller copy that another store kept of it.
    """
    return max(a, b, key=lambda one: (one.size, one.content, _epoch(one), weight(one)))


def preview_key(preview: Preview) -> tuple[bytes, bytes]:
    """What makes two records the same preview."""
    return (preview.attachment, preview.of)


def merge_previews(a: Preview, b: Preview) -> Preview:
    """The one that stays of two with one key: the newer epoch, then the larger picture, then the larger digest."""
    return max(a, b, key=lambda one: (one.picture.epoch, one.picture.length, weight(one)))


def _epoch(content: Content) -> int:
    return max((piece.epoch for piece in content.pieces), default=0)
