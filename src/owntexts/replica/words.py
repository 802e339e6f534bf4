"""What of a message can be searched for, as the full-text index takes it.

The index is told a text when it is added and the same text when it is taken out: whoever changes what these functions
give raises WORDS_VERSION, and the index is rebuilt when a replica is opened.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from owntexts.model.facts import decode_state, effective
from owntexts.model.records import Part, Sighting

WORDS_VERSION: Final = 1

UNSPACED: Final = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
    "\u1100-\u11ff\uac00-\ud7af"  # Hangul
    "\u2600-\u27bf\U0001f300-\U0001faff"  # emoji
)


def words_of_state(*state: Any) -> str:
    """The searchable text of a stored sighting, as SQLite asks for it."""
    return words_of(effective(decode_state(*state)))


def words_of(sighting: Sighting) -> str:
    """Texts, summaries, names of files, transcripts, subject and title, one a line."""
    parts = sighting.parts
    if type(parts) is tuple and len(parts) == 1 and type(parts[0]) is str and not (sighting.subject or sighting.event):
        return parts[0] if parts[0].isascii() else spaced(parts[0])
    return spaced("\n".join(_texts(sighting)))


def spaced(text: str) -> str:
    """The text with each emoji, and each character of a script that writes no spaces, standing alone."""
    return text if text.isascii() else " ".join(_one().split(text))


@cache
def _one() -> re.Pattern[str]:
    """Made where it is needed first: it is large, and most commands never ask."""
    return re.compile(f"([{UNSPACED}])")


def _texts(sighting: Sighting) -> Iterator[str]:
    if sighting.subject:
        yield sighting.subject
    if sighting.event and sighting.event.title:
        yield sighting.event.title
    for part in sighting.parts if isinstance(sighting.parts, tuple) else ():
        yield from (part,) if isinstance(part, str) else _texts_of_part(part)


def _texts_of_part(part: Part) -> Iterator[str]:
    file = part.attachment
    yield from filter(None, (part.text, part.summary, *((file.name, file.transcript) if file else ())))
