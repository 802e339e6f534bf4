"""How long to leave a hub alone that could not be used."""

from typing import Final

FIRST_MS: Final = 2_000
LONGEST_MS: Final = 15 * 60_000
POLL_MS: Final = 5 * 60_000
"""Nudges may be lost: this long after the last look a device looks by itself."""

ROOM_MS: Final = 30_000
"""Room on a full hub may be made at any time, and nothing tells of it: so soon it is asked for again."""


def backoff_ms(failures: int, jitter: float, retry_after_ms: int | None = None) -> int:
    """Doubling from 2 s to 15 min, of which the upper half is chance; never less than the hub asked for."""
    longest = min(LONGEST_MS, FIRST_MS << min(failures, 16))
    chosen = longest // 2 + int(jitter * (longest // 2))
    return max(chosen, min(retry_after_ms or 0, LONGEST_MS))
