"""`owntexts attachment`: one file of a message, to keep or to look at."""

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from owntexts.agent.attachments import Got
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.cli.progress import bar
from owntexts.cli.secrets import SOURCE_PASSWORD, from_environment
from owntexts.errors import Held

app = App(name="attachment")

AttachmentId = Annotated[str, Parameter(help="Its id (8 digits of it are enough), as messages show it with --json.")]
Now = Annotated[bool, Parameter(help="Fetch it in spite of limits you set (battery, cellular, schedule).")]


@app.command
def get(attachment: AttachmentId, file: Path, /, *, now: Now = False, json: Json = False) -> int:
    """Write an attachment to a file; it is fetched first where it is only on the hub. Exit code 3: a condition held it.

    For example:
        owntexts attachment get 2d0b2ac8 photo.heic
        owntexts attachment get 2d0b2ac8 ~/Downloads --now

    Parameters
    ----------
    file
        The file to write; in a folder it gets a safe name of its own.
    """
    from owntexts.agent import attachments  # noqa: PLC0415 - only what is asked for is imported

    secret = from_environment(SOURCE_PASSWORD)
    with open_home() as home, bar("Fetching") as progress:
        got = attachments.get(home, attachment, file, now=now, secret=secret, progress=progress)
    show(got, lambda: _told(got, "Wrote"), json=json)
    return 0 if got.decision.run else Held.exit_code


@app.command(name="open")
def open_(attachment: AttachmentId, /, *, now: Now = False, json: Json = False) -> int:
    """Show an attachment with the system's own program, on a private copy that does not stay. Exit code 3: held.

    For example:
        owntexts attachment open 2d0b2ac8
    """
    from owntexts.agent import opening  # noqa: PLC0415 - only what is asked for is imported

    secret = from_environment(SOURCE_PASSWORD)
    with open_home() as home, bar("Fetching") as progress:
        got = opening.open_(home, attachment, now=now, secret=secret, progress=progress)
    show(got, lambda: _told(got, "Opened"), json=json)
    return 0 if got.decision.run else Held.exit_code


def _told(got: Got, done: str) -> str:
    if got.decision.run:
        return f"{done} {words.plain(got.file or got.name)} ({words.amount('bytes', got.bytes)})."
    held = ", ".join(got.decision.findings)
    return f"{words.plain(got.name)} is only on the hub, held by: {held}. Go on in spite of limits of yours: --now"
