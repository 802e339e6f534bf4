"""How an open file gets from the one who asks to the process that decodes.

It is handed over open: it needs no name, and that process no right to open one. Windows' half has never been run.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing import reduction
from subprocess import DEVNULL, Popen
from typing import Any, BinaryIO, Final, TypeAlias

READY: Final = b"ready"
TAKEN: Final = b"taken"
"""What is said first of all, and of each file before it is looked at: so a file is blamed for no earlier end."""

PASSED_ON: Final = ("PATH", "PYTHON", "LD_", "DYLD_", "HOME", "LANG", "LC_", "SYSTEMROOT", "TEMP", "TMP")
"""Starts of the names of variables that it gets; passwords, of ours or others, are not among them."""

if sys.platform == "win32":
    import msvcrt
    from multiprocessing.connection import PipeConnection

    Line: TypeAlias = "PipeConnection[Any, Any]"

    def line(number: int) -> Line:
        """The end that this process was started with."""
        return PipeConnection(number)

    def start(command: Sequence[str], theirs: Line) -> Popen[bytes]:
        """A process that inherits its end of the line, whose number is the command's last word. Raises OSError."""
        number = theirs.fileno()
        os.set_handle_inheritable(number, True)
        only = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [number]})
        flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
        return Popen((*command, str(number)), env=environment(), startupinfo=only, creationflags=flags)  # noqa: S603 - our own module

    def give(ours: Line, descriptor: int, process: int) -> None:
        """Raises OSError where nobody takes it any more."""
        reduction.send_handle(ours, msvcrt.get_osfhandle(descriptor), process)

    def take(theirs: Line) -> BinaryIO:
        """The next file, from its start. Raises EOFError where none will come."""
        return _from_the_start(msvcrt.open_osfhandle(reduction.recv_handle(theirs), os.O_RDONLY))

else:
    from multiprocessing.connection import Connection

    Line: TypeAlias = "Connection[Any, Any]"

    def line(number: int) -> Line:
        """The end that this process was started with."""
        return Connection(number)

    def start(command: Sequence[str], theirs: Line) -> Popen[bytes]:
        """A process that inherits its end of the line, whose number is the command's last word. Raises OSError.

        It is in a session of its own, so that Ctrl-C reaches only the one who asks.
        """
        number = theirs.fileno()
        return Popen(  # noqa: S603 - our own module
            (*command, str(number)),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            pass_fds=(number,),
            env=environment(),
            start_new_session=True,
        )

    def give(ours: Line, descriptor: int, process: int) -> None:
        """Raises OSError where nobody takes it any more."""
        reduction.send_handle(ours, descriptor, process)

    def take(theirs: Line) -> BinaryIO:
        """The next file, from its start. Raises EOFError where none will come."""
        return _from_the_start(reduction.recv_handle(theirs))


def _from_the_start(descriptor: int) -> BinaryIO:
    file = os.fdopen(descriptor, "rb")
    file.seek(0)
    return file


def environment() -> dict[str, str]:
    """One arena, as each of glibc's claims 64 MiB of the memory that is allowed, used or not."""
    passed = {name: value for name, value in os.environ.items() if name.upper().startswith(PASSED_ON)}
    return passed | {"MALLOC_ARENA_MAX": "1"}
