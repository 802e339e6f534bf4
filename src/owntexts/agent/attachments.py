"""One attachment for the person: written to a file, or opened; fetched first where it is only on the hub."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final

from msgspec import Struct

from owntexts.agent.holding import Shelves
from owntexts.agent.home import Home, now_ms
from owntexts.agent.obtaining import obtain
from owntexts.agent.open_once import OpenOnce
from owntexts.agent.options import given
from owntexts.agent.safe_names import safe_name
from owntexts.agent.source_files import files_of
from owntexts.agent.underway import Progress
from owntexts.conditions.decision import LaneDecision
from owntexts.errors import IntegrityFailed, NotFound, OwntextsError
from owntexts.explain import Evidence, Fix
from owntexts.replica import cached, downloads, files
from owntexts.replica.files import File

WHY_NOT: Final = {
    "only_in_icloud": "It is in iCloud only: its source has its row, and not its bytes.",
    "missing": "Its source never had all of its bytes, or removed them.",
    "unreadable": "Its source could not read it.",
    "present": "No device of the account that has its bytes has sent them yet.",
}
TROUBLES: Final = {
    "missing": "The source names a file that is not on this disk.",
    "unreadable": "The file cannot be read.",
    "changed": "The file is being written just now.",
    "too_large": "The file is larger than attachments may be.",
    "source": "The source it lies in cannot be opened, or needs its password.",
}


class Got(Struct, frozen=True):
    """An attachment and the file it was written to; `file` is None where a condition held it."""

    id: str
    name: str
    mime: str | None
    bytes: int | None
    content: str | None
    file: str | None
    decision: LaneDecision


def get(
    home: Home, said: str, target: Path, *, now: bool = False, secret: str | None = None, progress: Progress
) -> Got:
    """Writes an attachment to a file, whole or not at all; in a folder under a safe name of its own.

    `now` overrides soft limits where it has to be fetched, `secret` opens an encrypted source. Raises NotFound,
    HubFailed, IntegrityFailed, and OwntextsError where the file cannot be written.
    """
    wanted = files.file(home.replica, said)
    path = target.expanduser().absolute()
    path = path / safe_name(wanted.name, wanted.mime) if path.is_dir() else path
    held = write(home, wanted, path, now=now, secret=secret, progress=progress)
    return Got(
        id=wanted.id.hex(),
        name=safe_name(wanted.name, wanted.mime),
        mime=wanted.mime,
        bytes=wanted.declared if held else path.stat().st_size,
        content=wanted.content.hex() if wanted.content else None,
        file=None if held else str(path),
        decision=LaneDecision(run=not held, findings=held),
    )


def write(
    home: Home, wanted: File, path: Path, *, now: bool, secret: str | None = None, progress: Progress
) -> tuple[str, ...]:
    """The codes of what holds it, if it has to be fetched and may not be. Raises as `get`."""
    draft = path.with_name(f".{path.name[:60]}.{secrets.token_hex(4)}")
    try:
        with _opened(draft) as out:
            held = _filled(home, shelves_of(home, secret), wanted, out, now=now, progress=progress)
            os.fsync(out.fileno())
        if not held:
            draft.replace(path)
    except OSError as error:
        raise _not_written(path, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return held


def shelves_of(home: Home, secret: str | None = None) -> Shelves:
    """What of attachments is on this device; `secret` opens an encrypted source."""
    cache, password = home.cache, given(secret)
    return Shelves(home.replica, cache, lambda source: files_of(home, cache, source, password))


@contextmanager
def shelves_for_many(home: Home, secret: str | None = None) -> Iterator[Shelves]:
    """The same for whoever wants many of them: each source is opened once."""
    shelves = shelves_of(home, secret)
    with OpenOnce(shelves.files) as files:
        yield replace(shelves, files=files)


def _filled(
    home: Home, shelves: Shelves, wanted: File, out: BinaryIO, *, now: bool, progress: Progress
) -> tuple[str, ...]:
    if wanted.content is None or wanted.size is None:
        if shelves.copy_of(wanted.id, out) is None:
            raise not_to_be_had(wanted)
        return ()
    if not shelves.copy(wanted.content, wanted.size, out):
        shelves.damaged(wanted.content)
        if held := obtain(home, [wanted.content], urgent=now, progress=progress):
            return held
        if not shelves.copy(wanted.content, wanted.size, out):
            raise _refused(home, wanted)
    cached.used(home.replica, wanted.content, now_ms())
    return ()


def not_to_be_had(wanted: File) -> NotFound:
    """Neither this device nor the hub has its bytes; that is how it is, and no fault."""
    troubles = [TROUBLES[spot.trouble] for spot in wanted.spots if spot.trouble in TROUBLES]
    return NotFound(
        f"The bytes of {safe_name(wanted.name, wanted.mime)} are not to be had",
        troubles[0] if troubles else WHY_NOT[wanted.origin],
        evidence=(
            Evidence("origin", wanted.origin, origin="its source's row"),
            *(
                Evidence("trouble", spot.trouble, origin=f"source {spot.source}")
                for spot in wanted.spots
                if spot.trouble
            ),
        ),
        fixes=(
            Fix(
                "download_there",
                "Download it on the phone or Mac that can (open its message there), then import again",
                "person",
                command="owntexts import",
            ),
            Fix(
                "folder",
                "If the files lie in another folder, name it",
                "person",
                command="owntexts source set ID attachments DIR",
            ),
        ),
    )


def _refused(home: Home, wanted: File) -> OwntextsError:
    """Why what was fetched is not here."""
    for lacking in downloads.lacking(home.replica):
        if lacking.content == wanted.content:
            refused = IntegrityFailed(lacking.finding.title, lacking.finding.explanation)
            refused.finding = lacking.finding
            return refused
    return not_to_be_had(wanted)


def _opened(draft: Path) -> BinaryIO:
    return os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "w+b")


def _not_written(path: Path, error: OSError) -> OwntextsError:
    return OwntextsError(
        "The attachment could not be written",
        "Nothing was left half-written; a file that was there before is as it was.",
        evidence=(Evidence("file", str(path)), Evidence("fault", error.strerror or type(error).__name__)),
        fixes=(
            Fix("elsewhere", "Name a file in a folder that exists, that you may write to, and that has room", "person"),
        ),
    )
