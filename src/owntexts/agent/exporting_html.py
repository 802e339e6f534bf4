"""Exporting for reading and for paper: a folder of pages that any browser opens, without us."""

import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from owntexts.agent import settings
from owntexts.agent.exporting import not_written
from owntexts.agent.home import Home, now_ms
from owntexts.agent.underway import Progress
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.times import rfc3339
from owntexts.replica import export
from owntexts.replica.timelines import Timelines, timelines
from owntexts.writers.files import Fetch, Files, nowhere
from owntexts.writers.html.book import INDEX, Book, Talk

NOBODY: Final[Mapping[str, str]] = MappingProxyType({})


class ExportedPages(Struct, frozen=True):
    """What was written where. A message that stands in several conversations is counted in each."""

    folder: str
    index: str
    conversations: int
    messages: int
    pages: int
    attachments: Files


def export_html(
    home: Home,
    folder: Path,
    *,
    names: Mapping[str, str] = NOBODY,
    fetch: Fetch = nowhere,
    progress: Progress = lambda _done, _total: None,
) -> ExportedPages:
    """Writes the folder whole or not at all. Raises WrongUsage where something is there, OwntextsError.

    `names` are what people are called, by raw handle.
    """
    target = folder.expanduser().absolute()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise _is_there(target)
    draft = target.resolve().with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        draft.mkdir(mode=0o700)
        book = Book(draft, fetch, _zone(home), rfc3339(now_ms()) or "", names)
        _write(home, book, progress)
        if target.exists():
            target.resolve().rmdir()
        draft.rename(target.resolve())
    except OSError as error:
        raise not_written(target, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return _told(target, book)


def _write(home: Home, book: Book, progress: Progress) -> None:
    done, total = 0, export.count(home.replica)
    with timelines(home.replica) as now:
        for written in book.write(_talks(now)):
            done += written
            progress(done, total)


def _talks(now: Timelines) -> Iterator[Talk]:
    for row in now.conversations():
        timeline = now.of(row.id)
        yield Talk(row.id, row.name, row.participants, timeline.times, timeline.messages, timeline.named)


def _zone(home: Home) -> ZoneInfo:
    return ZoneInfo(settings.get(home, "timezone").value or "UTC")


def _told(target: Path, book: Book) -> ExportedPages:
    return ExportedPages(
        folder=str(target),
        index=str(target / INDEX),
        conversations=len(book.entries),
        messages=sum(entry.messages for entry in book.entries),
        pages=sum(len(entry.pages) for entry in book.entries),
        attachments=book.media.files,
    )


def _is_there(target: Path) -> WrongUsage:
    return WrongUsage(
        f"{target.name} is there already, and is no empty folder",
        "Pages are written into a folder of their own, so that nothing of yours is ever mixed up or replaced.",
        evidence=(Evidence("folder", str(target)),),
        fixes=(Fix("another", "Name a folder that is not there yet", "person", command="owntexts export html FOLDER"),),
    )
