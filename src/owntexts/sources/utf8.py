"""Text that may be none: what is broken becomes a mark, and the rest stays."""

import re
from typing import Final

MARK: Final = "\ufffd"


def decode_utf8(raw: bytes) -> str:
    """Text, with U+FFFD for what is none; a lone surrogate becomes one U+FFFD, so that UTF-16 offsets still fit."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", raw.decode("utf-8", _surrogate_or_mark(raw)))


def _surrogate_or_mark(raw: bytes) -> str:
    try:
        raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return "replace"
    return "surrogatepass"
