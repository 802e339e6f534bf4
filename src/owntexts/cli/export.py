"""`owntexts export`: messages as files that other programs read."""

import sys
from collections.abc import Iterator
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

if TYPE_CHECKING:
    from owntexts.agent.exporting_files import ExportedFiles

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
        return export_files(home, folder.expanduser().absolute(), progress)


def _told(written: exporting.Exported, files: "ExportedFiles | None", folder: Path | None) -> Iterator[str]:
    yield f"Wrote {words.counted(written.messages, 'message')} to {written.file}"
    if files is not None:
        yield f"Wrote {words.counted(files.files, 'file')} ({words.amount('bytes', files.bytes)}) to {folder}"
        if files.missing:
            yield f"{words.counted(files.missing, 'attachment')} are not to be had here or on the hub."
