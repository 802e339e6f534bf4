"""A command's line to a running agent: a socket in the home that only this person may use.

A request is one line of JSON, {"ask": …, "now": bool}; the answers are lines too: any number of {"progress": [done,
total]}, then {"done": …} or {"error": FINDING}. Without an agent nobody listens, and `ask` says so by None. Windows has
no such socket: there an agent hears of changes when it looks by itself.
"""

import os
import socket
import stat
import sys
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Raw, Struct

from owntexts.errors import OwntextsError
from owntexts.explain import Finding

SOCKET_FILE: Final = "agent.sock"
LONGEST_PATH: Final = 100
ANSWER_S: Final = 3600.0

News = Literal["changed", "look", "reload"]
"""There is something to send; something that a decision looks at has changed; the account has."""

Ask = Literal["ping", "sync"] | News


class Request(Struct, frozen=True):
    """What a command asks of the agent; `now` is for sync."""

    ask: Ask
    now: bool = False


class Line(Struct, frozen=True):
    """One line of an answer as it is read; `done` is empty where it was not said."""

    progress: tuple[int, int] | None = None
    done: Raw = Raw()
    error: Finding | None = None


class Alive(Struct, frozen=True):
    """What a running agent says of itself: whether it syncs or carries attachments just now, and how far a sync is.

    `progress` is (done, total).
    """

    pid: int
    syncing: bool
    progress: tuple[int, int] | None = None
    carrying: bool = False


class Refused(OwntextsError):
    """What the agent answered was an error; it carries the agent's own finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.title, finding.explanation)
        self.finding = finding


def ask(home: Path, request: Request, progress: Callable[[int, int], None] = lambda _done, _total: None) -> Raw | None:
    """The agent's answer as JSON, or None where no agent listens on this home."""
    if sys.platform == "win32":
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(ANSWER_S)
        try:
            line.connect(str(socket_path(home)))
            line.sendall(msgspec.json.encode(request) + b"\n")
            return _answer(line, progress)
        except OSError:
            return None


def alive(home: Path) -> Alive | None:
    """The agent that runs on this home, or None."""
    answer = ask(home, Request("ping"))
    return None if answer is None else msgspec.json.decode(answer, type=Alive)


def notify(home: Path, what: News) -> bool:
    """Tell a running agent that there is something to send, something to decide anew, or another account.

    After `reload` the agent has let go of the device as it was. Whether an agent runs.
    """
    return ask(home, Request(what)) is not None


def socket_path(home: Path) -> Path:
    """The socket in the home; in this person's own runtime folder where the home's path is too long for one."""
    path = home.absolute() / SOCKET_FILE
    if len(os.fsencode(path)) <= LONGEST_PATH:
        return path
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"owntexts-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or not stat.S_ISDIR(status.st_mode) or status.st_mode & 0o077:
        raise PermissionError(f"{folder} is not this person's alone")
    return folder / sha256(os.fsencode(path)).hexdigest()[:32]


def _answer(line: socket.socket, progress: Callable[[int, int], None]) -> Raw:
    with line.makefile("rb") as lines:
        for text in lines:
            said = msgspec.json.decode(text, type=Line)
            if said.progress is not None:
                progress(*said.progress)
            if said.error is not None:
                raise Refused(said.error)
            if bytes(said.done):
                return said.done
    raise ConnectionAbortedError("the agent ended before it answered")
