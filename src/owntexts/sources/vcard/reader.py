"""A file of vCards as a source: each card is a row."""

from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final, Self

from owntexts.explain import Finding
from owntexts.model.observations import Ledger, Observation, Problem, Row, Total, Unchanged
from owntexts.sources import failures
from owntexts.sources.base import Options, Recognition
from owntexts.sources.plain_files import opened
from owntexts.sources.vcard.cards import DECODER, read
from owntexts.sources.vcard.pieces import BEGIN, Piece, pieces

LOOKED_AT: Final = 1 << 12
NUL: Final = b"\0"


class Cards:
    """An open file; each reading reads it anew from its beginning."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def read(self, ledger: Ledger) -> Iterator[Observation]:
        """Total, then each card in the order of the file. Raises SourceFailed."""
        try:
            yield Total(sum(1 for _ in pieces(self._path)))
            for piece in pieces(self._path):
                yield from _read(piece, ledger)
        except OSError as error:
            raise failures.damaged(self._path, error.strerror or str(error)) from error

    def diagnose(self) -> list[Finding]:
        """Nothing: each card that cannot be read is a Problem."""
        return []


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed source.permission or source.missing."""
    if path.is_dir():
        return Recognition("no")
    head = _head(path)
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").upper().startswith(BEGIN):
        return Recognition("yes", ("it begins as a vCard does",))
    return Recognition("no")


def open_source(path: Path, options: Options) -> Cards:  # noqa: ARG001 - a card has no time without a zone
    """Raises SourceFailed where there is no such file, or it is none of vCards."""
    found = recognize(path)
    if found.answer == "no":
        raise failures.unrecognised(path, found.evidence)
    return Cards(path)


def _head(path: Path) -> bytes:
    try:
        with opened(path) as file:
            return file.read(LOOKED_AT).replace(NUL, b"")
    except PermissionError as refusal:
        raise failures.permission(path, str(refusal.strerror)) from refusal
    except FileNotFoundError as error:
        raise failures.missing(path) from error
    except OSError:
        return b""


def _read(piece: Piece, ledger: Ledger) -> Iterator[Observation]:
    where = f"card {piece.number}"
    if piece.trouble:
        yield Problem(piece.number, where, piece.trouble)
        return
    digest = _digest(piece)
    if ledger.has(piece.number, digest):
        yield Unchanged(piece.number)
        return
    found = None
    with suppress(RecursionError):
        found = read(piece.lines)
    yield Row(piece.number, digest, (found,) if found else ())


def _digest(piece: Piece) -> int:
    everything = b"\n".join((b"%d" % DECODER, *piece.lines))
    return int.from_bytes(blake2b(everything, digest_size=8).digest(), "big", signed=True)
