"""How long each source is usually silent, by the gaps between its messages that this device saw come in."""

from itertools import pairwise
from typing import Final

import msgspec

from owntexts.replica import state
from owntexts.replica.database import Replica

KEY: Final = "source.silences."
WAKING: Final = "source.waking."
DAY_MS: Final = 24 * 3600 * 1000
REMEMBERED_MS: Final = 90 * DAY_MS

_MOMENTS = msgspec.msgpack.Decoder(list[int])


def heard(db: Replica, source: str, newest: int | None) -> None:
    """A source was read, and its newest message is of this time (UTC ms)."""
    moments = _moments(db, source)
    if newest is None or (moments and newest <= moments[-1]):
        return
    kept = [*_without_short_gaps(moments, newest), newest]
    state.put(db, KEY + source, msgspec.msgpack.encode([at for at in kept if newest - at <= REMEMBERED_MS]))


def usual(db: Replica, source: str) -> int | None:
    """The longest silence (seconds) that came twice in 90 days: once may have been a fault. None where none did."""
    gaps = sorted(after - before for before, after in pairwise(_moments(db, source)))
    return gaps[-2] // 1000 if len(gaps) > 1 else None


def written_by(db: Replica, source: str, when_silent: str | None) -> None:
    """What writes the source is woken like that, as the kind of its newest file says."""
    if when_silent != waking(db, source):
        state.put(db, WAKING + source, when_silent)


def waking(db: Replica, source: str) -> str | None:
    """What to do where what writes a source has stopped; None where its kind says nothing of its own."""
    kept = state.get(db, WAKING + source)
    return None if kept is None else str(kept)


def forget(db: Replica, source: str) -> None:
    """A source that was removed is not listened for."""
    state.put(db, KEY + source, None)
    state.put(db, WAKING + source, None)


def _moments(db: Replica, source: str) -> list[int]:
    kept = state.get(db, KEY + source)
    return _MOMENTS.decode(kept) if isinstance(kept, bytes) else []


def _without_short_gaps(moments: list[int], newest: int) -> list[int]:
    """The last moment is let go where what follows it follows within a day of the one before: no silence is lost."""
    if len(moments) > 1 and newest - moments[-2] < DAY_MS:
        return moments[:-1]
    return moments
