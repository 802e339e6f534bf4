"""Texts of nothing but a few emoji, which are shown large."""

import re
from typing import Final

FEW: Final = 3

_PICTURE: Final = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_DRESSED: Final = f"{_PICTURE}\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_ONE: Final = re.compile(
    f"[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_DRESSED}(?:[\U000e0020-\U000e007f]+)?(?:\u200d{_DRESSED})*"
)
_SPACE: Final = re.compile(r"\s+")
LONGEST: Final = 80


def is_few_emoji(text: str) -> bool:
    """Whether a text is one to three emoji and nothing else."""
    if not 0 < len(text) <= LONGEST or text.isascii():
        return False
    bare = _SPACE.sub("", text)
    found = _ONE.findall(bare)
    return 0 < len(found) <= FEW and sum(map(len, found)) == len(bare)
