"""Which sightings may be one message: those with one direction, the same people and the same first text."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from typing import Final
from unicodedata import normalize

from owntexts.model.facts import Facts, texts_of
from owntexts.model.natives import tails, with_lf
from owntexts.model.records import CALL, DIRECTIONS, KINDS, MESSAGE, VOICEMAIL, Edit, word

OBJECT: Final = "\ufffc"


def bucket_key(direction: int | None, others: tuple[str, ...], body: str, kind: int | None = MESSAGE) -> int:
    """First 8 bytes, as a signed big-endian number, of SHA-256(direction ‖ 0 ‖ tails ‖ 0 ‖ body).

    `others` are the other parties' handles, own numbers left out; `body` is the first text (see `first_body`). Of a
    call or voicemail a space and its kind stand behind the direction: it is never one with a message.
    """
    digest = sha256(_prefix(direction, others, kind) + plain(body).encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


@lru_cache(maxsize=65_536)
def _prefix(direction: int | None, others: tuple[str, ...], kind: int | None) -> bytes:
    way = word(DIRECTIONS, direction, "none")
    apart = f" {word(KINDS, kind, KINDS[MESSAGE])}" if kind in {CALL, VOICEMAIL} else ""
    return f"{way}{apart}\0{tails(others)}\0".encode("utf-8", "replace")


def plain(body: str) -> str:
    """The body as it is compared: NFC, LF, without placeholders of objects, outer white space cut."""
    if not body.isascii():
        body = normalize("NFC", body.replace(OBJECT, ""))
    return with_lf(body).strip()


def first_body(facts: Facts, edits: Iterable[Edit] = ()) -> str:
    """The first version of a message's text: its parts' earliest texts, joined by newline."""
    texts: dict[int, str] = {}
    for layer in reversed(facts):
        if isinstance(layer.parts, tuple):
            texts = texts_of(layer.parts)
            break
    for edit in sorted(edits, key=_latest_first):
        texts[edit.part] = edit.text
    return "\n".join(texts[place] for place in sorted(texts))


def _latest_first(edit: Edit) -> tuple[bool, int, str]:
    return (edit.at is not None, -(edit.at or 0), edit.text)
