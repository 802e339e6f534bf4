"""`owntexts export`: messages as files that other programs read."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from msgspec import Struct

from owntexts.agent import exporting
from owntexts.agent.home import Home, open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar
from owntexts.cli.secrets import SOURCE_PASSWORD, from_environment
from owntexts.cli.streams import printing

if TYPE_CHECKING:
    from owntexts.agent.exporting_files import ExportedFiles
    from owntexts.agent.exporting_html import ExportedPages
    from owntexts.agent.exporting_smsbr import ExportedBackup
    from owntexts.writers.files import Files
    from owntexts.writers.smsbr.losses import LeftOut, NotCarried

app = App(name="export")


class Written(Struct, frozen=True):
    """What was written where, and what came of the attachments that were asked for too."""

    file: str
    messages: int
    attachments: "ExportedFiles"


@app.command
def jsonl(
    file: Annotated[str, Parameter(help="The file to write, or - for stdout.", allow_leading_hyphen=True)],
    /,
    *,
    attachments: Annotated[Path | None, Parameter(help="Write all attachments into this folder too.")] = None,
    json: Json = False,
) -> None:
    """Write every message as one line of JSON, oldest first. Two devices of one account write the same bytes.

    An attachment is a file called by its content, as its message names it; attachments.jsonl lists them all.

    For example:
        owntexts export jsonl messages.jsonl
        owntexts export jsonl messages.jsonl --attachments files
        owntexts export jsonl - | grep tickets
    """
    with open_home() as home:
        if file == "-":
            with printing():
                exporting.write_jsonl(home, sys.stdout.buffer)
            _files(home, attachments)
            return
        with bar("Writing messages") as progress:
            written = exporting.export_jsonl(home, Path(file), progress=progress)
        files = _files(home, attachments)
    answer = written if files is None else Written(written.file, written.messages, files)
    show(answer, lambda: _told(written, files, attachments), json=json)


def _files(home: Home, folder: Path | None) -> "ExportedFiles | None":
    if folder is None:
        return None
    from owntexts.agent.exporting_files import export_files  # noqa: PLC0415 - few exports need it

    with bar("Writing attachments") as progress:
        return export_files(home, folder.expanduser().absolute(), progress, from_environment(SOURCE_PASSWORD))


def _told(written: exporting.Exported, files: "ExportedFiles | None", folder: Path | None) -> Iterator[str]:
    yield f"Wrote {words.counted(written.messages, 'message')} to {written.file}"
    if files is not None:
        yield f"Wrote {words.counted(files.files, 'file')} ({words.amount('bytes', files.bytes)}) to {folder}"
        if files.missing:
            yield f"{words.counted(files.missing, 'attachment')} are not to be had here or on the hub."


@app.command
def smsbr(
    file: Annotated[Path, Parameter(help="The XML file to write.")],
    /,
    *,
    my_number: Annotated[str | None, Parameter(help="Your own number; group messages name it.")] = None,
    json: Json = False,
) -> None:
    """Write an XML file that the Android app SMS Backup & Restore restores: texts, MMS, groups and attachments.

    What Android has no place for (reactions, edits, effects and so on) is counted at the end.

    For example:
        owntexts export smsbr messages.xml --my-number +4915123456789
    """
    from owntexts.agent.exporting_bytes import bytes_of  # noqa: PLC0415 - as below
    from owntexts.agent.exporting_smsbr import export_smsbr  # noqa: PLC0415 - few exports need it

    with (
        open_home() as home,
        bytes_of(home, from_environment(SOURCE_PASSWORD)) as fetch,
        bar("Writing messages") as progress,
    ):
        written = export_smsbr(home, file, me=my_number, fetch=fetch, progress=progress)
    show(written, lambda: _backup_told(written), json=json)


@app.command
def html(
    folder: Annotated[Path, Parameter(name="DIR", help="The folder to make, or one that is empty.")],
    /,
    *,
    json: Json = False,
) -> None:
    """Write a folder of pages that any browser opens and any printer prints: index.html, a page for each conversation.

    It needs neither Owntexts nor the internet, and is not encrypted: whoever has the folder can read it.

    For example:
        owntexts export html my-messages
    """
    from owntexts.agent import contacts  # noqa: PLC0415 - as below
    from owntexts.agent.exporting_bytes import bytes_of  # noqa: PLC0415 - as below
    from owntexts.agent.exporting_html import export_html  # noqa: PLC0415 - few exports need it

    with (
        open_home() as home,
        bytes_of(home, from_environment(SOURCE_PASSWORD)) as fetch,
        bar("Writing pages") as progress,
    ):
        written = export_html(home, folder, names=contacts.names(home), fetch=fetch, progress=progress)
    show(written, lambda: _pages_told(written), json=json)


LEFT_OUT = {
    "events": "what happened to groups",
    "calls": "calls and voicemails",
    "recently_deleted": "Recently Deleted",
    "unsent": "unsent by their sender",
    "empty": "without text or attachment",
    "without_time": "without a time",
    "without_address": "without anybody to file them under",
}
NOT_CARRIED = {
    "reactions": "reactions",
    "edits": "earlier texts of edited messages",
    "effects": "effects of bubbles and screens",
    "replies": "what a message replied to",
    "unsent_parts": "unsent parts of messages",
    "styles": "styles and mentions in a text",
    "receipts": "when it was delivered or read",
    "transcripts": "transcripts of audio messages",
    "group_names": "names of groups",
    "apps": "what an app or a link showed; its words are there as text",
    "former_members": "messages of who left a group; each such person has a conversation apart",
}


def _pages_told(written: "ExportedPages") -> Iterator[str]:
    yield (
        f"Wrote {words.counted(written.messages, 'message')} in "
        f"{words.counted(written.conversations, 'conversation')}. Open {written.index}"
    )
    yield from _files_told(written.attachments)


def _backup_told(written: "ExportedBackup") -> Iterator[str]:
    yield f"Wrote {words.counted(written.messages, 'message')} to {written.file}"
    yield from _files_told(written.attachments)
    yield from _counts("Not in it, because an Android phone has no place for them:", LEFT_OUT, written.left_out)
    yield from _counts("Lost by messages that are in it:", NOT_CARRIED, written.not_carried)
    if written.own_number is None and written.multimedia:
        yield "Your own number is not known, so that the phone may show groups twice: name it with --my-number."


def _files_told(files: "Files") -> Iterator[str]:
    if files.files:
        yield f"  {words.counted(files.files, 'attachment')} ({words.amount('bytes', files.bytes)})"
    if files.missing:
        yield f"  {words.counted(files.missing, 'attachment')} whose bytes are not to be had here"


def _counts(title: str, names: Mapping[str, str], counts: "LeftOut | NotCarried") -> Iterator[str]:
    """The counts that are not 0, in words."""
    found = [f"  {number:,}  {name}" for field, name in names.items() if (number := getattr(counts, field))]
    yield from (title, *found) if found else ()
