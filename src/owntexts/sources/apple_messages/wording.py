"""How a summary is worded: one line, nothing said twice."""

from collections.abc import Iterable
from typing import Final

LONGEST: Final = 500


def one_line(text: str) -> str:
    """The text with each run of white space as one space, cut where it is longer than anyone reads."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def phrases(said: Iterable[str]) -> str:
    """What is said, each once, joined by a dash."""
    return " — ".join(dict.fromkeys(phrase for phrase in said if phrase))
