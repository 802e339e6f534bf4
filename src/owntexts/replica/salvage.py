"""What can still be read of a damaged replica and stands nowhere else: its sources, its settings, unsent intents."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from owntexts.errors import OwntextsError
from owntexts.model.records import Intent
from owntexts.replica import intents, kinds, settings, sources, trouble
from owntexts.replica.database import Replica

Part = TypeVar("Part")

_UNSENT = (
    "select state from record where kind = ?1 and (pending > 0 or exists "
    "(select 1 from outbox_change o where o.kind = ?1 and o.number = record.number))"
)


class SavedSource(Struct, frozen=True):
    """A source as the person added it."""

    kind: str
    path: str
    name: str | None
    timezone: str | None
    background: str


class Salvaged(Struct, frozen=True):
    """What was read; a part that could not be read is None."""

    sources: tuple[SavedSource, ...] | None
    settings: dict[str, str] | None
    unsent: tuple[Intent, ...] | None


NOTHING = Salvaged(None, None, None)


def salvage(path: Path, key: bytes) -> Salvaged:
    """Reads part by part what can be read; the file is left as it is."""
    try:
        with trouble.explained(path), trouble.unreachable(path):
            damaged = Replica(path, key)
    except OwntextsError:
        return NOTHING
    with damaged:
        return Salvaged(
            sources=_part(lambda: _sources(damaged)),
            settings=_part(lambda: settings.listed(damaged)),
            unsent=_part(lambda: _unsent(damaged)),
        )


def restore(db: Replica, saved: Salvaged) -> None:
    """Puts into a new replica what was saved of the old one."""
    for source in saved.sources or ():
        sources.add(
            db,
            source.kind,
            source.path,
            name=source.name,
            timezone=source.timezone,
            background=source.background,
        )
    for key, value in (saved.settings or {}).items():
        settings.put(db, key, value)
    intents.record(db, *(saved.unsent or ()))


def _part(read: Callable[[], Part]) -> Part | None:
    try:
        return read()
    except OwntextsError:
        return None


def _sources(damaged: Replica) -> tuple[SavedSource, ...]:
    with damaged.read() as connection:
        rows = connection.execute("select kind, path, name, timezone, background from source order by number")
        return tuple(SavedSource(*row) for row in rows)


def _unsent(damaged: Replica) -> tuple[Intent, ...]:
    """What the person did and the log does not have."""
    with damaged.read() as connection:
        rows = connection.execute(_UNSENT, (kinds.INTENT,))
        return tuple(kinds.decode_intent(state) for (state,) in rows)
