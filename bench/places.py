"""Where a job takes place: a store to import, a hub in a process of its own, devices with homes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from owntexts.agent import account, imports, sources
from owntexts.agent.device import Device
from owntexts.agent.home import Home, open_home
from owntexts.agent.joined import joined_device
from owntexts.testing.apple import build_chat_db

PASSWORD = "correct horse battery staple lighthouse"  # noqa: S105 - of accounts that live as long as a measurement
NAME = "bench"

HUB = """
import sys
from pathlib import Path
from owntexts.hub.server import serve
from owntexts.hub.settings import HubSettings
serve(HubSettings(Path(sys.argv[1])), lambda ready: print(ready.serving.url, flush=True))
"""


def store(folder: Path, messages: int) -> Path:
    """A Messages database with that many rows."""
    path = folder / "chat.db"
    build_chat_db(path, messages=messages)
    return path


@contextmanager
def hub(folder: Path) -> Iterator[str]:
    """A hub on a free port of loopback; gives its URL."""
    command = (sys.executable, "-c", HUB, str(folder))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").strip()
        finally:
            process.terminate()


@contextmanager
def plain_server(folder: Path, *how: str) -> Iterator[str]:
    """A floor of `blobs` on a free port of loopback; gives its URL. `how` may be "durable"."""
    command = (sys.executable, "-m", "bench.plain_server", str(folder), *how)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout.readline() if process.stdout else "").strip()
        finally:
            process.terminate()


@contextmanager
def home(folder: Path) -> Iterator[Home]:
    """A new home, its key in a file."""
    os.environ["OWNTEXTS_KEY_STORE"] = "file"
    with open_home(folder) as opened:
        yield opened


def imported(into: Home, path: Path) -> imports.Imported:
    """All of a store, searchable."""
    sources.add(into, path)
    return imports.import_sources(into)


def create_account(of: Home, url: str) -> None:
    account.create(of, hub=url, name=NAME, device="first", invite=None, password=PASSWORD)


def join_account(of: Home, url: str) -> None:
    account.join(of, hub=url, name=NAME, device=None, secret=PASSWORD, by_recovery_key=False)


@contextmanager
def device(of: Home) -> Iterator[Device]:
    """A home that has joined an account, as a device that can sync."""
    with joined_device(of) as joined:
        if joined is None:
            raise RuntimeError("this home has no account")
        yield joined


def bytes_under(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
