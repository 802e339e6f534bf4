"""Files that were whole: cut off, with other bytes in them, under another name, or two things at once."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from random import Random

TENTHS = 10
MOST_CHANGES = 12
STRETCH = 64
PAGE = b"<!DOCTYPE html><script>document.title = 'it ran'</script>"
DRAWING = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
)
PLAYLIST = b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"


def cut(whole: bytes) -> Iterator[bytes]:
    """Cut off after each tenth."""
    return (whole[: len(whole) * tenth // TENTHS] for tenth in range(TENTHS))


def mutated(whole: bytes, seed: int) -> bytes:
    """A few stretches are noise, or all ones; with an odd seed some are gone or doubled too, and what follows moves."""
    random = Random(seed)  # noqa: S311 - damage and no secret
    spoilt = bytearray(whole)
    for _ in range(random.randint(1, MOST_CHANGES)):
        at, length = random.randrange(len(spoilt)), random.randint(1, STRETCH)
        piece = spoilt[at : at + length]
        moving = (b"", piece * 2) if seed % 2 else ()
        spoilt[at : at + length] = random.choice((random.randbytes(len(piece)), b"\xff" * len(piece), *moving))
        spoilt = spoilt or bytearray(1)
    return bytes(spoilt)


def with_an_archive(whole: bytes) -> bytes:
    """A file that is also a ZIP archive."""
    target = BytesIO(whole)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("../../outside.txt", "it was unpacked")
    return target.getvalue()


def gif_and_script() -> bytes:
    """The classic: a script in JavaScript, and by its first bytes a GIF."""
    return b"GIF89a/*" + bytes(8) + b"*/=1;alert(1)"
