"""`owntexts iphone`: an iPhone without a Mac."""

import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from owntexts.agent import iphone
from owntexts.agent.home import open_home
from owntexts.agent.imports import import_sources
from owntexts.cli.asking import can_ask
from owntexts.cli.flags import Json
from owntexts.cli.messages import exit_code, import_told
from owntexts.cli.output import note, show
from owntexts.cli.progress import bar
from owntexts.cli.secrets import SOURCE_PASSWORD, from_environment

app = App(name="iphone")

ENTER = "Unlock the iPhone and enter its passcode there: since iOS 16.1 every backup asks for it."


@app.command
def backup(
    *,
    folder: Path | None = None,
    iphone_: Annotated[str | None, Parameter(name="--iphone")] = None,
    wifi: bool = False,
    everything: bool = False,
    program: Path | None = None,
    json: Json = False,
) -> int:
    """Back an iPhone up to this computer and import its messages; a later backup goes on from the last.

    The iPhone asks for its passcode each time, so this cannot run unattended. The first backup takes long, because the
    iPhone sends everything; what messages do not need is not kept. It needs pymobiledevice3, a program of its own.

    For example:
        owntexts iphone backup
        owntexts iphone backup --wifi --folder /media/disk/iphones

    Parameters
    ----------
    folder
        Where backups are kept; in this device's home unless you say otherwise.
    iphone_
        The id or name of the iPhone, where several are connected.
    wifi
        Reach it over Wi-Fi instead of a cable.
    everything
        Keep all of the backup, so that an iPhone can be restored from it.
    program
        Where pymobiledevice3 is, if not on the PATH: its path, or that of its virtual environment.
    """
    given = from_environment(SOURCE_PASSWORD)
    with open_home() as home:
        with bar("Backing up the iPhone") as progress:
            done = iphone.back_up(
                home,
                folder=folder,
                iphone=iphone_,
                wifi=wifi,
                everything=everything,
                named=program,
                secret=given,
                waiting=lambda: note(ENTER),
                progress=progress,
            )
        if done.imported.locked and given is None and can_ask():
            typed = getpass.getpass("Password of the iPhone's backups: ")
            done.imported.replace(done.source, import_sources(home, done.source, secret=typed))
    show(done, lambda: _told(done), json=json)
    return exit_code(done.imported)


def _told(done: iphone.BackedUp) -> Iterator[str]:
    yield f"Backed up {done.name or done.iphone} to {done.folder} (source {done.source})."
    if not done.encrypted:
        yield (
            "The backup is not encrypted: who can read that folder can read the messages. The iPhone encrypts its "
            "backups once they have a password (Finder or iTunes: Encrypt local backup)."
        )
    yield from import_told(done.imported)
