"""Exporting: every message as one line of JSON, in one order, equal on every device of the account."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from msgspec import Struct

from owntexts.agent.home import Home
from owntexts.agent.underway import Progress
from owntexts.errors import OwntextsError
from owntexts.explain import Evidence, Fix
from owntexts.replica import export

PROGRESS_EVERY = 1_000

Answer = TypeVar("Answer")


class Exported(Struct, frozen=True):
    """What was written where."""

    file: str
    messages: int


def write_jsonl(home: Home, out: BinaryIO, progress: Progress = lambda _done, _total: None) -> int:
    """Writes the lines to an open file; gives their number."""
    number = 0
    for number, line in enumerate(export.lines(home.replica), start=1):
        out.write(line)
        if number % PROGRESS_EVERY == 0:
            progress(number, 0)
    return number


def export_jsonl(home: Home, file: Path, *, progress: Progress = lambda _done, _total: None) -> Exported:
    """Writes the file whole or not at all: a reader sees the old one or the new one. A pipe or device is written to."""
    target = file.expanduser().absolute()

    def write(out: BinaryIO) -> int:
        return write_jsonl(home, out, progress)

    try:
        if target.exists() and not (target.is_file() or target.is_dir()):
            number = _write_into(target, write)
        else:
            number = put_in_place(target.resolve(), write)
    except OSError as error:
        raise not_written(target, error) from error
    return Exported(str(target), number)


def _write_into(target: Path, write: Callable[[BinaryIO], Answer]) -> Answer:
    with target.open("wb") as out:
        return write(out)


def put_in_place(target: Path, write: Callable[[BinaryIO], Answer]) -> Answer:
    """Lets a file be written whole, or leaves what was there: nobody ever reads a part of it. Raises OSError."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            answer = write(out)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return answer


def not_written(target: Path, error: OSError) -> OwntextsError:
    """No room, no right, no folder; what was there is as it was."""
    return OwntextsError(
        "The export could not be written",
        "Nothing was left half-written; a file that was there before is as it was.",
        evidence=(Evidence("file", str(target)), Evidence("fault", error.strerror or type(error).__name__)),
        fixes=(
            Fix("elsewhere", "Name a file in a folder that exists, that you may write to, and that has room", "person"),
        ),
    )
