"""What is worth a look when room is needed: what is large, what is old, and what is there more than once."""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from msgspec import Struct

MIB: Final = 1 << 20
LARGE: Final = 10 * MIB
OLD_MS: Final = 365 * 24 * 3600 * 1000
WORTH: Final = 1 * MIB

Why = Literal["large", "old", "duplicate"]


class Filed(Struct, frozen=True):
    """A message with a file on the hub: when it was (UTC ms), what the file is, and its bytes."""

    message: bytes
    at: int | None
    content: bytes
    size: int


class Reviewed(Struct, frozen=True):
    """A message that is worth a look, why, and the bytes of its files."""

    message: bytes
    why: Why
    bytes: int


def reviewed(files: Iterable[Filed], now: int) -> list[Reviewed]:
    """Each message at most once, the largest first; `files` come oldest message first.

    A duplicate is a message all of whose files an older one has: purging it frees nothing while that one is there.
    """
    seen: set[bytes] = set()
    found = [one for one in (_reviewed(several, seen, now) for several in _by_message(files)) if one is not None]
    return sorted(found, key=lambda one: (-one.bytes, one.message))


def _reviewed(files: list[Filed], seen: set[bytes], now: int) -> Reviewed | None:
    contents = {each.content: each.size for each in files}
    size, is_known = sum(contents.values()), contents.keys() <= seen
    seen.update(contents)
    why = _why(size, files[0].at, now, is_known=is_known)
    return None if why is None else Reviewed(files[0].message, why, size)


def _why(size: int, at: int | None, now: int, *, is_known: bool) -> Why | None:
    if is_known:
        return "duplicate"
    if size >= LARGE:
        return "large"
    return "old" if size >= WORTH and at is not None and now - at >= OLD_MS else None


def _by_message(files: Iterable[Filed]) -> Iterator[list[Filed]]:
    """The files of one message after another."""
    gathered: dict[bytes, list[Filed]] = {}
    for each in files:
        gathered.setdefault(each.message, []).append(each)
    yield from gathered.values()
