"""A small file as large as one likes, still whole: for uploads, not for decoders."""

from pathlib import Path
from random import Random

PIECE = 1 << 20
LONG_BOX = 1
BOX_HEADER = 16


def grow(path: Path, size: int, seed: int = 1) -> None:
    """Adds noise until the file has that many bytes: in a box that players skip, or behind the end of a picture."""
    is_boxes = path.read_bytes()[4:8] == b"ftyp"
    random = Random(seed)  # noqa: S311 - ballast and no secret
    with path.open("ab") as file:
        if is_boxes:
            box = size - file.tell()
            file.write(LONG_BOX.to_bytes(4) + b"free" + box.to_bytes(8))
        while (left := size - file.tell()) > 0:
            file.write(random.randbytes(min(left, PIECE)))
