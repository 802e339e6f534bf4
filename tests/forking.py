"""The real command in a process of its own, begun at once: forked from a process that has imported it already.

Importing is nearly all that a command takes, and the tests run a thousand of them. The stem imports everything once,
opens nothing, and forks: each command is a process with an environment, files and an end of its own, as if it had been
started anew.
"""

import atexit
import importlib
import json
import os
import pkgutil
import resource
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import IO, Any, NoReturn, Protocol

import owntexts

ROOM = 1 << 20
LINE = socket.SOCK_SEQPACKET
NOT_IMPORTED = ("__main__", "migrations", "testing")


class Process(Protocol):
    """What the tests need of a process; `subprocess.Popen` has it too."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...
    def send_signal(self, sig: int) -> None: ...


class Forked:
    """A command at work; `returncode` is its exit code, or the negative number of the signal that ended it."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self.pid = self._heard()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, None while it runs."""
        with suppress(TimeoutError, BlockingIOError):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """How it ended. Raises TimeoutError where it goes on for longer than so many seconds."""
        if self.returncode is None:
            self._line.settimeout(timeout)
            self.returncode = self._heard()
            self._line.close()
        return self.returncode

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, sig: int) -> None:
        """Nothing happens where it has ended already."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def _heard(self) -> int:
        said = self._line.recv(ROOM)
        assert said, "the stem was ended"
        return int(said)


def fork(
    *words: str, env: Mapping[str, str], stdout: IO[bytes], stderr: IO[bytes], most_bytes: int | None = None
) -> Forked:
    """Begins `owntexts` with these words, and nothing on stdin; no file of it may grow beyond `most_bytes`."""
    mine, its = socket.socketpair(socket.AF_UNIX, LINE)
    order = json.dumps({"words": words, "env": dict(env), "most_bytes": most_bytes})
    with its:
        socket.send_fds(_stem()[0], [order.encode()], [its.fileno(), stdout.fileno(), stderr.fileno()])
    return Forked(mine)


def served(
    *words: str, env: Mapping[str, str], stderr: IO[bytes], most_bytes: int | None = None
) -> tuple[Forked, dict[str, Any]]:
    """Begins a command that goes on, and waits for the JSON line by which it says that it is ready ({} for none)."""
    heard, said = os.pipe()
    with os.fdopen(heard, "rb") as ear, os.fdopen(said, "wb") as mouth:
        process = fork(*words, "--json", env=env, stdout=mouth, stderr=stderr, most_bytes=most_bytes)
        mouth.close()
        return process, json.loads(ear.readline() or "{}")


@cache
def _stem() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """A process that begins others, and the way to it; there is one, and it ends when this process does."""
    mine, its = socket.socketpair(socket.AF_UNIX, LINE)
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OWNTEXTS_")}
    with its:
        process = subprocess.Popen(
            (sys.executable, __file__, str(its.fileno())),
            pass_fds=(its.fileno(),),
            stdin=subprocess.DEVNULL,
            env=bare | {"PYTHONUNBUFFERED": "1"},
        )
    return mine, process


def _serve(orders: socket.socket) -> dict[str, Any] | None:
    """Forks once for each order, until there is nobody to give one. In a fork, it returns the order."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        said, files, _, _ = socket.recv_fds(orders, ROOM, 3)
        if not said:
            return None
        if not os.fork():
            orders.close()
            return _watched(json.loads(said), *files)
        for file in files:
            os.close(file)


def _watched(order: dict[str, Any], line: int, out: int, err: int) -> dict[str, Any]:
    """Forks again: this process tells how the other one ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid:
        _tell_of(pid, socket.socket(fileno=line))
    os.close(line)
    for end, file in ((1, out), (2, err)):
        os.dup2(file, end)
        os.close(file)
    return order


def _tell_of(pid: int, line: socket.socket) -> NoReturn:
    with suppress(BrokenPipeError):
        line.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _become(order: dict[str, Any]) -> None:
    """All of a process's end but that every module is taken apart, which takes longer than the rest together."""
    os.environ.clear()
    os.environ.update(order["env"])
    time.tzset()
    if order["most_bytes"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["most_bytes"],) * 2)
    sys.argv = ["owntexts", *order["words"]]
    try:
        runpy.run_module("owntexts", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        os._exit(end.code or 0)


def _import_all() -> None:
    for module in pkgutil.walk_packages(owntexts.__path__, "owntexts."):
        if not any(word in module.name for word in NOT_IMPORTED):
            importlib.import_module(module.name)


if __name__ == "__main__":
    _import_all()
    given = _serve(socket.socket(fileno=int(sys.argv[1])))
    if given is not None:
        _become(given)
