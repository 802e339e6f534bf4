"""The decoders of pictures that are let at strangers' bytes, each with its kind: these and no others."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Final

from PIL import AvifImagePlugin, Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif import HeifImageFile, options

from owntexts.previews import kinds
from owntexts.previews.kinds import Kind
from owntexts.previews.limits import PIXELS

THREADS: Final = 2

DECODERS: Final[dict[Kind, Callable[[IO[bytes]], Image.Image]]] = {
    kinds.JPEG: JpegImageFile,
    kinds.PNG: PngImageFile,
    kinds.GIF: GifImageFile,
    kinds.WEBP: WebPImageFile,
    kinds.HEIC: HeifImageFile,
    kinds.HEICS: HeifImageFile,
    kinds.AVIF: AvifImagePlugin.AvifImageFile,
    kinds.BMP: BmpImageFile,
    kinds.TIFF: TiffImageFile,
}

Image.MAX_IMAGE_PIXELS = PIXELS // 2  # twice this is refused, by the decoders that look before they make room
AvifImagePlugin.DEFAULT_MAX_THREADS = THREADS
options.DECODE_THREADS = THREADS
options.THUMBNAILS = False  # a picture inside the picture need not show the same
options.DEPTH_IMAGES = False
options.AUX_IMAGES = False


@contextmanager
def whatever_is_there() -> Iterator[None]:
    """Decoders give what they can of a picture that is cut off, as browsers do."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
