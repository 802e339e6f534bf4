"""`owntexts export`: messages as files that other programs read."""

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from owntexts.agent import exporting
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar

app = App(name="export")


@app.command
def jsonl(
    file: Annotated[str, Parameter(help="The file to write, or - for stdout.", allow_leading_hyphen=True)],
    /,
    *,
    json: Json = False,
) -> None:
    """Write every message as one line of JSON, oldest first. Two devices of one account write the same bytes.

    For example:
        owntexts export jsonl messages.jsonl
        owntexts export jsonl - | grep tickets
    """
    with open_home() as home:
        if file == "-":
            exporting.write_jsonl(home, sys.stdout.buffer)
            return
        with bar("Writing messages") as progress:
            written = exporting.export_jsonl(home, Path(file), progress=progress)
    show(written, lambda: f"Wrote {words.counted(written.messages, 'message')} to {written.file}", json=json)
