"""Where the browsers that are signed in are kept: a private file of the home, with digests and no token."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from owntexts.agent.files import replace_private

FILE: Final = "browsers.json"
MOST_BYTES: Final = 1 << 20


class KeptSessions:
    """The file `browsers.json`. Where it cannot be written, sessions end with the process."""

    def __init__(self, home: Path) -> None:
        self._file = home / FILE
        self._known: tuple[int, int] | None = None

    def load(self) -> bytes | None:
        try:
            stamp = _stamp(self._file.stat())
            if stamp == self._known:
                return None
            with self._file.open("rb") as file:
                self._known = stamp
                return file.read(MOST_BYTES)
        except OSError:
            return None

    def save(self, data: bytes) -> None:
        with suppress(OSError):
            replace_private(self._file, data)
            self._known = _stamp(self._file.stat())


def _stamp(file: os.stat_result) -> tuple[int, int]:
    return file.st_ino, file.st_mtime_ns
