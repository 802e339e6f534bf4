"""The floors: the least that must be done for a job, in plain code.

Reading, decoding, inserting and indexing cannot be left out; ids, merging, classes, ledgers and threads are left out.
Bodies with more than one run of text are decoded by the product's own decoder, property lists by the standard library.
"""

import plistlib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import apsw
import msgspec
from backports import zstd
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from owntexts.sources.apple_messages.typedstream import decode

CHUNK = 10_000
NONCE = bytes(12)
INT16, INT32 = 0x81, 0x82
STRING = b"\x84\x01+"
PLAIN_REST = 107
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
        "select m.ROWID, guid, date, handle_id, chat_id, text, attributedBody, payload_data, message_summary_info "
        "from message as m "
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
    number, guid, date, handle, chat, text, body, payload, summary = row
    for archive in filter(None, (payload, summary)):
        if archive.startswith(b"bplist00"):
            plistlib.loads(archive)
    return number, sha256(guid.encode()).digest()[:16], date, handle, chat, _text_of(body) if body else text


def _text_of(body: bytes) -> str:
    """The text of a typedstream: by its place and length where it is one plain run, else by decoding all of it."""
    start = body.index(STRING) + len(STRING)
    length, start = body[start], start + 1
    if length == INT16:
        length, start = int.from_bytes(body[start : start + 2], "little"), start + 2
    if length == INT32 or len(body) - start - length > PLAIN_REST:
        return decode(body).text
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
