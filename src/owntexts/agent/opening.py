"""Opening an attachment with the system's own program, on a private copy that does not stay."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from owntexts.agent import attachments
from owntexts.agent.attachments import Got
from owntexts.agent.files import private_folder
from owntexts.agent.home import Home
from owntexts.agent.safe_names import would_run
from owntexts.agent.underway import Progress
from owntexts.errors import OwntextsError
from owntexts.explain import Evidence, Fix

FOLDER: Final = "opened"
STAYS_S: Final = 3600.0
"""How long a copy stays for the program that shows it."""

OPENERS: Final = ("termux-open", "open", "xdg-open") if sys.platform == "darwin" else ("termux-open", "xdg-open")


def open_(home: Home, said: str, *, now: bool = False, secret: str | None = None, progress: Progress) -> Got:
    """Shows an attachment; what a system would run instead is refused. Raises as `attachments.get`."""
    tidy(home)
    folder = private_folder(private_folder(_place(home)) / secrets.token_hex(8))
    got = attachments.get(home, said, folder, now=now, secret=secret, progress=progress)
    if got.file is None:
        folder.rmdir()
        return got
    path = Path(got.file)
    if would_run(path.name):
        shutil.rmtree(folder)
        raise _would_run(path)
    path.chmod(0o400)
    _show(path)
    return got


def tidy(home: Home) -> None:
    """Removes the copies that were opened longer than an hour ago."""
    with suppress(OSError):
        for folder in _place(home).iterdir():
            if not 0 <= time.time() - folder.stat().st_mtime < STAYS_S:
                shutil.rmtree(folder, ignore_errors=True)


def _place(home: Home) -> Path:
    """In memory where the system keeps such a folder for the person's session, else in the home."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and Path(runtime).is_dir():
        return Path(runtime) / f"owntexts-{home.device.hex()[:8]}"
    return home.path / FOLDER


if sys.platform == "win32":

    def _show(path: Path) -> None:
        os.startfile(path)  # noqa: S606 - what a person asked to open

else:

    def _show(path: Path) -> None:
        opener = next((found for name in OPENERS if (found := shutil.which(name))), None)
        if opener is None:
            raise _no_opener(path)
        nowhere = subprocess.DEVNULL
        subprocess.Popen([opener, str(path)], stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)  # noqa: S603 - the system's own


def _would_run(path: Path) -> OwntextsError:
    return OwntextsError(
        "This attachment is a program, and is not opened",
        "Opening it would run it on this computer.",
        code="usage.wrong",
        evidence=(Evidence("name", path.name),),
        fixes=(
            Fix(
                "get",
                "If you trust who sent it, write it to a file",
                "person",
                command="owntexts attachment get ID FILE",
            ),
        ),
    )


def _no_opener(path: Path) -> OwntextsError:
    shutil.rmtree(path.parent, ignore_errors=True)
    return OwntextsError(
        "There is no program here that opens files",
        "Neither xdg-open nor the like is installed.",
        evidence=(Evidence("looked for", ", ".join(OPENERS)),),
        fixes=(Fix("get", "Write it to a file", "person", command="owntexts attachment get ID FILE"),),
    )
