"""What the services are given instead of reaching for it: books, objects, a secret, a clock and randomness."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from owntexts.hub.ports import Database, Objects


@dataclass(frozen=True)
class Tools:
    """`secret` is 32 bytes that only this hub knows, `now` milliseconds since 1970 UTC, `random` n random bytes.

    `backed_up_at` is when the newest whole copy of the hub on another disk was begun (RFC 3339), if there is one.
    """

    database: Database
    objects: Objects
    secret: bytes
    now: Callable[[], int]
    random: Callable[[int], bytes]
    backed_up_at: Callable[[], str | None]


def rfc3339(ms: int) -> str:
    """A moment in UTC with milliseconds."""
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S") + f".{ms % 1000:03d}Z"
