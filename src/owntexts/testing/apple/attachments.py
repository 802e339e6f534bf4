"""The files that a store of Apple Messages names: written beside it, as small or as large as asked."""

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Final

FOLDER: Final = "Attachments"
SMALLEST: Final = 200
LARGEST: Final = 20_000
AT_ONCE: Final = 1 << 20
SHARE_OF_DUPLICATES: Final = 0.1

Make = Callable[[str, Random], bytes]
"""Makes a file of this name."""


def write_attachments(
    chat_db: Path, *, seed: int = 1, make: Make | None = None, sizes: Sequence[int] = (), only_new: bool = False
) -> dict[str, Path]:
    """Writes every file that the store has on the disk, and gives where each lies by its transfer guid.

    `make` makes their bytes, small and meaningless ones where it is not given; some files are copies of an earlier one.
    The first files are as large as `sizes` says. `only_new` leaves those that are there already as they are.
    """
    chance = Random(seed)  # noqa: S311 - nothing here is secret
    written: dict[str, Path] = {}
    for number, (guid, place) in enumerate(_named(chat_db)):
        path, small = chat_db.parent / place, list(written.values())[len(sizes) :]
        path.parent.mkdir(parents=True, exist_ok=True)
        if only_new and path.exists():
            continue
        if number < len(sizes):
            write_large(path, chance.getrandbits(30), sizes[number])
        elif small and chance.random() < SHARE_OF_DUPLICATES:
            shutil.copyfile(chance.choice(small), path)
        else:
            path.write_bytes((make or _bytes)(path.name, chance))
        written[guid] = path
    return written


def write_large(path: Path, seed: int, size: int) -> None:
    """Bytes no two pieces of which are the same."""
    chance = Random(seed)  # noqa: S311 - as above
    with path.open("wb") as file:
        for start in range(0, size, AT_ONCE):
            file.write(chance.randbytes(min(AT_ONCE, size - start)))


def _bytes(_name: str, chance: Random) -> bytes:
    return chance.randbytes(chance.randint(SMALLEST, LARGEST))


def _named(chat_db: Path) -> list[tuple[str, Path]]:
    """Transfer guid and place below the store's folder of all files that the store says lie there."""
    with closing(sqlite3.connect(chat_db)) as database:
        rows = database.execute(
            "select guid, filename from attachment where transfer_state = 5 and filename is not null order by rowid"
        ).fetchall()
    return [(guid, Path(FOLDER + str(filename).partition(f"/{FOLDER}")[2])) for guid, filename in rows]
