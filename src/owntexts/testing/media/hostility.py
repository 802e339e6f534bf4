"""Every sort of file that means ill or went wrong, under a name that says what it is, or lies."""

from collections.abc import Callable, Iterator
from typing import Final

from owntexts.testing.media import bombs, claims, pictures, spoil

NOISE: Final = 4_096

HOSTILE: Final[dict[str, Callable[[], bytes]]] = {
    "claims.png": claims.png,
    "claims.jpg": claims.jpeg,
    "claims.gif": claims.gif,
    "larger-frame.gif": claims.gif_of_a_larger_frame,
    "claims.webp": claims.webp,
    "claims.bmp": claims.bmp,
    "claims.tiff": claims.tiff,
    "claims.heic": claims.heic,
    "claims.avif": claims.avif,
    "many-tiles.heic": claims.heic_of_many_tiles,
    "nothing.png": bombs.png_of_nothing,
    "profile.png": bombs.png_with_a_profile,
    "words.png": bombs.png_with_words,
    "many-scans.jpg": bombs.jpeg_of_many_scans,
    "runs.bmp": bombs.bmp_of_runs,
    "circles.tiff": bombs.tiff_in_circles,
    "many-values.tiff": bombs.tiff_of_many_values,
    "many.ico": bombs.ico_of_many_pictures,
    "nested.mp4": bombs.nested_boxes,
    "many-samples.mp4": bombs.film_of_many_samples,
    "empty.jpg": bytes,
    "zeros.heic": lambda: bytes(NOISE),
    "ones.png": lambda: b"\xff" * NOISE,
    "only-magic.png": lambda: b"\x89PNG\r\n\x1a\n",
    "only-magic.jpg": lambda: b"\xff\xd8\xff",
    "only-magic.webp": lambda: b"RIFF\xff\xff\xff\xffWEBPVP8X",
    "only-magic.heic": lambda: b"\0\0\0\x10ftypheic\0\0\0\0",
    "only-magic.caf": lambda: b"caff\0\1\0\0",
    "only-magic.amr": lambda: b"#!AMR\n",
    "page.jpg": lambda: spoil.PAGE,
    "drawing.jpg": lambda: spoil.DRAWING,
    "playlist.mp4": lambda: spoil.PLAYLIST,
    "script.gif": spoil.gif_and_script,
    "archive.jpg": lambda: spoil.with_an_archive(pictures.jpeg()),
    "jpeg-named.png": pictures.jpeg,
    "png-named.jpg": lambda: pictures.png(size=claims.SMALL),
}


def hostile() -> Iterator[tuple[str, bytes]]:
    """Names and bytes, built one by one. What is whole among them lies in its name only."""
    return ((name, build()) for name, build in HOSTILE.items())
