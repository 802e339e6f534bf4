"""The floors: the least that must be done for a job, in plain code that knows nothing of the product's own."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import apsw
import msgspec
from backports import zstd
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK = 10_000
NONCE = bytes(12)
INT16, INT32 = 0x81, 0x82
SIGHTING = 1
NATIVE, SENDER, AT, PARTS = 2, 8, 9, 12

SCHEMA = """
create table message (
  number integer primary key, id blob not null unique, at integer, sender any, thread integer, text text
) strict;
create index message_at on message (at);
create virtual table words using fts5 (
  text, content = 'message', content_rowid = 'number', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
"""

Row = tuple[int, bytes, int | None, Any, int | None, str | None]


def import_store(store: Path, target: Path) -> None:
    """Read all rows of a Messages database, decode the bodies, insert and index them, in an encrypted file."""
    source = apsw.Connection(f"file:{store}?mode=ro", flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    rows = source.execute(
        "select m.ROWID, guid, date, handle_id, chat_id, text, attributedBody from message as m "
        "left join chat_message_join on message_id = m.ROWID order by m.ROWID"
    )
    _fill(target, map(_of_store, rows))
    source.close()


def open_batches(sealed: Sequence[bytes], key: bytes, target: Path) -> None:
    """Decrypt, decompress and decode batches, insert what they hold, index it."""
    _fill(target, _of_batches(sealed, AESGCM(key)))


def seal_plainly(plaintexts: Iterable[bytes], key: bytes) -> list[bytes]:
    """Batches as `open_batches` takes them."""
    cipher = AESGCM(key)
    return [cipher.encrypt(NONCE, zstd.compress(plaintext, 3), None) for plaintext in plaintexts]


def _fill(target: Path, rows: Iterator[Row]) -> None:
    replica = apsw.Connection(str(target))
    replica.execute("pragma cipher = 'aegis'; pragma page_size = 8192")
    replica.execute(f"pragma key = 'raw:{'5a' * 32}'")
    replica.execute("pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536")
    replica.execute(SCHEMA)
    while chunk := list(islice(rows, CHUNK)):
        with replica:
            replica.executemany("insert or ignore into message values (?, ?, ?, ?, ?, ?)", chunk)
    with replica:
        replica.execute("insert into words (words) values ('rebuild')")
    replica.close()


def _of_store(row: tuple[Any, ...]) -> Row:
    number, guid, date, handle, chat, text, body = row
    return number, sha256(guid.encode()).digest()[:16], date, handle, chat, text or (body and _text_of(body))


def _text_of(body: bytes) -> str:
    """The text of a typedstream, found by its place and length."""
    start = body.index(b"\x84\x01+") + 3
    length, start = body[start], start + 1
    if length == INT16:
        length, start = int.from_bytes(body[start : start + 2], "little"), start + 2
    elif length == INT32:
        length, start = int.from_bytes(body[start : start + 4], "little"), start + 4
    return body[start : start + length].decode("utf-8", "replace")


def _of_batches(sealed: Sequence[bytes], cipher: AESGCM) -> Iterator[Row]:
    number = 0
    for batch in sealed:
        for record in msgspec.msgpack.decode(zstd.decompress(cipher.decrypt(NONCE, batch, None))):
            if record[0] == SIGHTING:
                number += 1
                yield _of_record(number, record)


def _of_record(number: int, record: Sequence[Any]) -> Row:
    native = record[NATIVE]
    key = native if isinstance(native, bytes) else native.encode()
    parts = record[PARTS] if len(record) > PARTS and isinstance(record[PARTS], list) else ()
    text = "\n".join(part if isinstance(part, str) else part[1] or "" for part in parts)
    return number, sha256(key).digest()[:16], record[AT], record[SENDER], None, text
