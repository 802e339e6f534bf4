"""QR codes, drawn into the page itself."""

from typing import Final

import segno
from markupsafe import Markup

QUIET: Final = 2


def drawn(text: str) -> Markup:
    """An SVG that fills its place, dark on light in any scheme of colours. The text is in its squares only."""
    code = segno.make(text, error="m", micro=False)
    drawing = code.svg_inline(border=QUIET, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff")
    return Markup(drawing)  # noqa: S704 - made by the library
