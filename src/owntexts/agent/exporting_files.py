"""Exporting attachments: each content once, under its SHA-256, beside a list that says which attachment it is.

What is only on the hub is fetched for it; what neither this device nor the hub has is counted, and no error.
"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

from owntexts.agent.exporting_bytes import Bytes, bytes_of
from owntexts.agent.home import Home
from owntexts.agent.safe_names import safe_name, suffix_of
from owntexts.agent.underway import Progress
from owntexts.errors import OwntextsError
from owntexts.explain import Evidence, Fix
from owntexts.replica import exported
from owntexts.replica.exported import ExportedFile

LIST: Final = "attachments.jsonl"
"""One line for each attachment that has a file here."""

PROGRESS_EVERY: Final = 20


class Line(Struct, frozen=True):
    """An attachment (its id), the file it is, SHA-256 of that, and the name it had, made safe."""

    attachment: str
    file: str
    content: str
    name: str


class ExportedFiles(Struct, frozen=True):
    """How many files were written or were there already, their bytes, and how many attachments are not to be had."""

    files: int
    bytes: int
    missing: int


def export_files(
    home: Home, folder: Path, progress: Progress = lambda _done, _total: None, secret: str | None = None
) -> ExportedFiles:
    """Writes every attachment into a folder, each content once. Raises OwntextsError where it cannot be written.

    `secret` opens an encrypted source.
    """
    asked = exported.files(home.replica)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with bytes_of(home, secret) as fetch:
            export = _Export(fetch, folder, progress)
            lines = [line for done, one in enumerate(asked) if (line := export.of(one, done, len(asked)))]
        _whole(folder / LIST, lambda out: out.writelines(msgspec.json.encode(line) + b"\n" for line in lines))
        written = {line.file for line in lines}
        size = sum((folder / name).stat().st_size for name in written)
    except OSError as error:
        raise _not_written(folder, error) from error
    return ExportedFiles(len(written), size, len(asked) - len(lines))


class _Export:
    """One export."""

    def __init__(self, fetch: Bytes, folder: Path, progress: Progress) -> None:
        self._bytes = fetch
        self._folder = folder
        self._progress = progress

    def of(self, one: ExportedFile, done: int, total: int) -> Line | None:
        """Its line, once its file is there; None where its bytes are not to be had."""
        if done % PROGRESS_EVERY == 0:
            self._progress(done, total)
        suffix = suffix_of(safe_name(one.name, one.mime), one.mime)
        content = self._known(one, suffix) if one.content is not None else self._unknown(one, suffix)
        if content is None:
            return None
        return Line(one.id.hex(), f"{content.hex()}{suffix}", content.hex(), safe_name(one.name, one.mime))

    def _known(self, one: ExportedFile, suffix: str) -> bytes | None:
        content, size = one.content or b"", one.size or 0
        target = self._folder / f"{content.hex()}{suffix}"
        if target.is_file() and target.stat().st_size == size:
            return content
        return content if _whole(target, lambda out: self._bytes.copied(content, size, out)) else None

    def _unknown(self, one: ExportedFile, suffix: str) -> bytes | None:
        """What is not on the hub yet has no content that is known before it is read."""
        draft = self._folder / f".{secrets.token_hex(8)}"
        try:
            with draft.open("x+b") as out:
                content = self._bytes.copied_of(one.id, out)
            if content is not None:
                draft.replace(self._folder / f"{content.hex()}{suffix}")
        finally:
            draft.unlink(missing_ok=True)
        return content


def _whole(target: Path, write: Callable[[BinaryIO], object]) -> bool:
    """Writes a file whole or not at all; False, and nothing written, where `write` says so."""
    draft = target.with_name(f".{secrets.token_hex(8)}")
    try:
        with draft.open("x+b") as out:
            if write(out) is False:
                return False
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _not_written(folder: Path, error: OSError) -> OwntextsError:
    return OwntextsError(
        "The attachments could not be written",
        "What was written before is whole; saying it again goes on from there.",
        evidence=(Evidence("folder", str(folder)), Evidence("fault", error.strerror or type(error).__name__)),
        fixes=(Fix("elsewhere", "Name a folder that you may write to, on a disk with room", "person"),),
    )
