"""SQLite reading a database that is encrypted on the disk: each page is decrypted when it is asked for.

So no plain copy of a backup's database ever lies anywhere, and none can be left behind.
"""

from contextlib import suppress
from itertools import count
from typing import Any, Final

import apsw

from owntexts.sources.iphone_backup.plaintext import Plaintext

CACHE_KIB: Final = 16 << 10
READ_ONLY: Final = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
WRONG: Final = b"\xff"
"""What stands for a page that is cut off: SQLite takes zeros for an empty one, and this for a damaged one."""

_numbers = count()


def connection(file: Plaintext) -> apsw.Connection:
    """A read-only connection; the file is closed with it."""
    vfs = _OneFile(file)
    try:
        opened = apsw.Connection("file:/database?immutable=1", flags=READ_ONLY, vfs=vfs.name)
    except BaseException:
        file.close()
        raise
    finally:
        vfs.unregister()
    with suppress(apsw.Error):  # of a damaged schema, which whoever reads it meets anew
        opened.pragma("cache_size", -CACHE_KIB)
    return opened


class _OneFile(apsw.VFS):
    """A file system with one file in it, whatever it is asked for."""

    def __init__(self, file: Plaintext) -> None:
        self.name = f"owntexts-backup-{next(_numbers)}"
        self._file = file
        super().__init__(self.name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: ARG002, N802 - SQLite's way of asking
        return _Pages(self._file)

    def xFullPathname(self, name: str) -> str:  # noqa: N802 - as above
        return name

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: ARG002, N802 - as above
        return False


class _Pages:
    """The file as SQLite reads it."""

    def __init__(self, file: Plaintext) -> None:
        self._file = file

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - as above
        try:
            found = self._file.at(offset, amount)
        except (OSError, ValueError) as error:
            raise apsw.IOError(str(error)) from error
        there = max(0, min(amount, self._file.size - offset))
        return found if len(found) == there else WRONG * there

    def xFileSize(self) -> int:  # noqa: N802 - as above
        return self._file.size

    def xClose(self) -> None:  # noqa: N802 - as above
        self._file.close()

    def xLock(self, level: int) -> None: ...  # noqa: N802 - as above

    def xUnlock(self, level: int) -> None: ...  # noqa: N802 - as above

    def xCheckReservedLock(self) -> bool:  # noqa: N802 - as above
        return False

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: ARG002, N802 - as above
        return False

    def xSectorSize(self) -> int:  # noqa: N802 - as above
        return 0

    def xDeviceCharacteristics(self) -> int:  # noqa: N802 - as above
        return 0
