"""Exporting for a telephone: the XML that the Android app SMS Backup & Restore restores."""

import uuid
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from owntexts.agent.exporting import PROGRESS_EVERY, not_written, put_in_place
from owntexts.agent.home import Home, now_ms
from owntexts.agent.underway import Progress
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.conversations import is_group
from owntexts.model.handles import minimal
from owntexts.replica import export, threads
from owntexts.replica.settings import own_numbers
from owntexts.replica.threads import Directory
from owntexts.writers.files import Fetch, Files, nowhere
from owntexts.writers.smsbr.document import About, Document
from owntexts.writers.smsbr.losses import LeftOut, NotCarried


class ExportedBackup(Struct, frozen=True):
    """What is in the file: `messages` = `texts` + `multimedia`; what is not in it, by why, and what those in it lost.

    `own_number` is the one that group messages name as mine, None where it is not known.
    """

    file: str
    messages: int
    texts: int
    multimedia: int
    own_number: str | None
    attachments: Files
    left_out: LeftOut
    not_carried: NotCarried


def export_smsbr(
    home: Home,
    file: Path,
    *,
    me: str | None = None,
    fetch: Fetch = nowhere,
    progress: Progress = lambda _done, _total: None,
) -> ExportedBackup:
    """Writes the file whole or not at all. Raises WrongUsage for what is no file, OwntextsError where it cannot be.

    `me` is the owner's number, if the settings do not have it.
    """
    target = file.expanduser().absolute()
    if target.exists() and not (target.is_file() or target.is_dir()):
        raise _no_file(target)
    about = _about(home, me, target.resolve().parent)

    def write(out: BinaryIO) -> ExportedBackup:
        document = Document(out, about, fetch)
        total = export.count(home.replica)
        for done in document.write(export.enveloped(home.replica, about.me)):
            if done % PROGRESS_EVERY == 0:
                progress(done, total)
        return _told(target, about, document)

    try:
        return put_in_place(target.resolve(), write)
    except OSError as error:
        raise not_written(target, error) from error


def _about(home: Home, me: str | None, folder: Path) -> About:
    with home.replica.read() as connection:
        directory = Directory(connection)
        known = sorted(own_numbers(connection))
        groups = frozenset(one.id.hex() for one in directory.all() if any(map(is_group, one.facts)))
        names = {row.id: row.name for row in threads.listed(connection, directory) if row.name}
    mine = minimal(me) if me else next(iter(known), None)
    return About(str(uuid.uuid4()), now_ms(), mine, folder, names, groups)


def _told(target: Path, about: About, document: Document) -> ExportedBackup:
    written = document.written
    return ExportedBackup(
        file=str(target),
        messages=written.texts + written.multimedia,
        texts=written.texts,
        multimedia=written.multimedia,
        own_number=about.me,
        attachments=document.files,
        left_out=document.losses.left_out,
        not_carried=document.losses.not_carried,
    )


def _no_file(target: Path) -> WrongUsage:
    return WrongUsage(
        "A backup cannot be written into a pipe or a device",
        "Its first line tells how many messages it holds, and is completed at the end.",
        evidence=(Evidence("file", str(target)),),
        fixes=(Fix("file", "Name a file", "action", command="owntexts export smsbr messages.xml"),),
    )
