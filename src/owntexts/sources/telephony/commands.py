"""Other programs that a device is asked through, with what they answer as it comes; none is waited for without end."""

import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, Final, cast

PATIENCE_S: Final = 120.0
SAID: Final = 4_096


class Failed(Exception):
    """The program is not there, gave up, or said nothing in time; the message is its own."""


class NotInstalled(Failed):
    """There is no such program."""


@contextmanager
def answer(command: Sequence[str], patience_s: float = PATIENCE_S) -> Iterator[BinaryIO]:
    """What the program writes, while it writes. Raises Failed; it is ended where it takes too long."""
    try:
        process = subprocess.Popen(  # noqa: S603 - our own words, and a serial number in one of them
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except FileNotFoundError as error:
        raise NotInstalled(f"{command[0]} is not installed") from error
    except OSError as error:
        raise Failed(f"{command[0]}: {error.strerror}") from error
    watch = threading.Timer(patience_s, process.kill)
    watch.start()
    with process:
        said = _Said(cast("BinaryIO", process.stderr))
        try:
            yield cast("BinaryIO", process.stdout)
            process.stdout.read() if process.stdout else None
            if process.wait():
                raise Failed(said.words() or f"{command[0]} ended with {process.returncode}")
        finally:
            watch.cancel()
            process.kill()


def whole_answer(command: Sequence[str], most: int, patience_s: float = PATIENCE_S) -> bytes:
    """The beginning of what it writes. Raises Failed."""
    with answer(command, patience_s) as written:
        return written.read(most)


class _Said:
    """Listens to what a program complains of, so that it is never held up by it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._heard = b""
        self._stream = stream
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def words(self) -> str:
        self._thread.join()
        return " ".join(self._heard.decode("utf-8", "replace").split())

    def _listen(self) -> None:
        while piece := self._stream.read(SAID):
            self._heard = (self._heard + piece)[:SAID]
