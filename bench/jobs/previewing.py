"""Small pictures of photos as phones take them, against bare Pillow that does the same in this process."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from bench.figures import Figure, plain, ratio
from bench.timing import best, taken
from owntexts.previews.fitting import EFFORT, QUALITIES
from owntexts.previews.limits import LONG_SIDE
from owntexts.previews.making import Previews
from owntexts.testing import media

FULL_SIZE = 10_000
"""From this many messages on, pictures are as large as those of phones; below, it is only tried whether all works."""

PHOTO, SCREENSHOT, STICKER = (4_032, 3_024), (1_170, 2_532), (512, 512)
KINDS: dict[str, tuple[Callable[..., bytes], tuple[int, int], int]] = {
    "JPEG of 12 megapixels": (media.jpeg, PHOTO, 6),
    "HEIC of 12 megapixels": (media.heic, PHOTO, 3),
    "PNG of a screen": (media.png, SCREENSHOT, 3),
    "GIF": (media.gif, STICKER, 3),
    "WebP": (media.webp, STICKER, 3),
}


def previews(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    register_heif_opener()
    shrunk = 1 if messages >= FULL_SIZE else 16
    files = {name: _written(folder, name, shrunk) for name in KINDS}
    with Previews() as making:
        each = [_figure(name, making, paths, rounds) for name, paths in files.items()]
        every = [path for paths in files.values() for path in paths]
        spent = best([taken(lambda: [making.make(path) for path in every]) for _ in range(rounds)])
    return (*each, plain("pictures a second, all of these", len(every) / spent.wall, "1/s"))


def _written(folder: Path, name: str, shrunk: int) -> list[Path]:
    build, size, count = KINDS[name]
    paths = [folder / f"{name} {number}" for number in range(count)]
    for seed, path in enumerate(paths):
        path.write_bytes(build(seed, tuple(side // shrunk for side in size)))
    return paths


def _figure(name: str, making: Previews, paths: list[Path], rounds: int) -> Figure:
    making.make(paths[0])
    product, floor = [], []
    for _ in range(rounds):
        product.append(taken(lambda: [making.make(path) for path in paths]))
        floor.append(taken(lambda: [_barely(path) for path in paths]))
    ours, least = (best(times).wall / len(paths) * 1e3 for times in (product, floor))
    return ratio(name, ours, least, unit="ms")


def _barely(path: Path) -> bytes:
    """Open, make smaller, turn, encode once; no bounds, no profile, whatever it weighs."""
    with Image.open(path) as picture:
        picture.thumbnail((LONG_SIDE, LONG_SIDE))
        small = ImageOps.exif_transpose(picture).convert("RGBA" if picture.has_transparency_data else "RGB")
    target = BytesIO()
    small.save(target, "WEBP", quality=QUALITIES[0], method=EFFORT)
    return target.getvalue()
