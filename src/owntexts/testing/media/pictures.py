"""Pictures in every format that is decoded, each with what no preview may keep: a place, a camera, a comment."""

from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, ImageCms, PngImagePlugin
from PIL.Image import Transpose
from pillow_heif import from_pillow

from owntexts.testing.media.scenes import scene

Size = tuple[int, int]

SIZE: Size = (640, 420)
NEEDLE = "no preview may say this"
STORED = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
"""How the bytes lie for each orientation, so that whoever turns them as told sees the scene upright."""


def jpeg(seed: int = 1, size: Size = SIZE, *, orientation: int = 1, **options: Any) -> bytes:
    return _saved(_stored(seed, size, orientation), "JPEG", exif=exif(orientation), comment=NEEDLE, **options)


def png(seed: int = 1, size: Size = SIZE, *, orientation: int = 1) -> bytes:
    """Its upper half is opaque, its lower half half transparent."""
    picture = scene(seed, *size)
    veil = Image.new("L", size, 255)
    veil.paste(128, (0, size[1] // 2, *size))
    picture.putalpha(veil)
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", NEEDLE, zip=True)
    return _saved(_turned(picture, orientation), "PNG", exif=exif(orientation), pnginfo=told)


def gif(seed: int = 1, size: Size = SIZE, *, frames: int = 3) -> bytes:
    """The first frame is the scene; every other one is upside down."""
    first = scene(seed, *size).quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    others = [first.transpose(Transpose.ROTATE_180) if number % 2 else first for number in range(1, frames)]
    return _saved(first, "GIF", save_all=True, append_images=others, duration=100, comment=NEEDLE.encode())


def webp(seed: int = 1, size: Size = SIZE, *, frames: int = 1, orientation: int = 1) -> bytes:
    first = _stored(seed, size, orientation)
    others = [first.transpose(Transpose.ROTATE_180) if number % 2 else first for number in range(1, frames)]
    return _saved(first, "WEBP", exif=exif(orientation), save_all=frames > 1, append_images=others, duration=100)


def heic(seed: int = 1, size: Size = SIZE, *, orientation: int = 1, tile: int = 0) -> bytes:
    """Turned as phones turn it, by a property of the picture; with `tile`, cut into squares of that side as they do."""
    target = BytesIO()
    turned = from_pillow(_stored(seed, size, orientation))
    turned.save(
        target, quality=60, exif=exif(orientation).tobytes(), tile_size=tile, enc_params={"preset": "ultrafast"}
    )
    return target.getvalue()


def avif(seed: int = 1, size: Size = SIZE, *, orientation: int = 1) -> bytes:
    return _saved(_stored(seed, size, orientation), "AVIF", exif=exif(orientation), speed=10, max_threads=1)


def bmp(seed: int = 1, size: Size = SIZE) -> bytes:
    return _saved(scene(seed, *size), "BMP")


def tiff(seed: int = 1, size: Size = SIZE, *, orientation: int = 1, compression: str = "tiff_lzw") -> bytes:
    return _saved(_stored(seed, size, orientation), "TIFF", exif=exif(orientation), compression=compression)


def swapped_colours(seed: int = 1, size: Size = SIZE) -> bytes:
    """A JPEG whose colour profile says that its red is green and its green is red."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    red, green = (profile.index(name) + 4 for name in (b"rXYZ", b"gXYZ"))
    swapped = bytearray(profile)
    swapped[red : red + 8], swapped[green : green + 8] = profile[green : green + 8], profile[red : red + 8]
    return _saved(scene(seed, *size), "JPEG", icc_profile=bytes(swapped))


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: how to turn it, what it was taken with, and where."""
    told = Image.Exif()
    told[ExifTags.Base.Orientation] = orientation
    told[ExifTags.Base.Make] = told[ExifTags.Base.ImageDescription] = NEEDLE
    place = told.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLongitudeRef] = "N", "E"
    place[ExifTags.GPS.GPSLatitude], place[ExifTags.GPS.GPSLongitude] = (52.0, 31.0, 12.0), (13.0, 24.0, 18.0)
    return told


def _stored(seed: int, size: Size, orientation: int) -> Image.Image:
    return _turned(scene(seed, *size), orientation)


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    return picture.transpose(STORED[orientation]) if orientation in STORED else picture


def _saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    target = BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()
