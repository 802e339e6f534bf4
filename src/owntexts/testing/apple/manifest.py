"""What a corpus holds, so that a test can compare it with what a reader gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from owntexts.testing.apple.phrases import telling_words

SHORTEST_NEEDLE = 10


@dataclass(frozen=True)
class Expected:
    """What a reader must say of one row.

    `text` is the visible text of all parts joined by newlines, or None where the row shows no text of its own;
    `tells` a word that its summary, event or reaction must hold; `earlier` the texts before edits, oldest first.
    """

    row: int
    guid: str
    kind: str
    text: str | None
    tells: str | None = None
    earlier: tuple[str, ...] = ()
    reply_to: str | None = None
    deleted: bool = False


@dataclass(frozen=True)
class Manifest:
    """What was written: rows of `message`, how many of each kind, and what a sample of them must read as.

    `rows` = `messages` + `events` + `reactions` (tapbacks, placed stickers and poll votes).
    """

    rows: int
    messages: int
    events: int
    reactions: int
    attachments: int
    counts: Mapping[str, int]
    sample: tuple[Expected, ...]
    names: tuple[str, ...]
    handles: tuple[str, ...]
    titles: tuple[str, ...]
    languages: tuple[str, ...]


def plaintext_needles(manifest: Manifest) -> tuple[str, ...]:
    """Strings of at least 10 UTF-8 bytes that a sealed copy must not hold: words, names, handles, titles."""
    words = set().union(*(telling_words(language) for language in manifest.languages))
    found = words.union(manifest.names, manifest.handles, manifest.titles)
    return tuple(sorted(needle for needle in found if len(needle.encode()) >= SHORTEST_NEEDLE))
