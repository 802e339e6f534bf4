"""Writes the list of a backup's files: Manifest.db with an archive for each, or Manifest.mbdb as up to iOS 9."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from struct import pack
from typing import Any, Final, NamedTuple

import apsw

from owntexts.sources.iphone_backup.entries import file_id
from owntexts.testing.apple.keyed import Instance, archive

FILE, FOLDER, LINK = 1, 2, 4
MODES: Final = {FILE: 0o100644, FOLDER: 0o040755, LINK: 0o120755}
MADE: Final = 1_790_000_000
OWNER: Final = 501

TABLES: Final = """
CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB);
CREATE INDEX FilesDomainIdx ON Files(domain);
CREATE INDEX FilesRelativePathIdx ON Files(relativePath);
CREATE INDEX FilesFlagsIdx ON Files(flags);
CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB);
"""


class Listed(NamedTuple):
    """A line of the list; `key` is class and wrapped key, `digest` SHA-1 of the bytes as they are stored."""

    domain: str
    path: str
    flags: int = FILE
    size: int = 0
    protection: int = 0
    key: bytes | None = None
    digest: bytes | None = None
    target: str | None = None


def write_db(file: Path, listed: Iterable[Listed]) -> None:
    """Manifest.db, plain."""
    with closing(apsw.Connection(str(file))) as connection:
        connection.execute(TABLES)
        with connection:
            connection.executemany("INSERT INTO Files VALUES (?, ?, ?, ?, ?)", map(_row, listed))


def _row(one: Listed) -> tuple[Any, ...]:
    return (file_id(one.domain, one.path), one.domain, one.path, one.flags, archive(_mbfile(one)))


def _mbfile(one: Listed) -> Instance:
    fields: dict[str, Any] = {
        **dict.fromkeys(("LastModified", "LastStatusChange", "Birth"), MADE),
        **dict.fromkeys(("UserID", "GroupID"), OWNER),
        "Flags": 0,
        "InodeNumber": 1000 + len(one.path),
        "Mode": MODES[one.flags],
        "Size": one.size,
        "ProtectionClass": one.protection,
        "RelativePath": one.path,
        **_said(Target=one.target, Digest=one.digest),
    }
    if one.key is not None:
        fields["EncryptionKey"] = Instance(("NSMutableData", "NSData", "NSObject"), {"NS.data": one.key})
    return Instance(("MBFile", "NSObject"), fields)


def _said(**fields: Any) -> Mapping[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


def write_mbdb(file: Path, listed: Iterable[Listed]) -> None:
    """Manifest.mbdb."""
    file.write_bytes(b"mbdb\x05\x00" + b"".join(map(_record, listed)))


def _record(one: Listed) -> bytes:
    strings = (one.domain.encode(), one.path.encode(), one.target.encode() if one.target else None, one.digest, one.key)
    numbers = (MODES[one.flags], 1000 + len(one.path), OWNER, OWNER, MADE, MADE, MADE, one.size, one.protection, 1)
    properties = (b"com.apple.decmpfs", b"\x01\x02")
    return b"".join((*map(_string, strings), pack(">HQIIIIIQBB", *numbers), *map(_string, properties)))


def _string(value: bytes | None) -> bytes:
    return b"\xff\xff" if value is None else pack(">H", len(value)) + value
