"""The files that a store of Apple Messages names: written beside it, as small or as large as asked."""

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Final

FOLDER: Final = "Attachments"
SMALLEST: Final = 200
LARGEST: Final = 20_000
SHARE_OF_DUPLICATES: Final = 0.1

Make = Callable[[str, Random], bytes]
"""Makes a file of this name."""


def write_attachments(
    chat_db: Path, *, seed: int = 1, make: Make | None = None, sizes: Mapping[str, int] | None = None
) -> dict[str, bytes]:
    """Writes every file that the store has on the disk, and gives their bytes by transfer guid.

    `make` makes their bytes, small and meaningless ones where it is not given; of some files the bytes are those of an
    earlier one. `sizes` names files that are larger, by name.
    """
    chance = Random(seed)  # noqa: S311 - nothing here is secret
    written: dict[str, bytes] = {}
    for guid, place in _named(chat_db):
        path = chat_db.parent / place
        if written and chance.random() < SHARE_OF_DUPLICATES and path.name not in (sizes or {}):
            data = written[chance.choice(list(written))]
        else:
            data = (make or _bytes)(path.name, chance) if path.name not in (sizes or {}) else b""
        path.parent.mkdir(parents=True, exist_ok=True)
        if sizes and path.name in sizes:
            data = large(chance.getrandbits(30), sizes[path.name])
        path.write_bytes(data)
        written[guid] = data
    return written


def large(seed: int, size: int) -> bytes:
    """Bytes no two pieces of which are the same."""
    return Random(seed).randbytes(size)  # noqa: S311 - as above


def _bytes(_name: str, chance: Random) -> bytes:
    return chance.randbytes(chance.randint(SMALLEST, LARGEST))


def _named(chat_db: Path) -> list[tuple[str, Path]]:
    """Transfer guid and place below the store's folder of all files that the store says lie there."""
    with closing(sqlite3.connect(chat_db)) as database:
        rows = database.execute(
            "select guid, filename from attachment where transfer_state = 5 and filename is not null order by rowid"
        ).fetchall()
    return [(guid, Path(FOLDER + str(filename).partition(f"/{FOLDER}")[2])) for guid, filename in rows]
