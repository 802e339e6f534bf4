"""A small world: a hub and several devices, each a folder of its own, all run as the real command in real processes."""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

from tests.forking import Process, fork, served

import owntexts

SOURCES = Path(owntexts.__file__).parents[1]
COMMAND = (sys.executable, "-m", "owntexts")
PASSWORD = "a lamp, a harbour and nine geese"
PATIENCE_S = 60.0
COMMAND_S = 240.0


@dataclass(frozen=True)
class Answer:
    """How a command ended, and the JSON document that it printed (None where it printed nothing)."""

    command: tuple[str, ...]
    exit: int
    said: Any
    complaint: str

    @property
    def code(self) -> str:
        """The code of the error that it ended with."""
        assert isinstance(self.said, dict), self
        assert "error" in self.said, self
        return str(self.said["error"]["code"])

    def __str__(self) -> str:
        return f"owntexts {' '.join(self.command)}: exit {self.exit}\n{self.said}\n{self.complaint}"


@dataclass
class Hub:
    """A hub's folder, and the process that serves it while there is one; it comes back on the port it had."""

    data: Path
    port: int
    options: tuple[str, ...] = ()
    said: dict[str, Any] = field(default_factory=dict)
    process: Process | None = None

    @property
    def address(self) -> str:
        return str(self.said["address"])

    @property
    def link(self) -> str:
        return str(self.said["link"])

    def start(self) -> Self:
        """Serve, and come back once connections are taken."""
        serve = ("hub", "serve", "--data", str(self.data), "--listen", f"127.0.0.1:{self.port}", *self.options)
        with self.data.with_suffix(".log").open("ab") as log:
            self.process, self.said = served(*serve, env=environment(), stderr=log)
        assert "address" in self.said, f"the hub did not start: {self.said} {self._log()}"
        return self

    def _log(self) -> str:
        return self.data.with_suffix(".log").read_text()

    def stop(self) -> None:
        """As its operator stops it: everything it holds is in its folder afterwards."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """As a power cut stops it."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self.process is None:
            return
        process, self.process = self.process, None
        process.send_signal(how)
        try:
            process.wait(PATIENCE_S)
        except TimeoutError:
            process.kill()
            raise


@dataclass
class Device:
    """A device: its home, and what its person types."""

    name: str
    home: Path
    password: str = PASSWORD
    running: list[Process] = field(default_factory=list)

    def run(self, *command: str, **more: str) -> Answer:
        """Runs a command to its end. `more` are further variables of its environment."""
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complaint:
            ended = self._begin(command, more, said, complaint).wait(COMMAND_S)
            return Answer(command, ended, _document(_whole(said)), _whole(complaint).decode())

    def ask(self, *command: str, **more: str) -> Any:
        """What a command that has to work answers."""
        answer = self.run(*command, **more)
        assert answer.exit == 0, str(answer)
        return answer.said

    def start(self, *command: str, more: Mapping[str, str] | None = None, most_bytes: int | None = None) -> Process:
        """A command that goes on while the test does; whatever still runs when the world ends is ended then.

        No file of it may grow beyond `most_bytes`.
        """
        with self.home.with_suffix(".log").open("ab") as log:
            begun = self._begin(command, more or {}, log, log, most_bytes)
        self.running.append(begun)
        return begun

    def agent(self) -> Process:
        """An agent on this home, running."""
        begun = self.start("agent", "run")
        wait_until(lambda: self.ask("status")["agent"] == "running", f"the agent of {self.name}", unless=begun)
        return begun

    def end_agent(self) -> None:
        """Ends the agent of this home, whoever started it, and waits until it is gone."""
        pid = self.ask("agent", "status")["pid"]
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: self.ask("agent", "status")["pid"] is None, f"the agent of {self.name} ends")

    def log(self) -> str:
        """What the processes that `start` began have said."""
        return self.home.with_suffix(".log").read_text(errors="replace")

    def add(self, store: Path) -> Any:
        """Adds a store and reads it."""
        self.ask("source", "add", str(store))
        return self.ask("import")

    def export(self) -> bytes:
        """Every message, as it leaves this device."""
        path = self.home.with_suffix(".jsonl")
        self.ask("export", "jsonl", str(path))
        return path.read_bytes()

    def create(self, hub: str, *options: str, **more: str) -> Any:
        return self.ask("account", "create", "--hub", hub, "--name", "ada", "--device", self.name, *options, **more)

    def join(self, hub: str, *options: str, **more: str) -> Any:
        return self.ask("account", "join", "--hub", hub, "--name", "ada", "--device", self.name, *options, **more)

    def sync(self) -> Any:
        return self.ask("sync")

    def state(self) -> str:
        return str(self.ask("status")["state"])

    def verify(self) -> Any:
        """Exit 0, or the test fails with every difference."""
        return self.ask("verify")

    def _begin(
        self,
        command: tuple[str, ...],
        more: Mapping[str, str],
        said: IO[bytes],
        complaint: IO[bytes],
        most_bytes: int | None = None,
    ) -> Process:
        words, env = (*command, "--json"), self._environment(more)
        under = self._under()
        if not under:
            return fork(*words, env=env, stdout=said, stderr=complaint, most_bytes=most_bytes)
        begun = (*under, *COMMAND, *words)
        return subprocess.Popen(begun, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=complaint)

    def _under(self) -> tuple[str, ...]:
        """Another program that starts each command, where one does."""
        return ()

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        mine = {
            "OWNTEXTS_HOME": str(self.home),
            "OWNTEXTS_KEY_STORE": "file",
            "OWNTEXTS_PASSWORD": self.password,
            "OWNTEXTS_TRACEBACK": "1",
        }
        return environment() | mine | dict(more)


@dataclass
class World:
    """Everything lies in one folder, and every process ends with it."""

    folder: Path
    hubs: list[Hub] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)

    def hub(self, *options: str, data: Path | None = None) -> Hub:
        """A hub that is running."""
        hub = Hub(data or self.folder / f"hub{len(self.hubs)}", free_port(), options)
        self.hubs.append(hub)
        return hub.start()

    def device(self, name: str) -> Device:
        device = Device(name, self.folder / f"home-{len(self.devices)}")
        self.devices.append(device)
        return device

    def operate(self, *command: str) -> Answer:
        """What a hub's operator types."""
        return Device("operator", self.folder / "operator").run(*command)

    def end(self) -> None:
        for process in (each for device in self.devices for each in device.running):
            if process.poll() is None:
                process.kill()
            process.wait()
        for hub in self.hubs:
            with suppress(TimeoutError):
                hub.stop()


def environment() -> dict[str, str]:
    """This process's own, with the sources under test and nothing of a person's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OWNTEXTS_")}
    return kept | {"PYTHONPATH": str(SOURCES), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def wait_until(holds: Callable[[], bool], what: str, *, unless: Process | None = None, pause_s: float = 0.1) -> None:
    """Looks again and again; fails when it takes absurdly long, or when the process it depends on has ended."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert unless is None or unless.poll() is None, f"{what}: the process ended with {unless and unless.returncode}"
        assert time.monotonic() < deadline, f"still not so after {PATIENCE_S:.0f} s: {what}"
        time.sleep(pause_s)


def fingerprint(folder: Path) -> dict[str, str]:
    """The names of all that lies in a folder, and a digest of each file's bytes."""
    return dict(_fingerprints(folder))


def _fingerprints(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "no regular file"
        yield str(path.relative_to(folder)), content


def _whole(written: IO[bytes]) -> bytes:
    written.seek(0)
    return written.read()


def _document(printed: bytes) -> Any:
    """The one JSON document on stdout; anything beside it is a fault."""
    return json.loads(printed) if printed.strip() else None
