"""How long to leave a hub alone that could not be used."""

from typing import Final

FIRST_MS: Final = 2_000
LONGEST_MS: Final = 15 * 60_000
POLL_MS: Final = 5 * 60_000
"""Nudges may be lost: this long after the last look a device looks by itself."""

ROOM_MS: Final = 30_000
"""Room on a full hub may be made at any time, and nothing tells of it: so soon texts ask for it again."""

ROOM_FIRST_MS: Final = 2_000
ROOM_LONGEST_MS: Final = 15_000
"""Attachments that wait for room ask sooner: they take most of it, and so does whoever frees it."""

BLOB_LONGEST_MS: Final = 6 * 3600_000


def asked_again_ms(tries: int) -> int:
    """After how long a blob that was not what it should be is asked for again: 2 s, doubling to six hours."""
    return min(BLOB_LONGEST_MS, FIRST_MS << min(tries, 16))


def room_ms(looks: int) -> int:
    """After how long a full hub is asked for its room again: 2 s, doubling to 15 s."""
    return min(ROOM_LONGEST_MS, ROOM_FIRST_MS << min(looks, 8))


def backoff_ms(failures: int, jitter: float, retry_after_ms: int | None = None) -> int:
    """Doubling from 2 s to 15 min, of which the upper half is chance; never less than the hub asked for."""
    longest = min(LONGEST_MS, FIRST_MS << min(failures, 16))
    chosen = longest // 2 + int(jitter * (longest // 2))
    return max(chosen, min(retry_after_ms or 0, LONGEST_MS))
