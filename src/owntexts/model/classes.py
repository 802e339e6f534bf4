"""Which sightings of one bucket are one message: pure, recomputable, whatever the order they came in."""

from collections.abc import Iterable

from msgspec import Struct

Pair = tuple[bytes, bytes]


class Candidate(Struct, frozen=True, gc=False):
    """What decides of one sighting: its id, family, bit set of formats and time (ms)."""

    id: bytes
    family: str
    formats: int
    at: int | None


class Classes(Struct, frozen=True, gc=False):
    """Each message's sightings, best first, so that its first is the message's id; and what may be one but stays apart.

    `possible` holds, per run, the ids of messages that are offered to the person as duplicates.
    """

    messages: tuple[tuple[bytes, ...], ...]
    possible: tuple[tuple[bytes, ...], ...]


def classify(bucket: Iterable[Candidate], *, same: Iterable[Pair] = (), apart: Iterable[Pair] = ()) -> Classes:
    """The classes of the sightings of one bucket, or of any runs of it; `apart` goes before `same`."""
    raise NotImplementedError


def best_first(members: Iterable[tuple[str, bytes]]) -> list[bytes]:
    """Ids of (family, id) pairs, an Apple one before others, then the smallest."""
    raise NotImplementedError
