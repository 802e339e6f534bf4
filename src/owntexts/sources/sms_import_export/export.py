"""What lies at a path, opened: the ZIP of messages, or a JSON of an older version or of the call log, decrypted."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, Self

from owntexts.crypto.foreign import ssef
from owntexts.crypto.foreign.unopened import Unopened, WrongPassword
from owntexts.sources import failures
from owntexts.sources.base import Options
from owntexts.sources.telephony import zips
from owntexts.sources.telephony.json_rows import first_keys
from owntexts.sources.telephony.opening import FIRST, opened, translated
from owntexts.sources.telephony.streams import kept
from owntexts.sources.telephony.zips import Archive, Member

MESSAGES: Final = "messages.ndjson"
DATA: Final = "data/"
CIPHER: Final = "SSEF"
CALL_KEYS: Final = frozenset({"number", "duration", "date", "type"})
TEXT_KEYS: Final = frozenset({"address", "date", "type", "thread_id"})
MMS_KEYS: Final = frozenset({"msg_box", "date", "thread_id"})
OTHERS: Final = frozenset({"backupType", "received"})


class Export:
    """An open export. Raises SourceFailed: source.password_needed, source.password_wrong, source.damaged."""

    def __init__(self, path: Path, options: Options) -> None:
        self.path = path
        self._file = _plain(path, options.secret)
        first = self._file.read(FIRST)
        self._file.seek(0)
        self.archive = Archive(path, self._file, options.secret) if first.startswith(zips.MAGIC) else None
        if not (self._messages if self.archive else is_json_of_the_app(first)):
            self.close()
            raise failures.unrecognised(path, (f"neither {MESSAGES} nor a list of messages or calls is in it",))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        (self.archive or self._file).close()

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The messages or calls, from their beginning."""
        if self.archive and self._messages:
            with self.archive.opened(self._messages) as file:
                yield file
        else:
            self._file.seek(0)
            with translated(self.path):
                yield self._file

    @cached_property
    def media(self) -> dict[str, list[Member]]:
        """The files of the parts by their name; two parts may share one, then they stand in the order of the parts."""
        found: dict[str, list[Member]] = {}
        for member in self.archive.members if self.archive else ():
            if member.filename.startswith(DATA):
                found.setdefault(member.filename.removeprefix(DATA), []).append(member)
        return found

    @cached_property
    def _messages(self) -> Member | None:
        return messages_in(self.archive) if self.archive else None


def messages_in(archive: Archive) -> Member | None:
    return next((member for member in archive.members if member.filename == MESSAGES), None)


def is_json_of_the_app(first: bytes) -> bool:
    """Whether the first object has the columns of a telephone's table, and nothing by which others are known."""
    keys = first_keys(first)
    return any(known <= keys for known in (CALL_KEYS, TEXT_KEYS, MMS_KEYS)) and not keys & OTHERS


def _plain(path: Path, password: str | None) -> BinaryIO:
    file = opened(path)
    if file.read(len(ssef.MAGIC)) != ssef.MAGIC:
        file.seek(0)
        return file
    with file:
        if password is None:
            raise failures.password_needed(path, CIPHER)
        file.seek(0)
        try:
            with translated(path):
                return kept(ssef.plain(file.read, password))
        except WrongPassword as error:
            raise failures.password_wrong(path, CIPHER) from error
        except Unopened as error:
            raise failures.unreadable(path, str(error)) from error
