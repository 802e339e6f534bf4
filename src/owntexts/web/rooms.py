"""The bar of what takes room, as its template draws it."""

from typing import Final, NamedTuple

from owntexts.web.needs.room import Storage

FULL: Final = 100.0
WORDS: Final = {"photos": "Photos", "videos": "Videos", "audio": "Audio", "other": "Other files", "texts": "Texts"}


class Segment(NamedTuple):
    """A kind, where its piece of the bar begins and how long it is (of 100), and its bytes; None: not told."""

    kind: str
    words: str
    start: float
    length: float
    bytes: int | None


def bar(told: Storage) -> list[Segment]:
    """One piece for each kind, one behind the other; the bar is the quota, or what is used where none is known."""
    amounts: dict[str, int | None] = {kind: getattr(told.by, kind) for kind in WORDS}
    whole = max(told.quota or 0, sum(filter(None, amounts.values()))) or 1
    segments, start = [], 0.0
    for kind, words in WORDS.items():
        length = FULL * (amounts[kind] or 0) / whole
        segments.append(Segment(kind, words, start, length, amounts[kind]))
        start += length
    return segments


def share(told: Storage) -> int | None:
    """How much of the quota is used, in per cent; None where one of the two is not known."""
    if not told.quota or told.used is None:
        return None
    return min(100, round(100 * told.used / told.quota))
