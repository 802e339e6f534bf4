"""Opening what lies at a path, with the system's refusals as what a person can act on."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC
from pathlib import Path
from typing import BinaryIO, Final

from owntexts.sources import failures, plain_files
from owntexts.sources.plain_files import NoFile

FIRST: Final = 64 << 10
BLOCK: Final = 256 << 10


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raises SourceFailed (source.missing, source.permission, source.damaged, storage.device_full) for OSError."""
    try:
        yield
    except NoFile as error:
        raise failures.unrecognised(path, ("it is neither a file nor a folder",)) from error
    except PermissionError as refusal:
        raise failures.permission(path, str(refusal.strerror)) from refusal
    except (FileNotFoundError, NotADirectoryError) as error:
        raise failures.missing(path) from error
    except OSError as error:
        if error.errno == ENOSPC:
            raise failures.no_room(path, path.stat().st_size) from error
        raise failures.unreadable(path, str(error.strerror or error)) from error


def opened(path: Path) -> BinaryIO:
    """The file, open for reading; raises SourceFailed. A pipe or device is no source."""
    with translated(path):
        return plain_files.opened(path)


def start(path: Path) -> bytes:
    """The file's first bytes, nothing of a folder; raises SourceFailed."""
    if path.is_dir():
        return b""
    with opened(path) as file, translated(path):
        return file.read(FIRST)


def blocks(file: BinaryIO, size: int = BLOCK) -> Iterator[bytes]:
    """The rest of an open file, piece by piece."""
    while block := file.read(size):
        yield block
