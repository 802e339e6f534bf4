"""SQLite reading a database as it lies in a backup: each page is decrypted when it is asked for.

So no plain copy of a backup's database ever lies anywhere, and none can be left behind. The log of changes that may
lie beside it is read in the same way.
"""

from contextlib import suppress
from itertools import count
from typing import Any, Final

import apsw

from owntexts.sources.iphone_backup.plaintext import Plaintext

CACHE_KIB: Final = 16 << 10
READ_ONLY: Final = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
DATABASE: Final = "/database"
UNCHANGING: Final = f"file:{DATABASE}?immutable=1"
LOG: Final = DATABASE + "-wal"
WRONG: Final = b"\xff"
"""What stands for a page that is cut off: SQLite takes zeros for an empty one, and this for a damaged one."""

_numbers = count()


def connection(file: Plaintext, log: Plaintext | None = None) -> apsw.Connection:
    """A read-only connection; the files are closed with it."""
    vfs = _Folder({DATABASE: file} | ({LOG: log} if log else {}))
    try:
        opened = apsw.Connection(DATABASE if log else UNCHANGING, flags=READ_ONLY, vfs=vfs.name)
        _keep_to_memory(opened, with_log=log is not None)
    except BaseException:
        vfs.close()
        raise
    vfs.unregister()
    return opened


def _keep_to_memory(opened: apsw.Connection, *, with_log: bool) -> None:
    """Neither what SQLite sorts nor its index of a log is written anywhere."""
    opened.pragma("temp_store", "memory")
    if with_log:
        opened.pragma("locking_mode", "exclusive")
        opened.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    with suppress(apsw.Error):  # of a damaged schema, which whoever reads it meets anew
        opened.pragma("cache_size", -CACHE_KIB)


class _Folder(apsw.VFS):
    """A file system with these files in it, which nobody else writes to."""

    def __init__(self, files: dict[str, Plaintext]) -> None:
        self.name = f"owntexts-backup-{next(_numbers)}"
        self._files = files
        super().__init__(self.name, base="")

    def close(self) -> None:
        self.unregister()
        for file in self._files.values():
            file.close()

    def xOpen(self, name: Any, flags: list[int]) -> Any:  # noqa: N802 - SQLite's way of asking
        file = self._files.get(str(name.filename() if isinstance(name, apsw.URIFilename) else name))
        if file is None:
            raise apsw.CantOpenError("nothing is written beside a backup")
        flags[1] = flags[0] & ~(apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE) | apsw.SQLITE_OPEN_READONLY
        return _Pages(file)

    def xFullPathname(self, name: str) -> str:  # noqa: N802 - as above
        return name

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: ARG002, N802 - as above
        return pathname in self._files


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
