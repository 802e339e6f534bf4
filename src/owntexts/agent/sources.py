"""The sources of a device: added by path, listed with what came of reading them, changed, removed."""

import os
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from msgspec import UNSET, Struct, UnsetType

from owntexts.agent import silences, source_passwords
from owntexts.agent.control import notify
from owntexts.agent.home import Home
from owntexts.errors import SourceFailed, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.times import rfc3339
from owntexts.replica import sources as stored
from owntexts.replica.mirroring import MIRROR
from owntexts.replica.sources import Source
from owntexts.sources.registry import device_kind, kind_named, kinds, recognize

WATCHED: Final = "Watched folder: exports that appear in it are read by themselves"


class AddedSource(Struct, frozen=True):
    """A source as it was added, and by what its kind was recognised."""

    id: str
    kind: str
    path: str
    recognised_by: tuple[str, ...]


class SourceState(Struct, frozen=True):
    """A source and how far it was read; `read` and `known` count rows, `problems` what could not be read in it.

    `mode` is told of a mirror; any other source is an archive.
    """

    id: str
    kind: str
    path: str
    name: str | None
    background: str
    last_read_at: str | None
    newest_message_at: str | None
    read: int
    known: int
    problems: int
    mode: str | UnsetType = UNSET


class FoundSource(Struct, frozen=True):
    """Something in one of the usual places that can be added as a source; `added` where it is one already."""

    kind: str
    title: str
    path: str
    added: bool


class RemovedSource(Struct, frozen=True):
    """A source that is not read any more."""

    id: str
    path: str


def add(
    home: Home,
    path: Path,
    *,
    kind: str | None = None,
    name: str | None = None,
    timezone: str | None = None,
    background: str | None = None,
) -> AddedSource:
    """Looks at the path, and keeps it as a source. Raises SourceFailed where it cannot be one, WrongUsage."""
    place = _place(path)
    chosen, evidence = _recognised(place, kind)
    if timezone is not None:
        _must_be_zone(timezone)
    source = stored.add(
        home.replica,
        chosen,
        _text(place),
        name=name,
        timezone=timezone,
        background=background or stored.BACKGROUND[-1],
    )
    notify(home.path, "look")
    return AddedSource(source.id, source.kind, source.path, evidence)


def _must_be_zone(name: str) -> None:
    if name in available_timezones():
        return
    raise WrongUsage(
        f"{name!r} is no time zone",
        "It is the zone of the times that the source writes without one; without it, your home time zone counts.",
        evidence=(Evidence("timezone", name),),
        fixes=(Fix("example", "Name one as the system does, for example Europe/Berlin", "person"),),
    )


def _recognised(place: Path, kind: str | None) -> tuple[str, tuple[str, ...]]:
    """Its kind, and by what it was recognised; a folder that is no export of its own is a watched one."""
    try:
        found = recognize(place, None if kind == stored.FOLDER else kind)
    except SourceFailed as failure:
        if failure.code != "source.unrecognised" or not place.is_dir() or kind not in {None, stored.FOLDER}:
            raise
        return stored.FOLDER, ("a folder: exports that lie in it or appear in it are read",)
    return found.kind.kind, found.evidence


def titles() -> dict[str, str]:
    """What each kind of source is, in a few words."""
    return {kind.kind: kind.title for kind in kinds().values()} | {stored.FOLDER: WATCHED}


def one(home: Home, source: str) -> SourceState:
    """One source, by its id. Raises NotFound."""
    return _state(stored.one(home.replica, source))


def listed(home: Home) -> list[SourceState]:
    """All sources, in the order in which they were added."""
    return [_state(source) for source in stored.listed(home.replica)]


def found(home: Home) -> list[FoundSource]:
    """What seems to lie in the usual places of this machine, by kind; no file is opened for it."""
    known = {source.path for source in stored.listed(home.replica)}
    places = ((kind, _text(place)) for kind in kinds().values() for place in kind.discover())
    return [FoundSource(kind.kind, kind.title, place, place in known) for kind, place in places]


def change(home: Home, source: str, key: str, value: str) -> SourceState:
    """Changes one thing about a source. Raises NotFound, WrongUsage."""
    if key == "timezone" and value:
        _must_be_zone(value)
    if key == "path" or (key == stored.ATTACHMENTS and value):
        value = _text(_place(Path(value)))
    if key == stored.ATTACHMENTS and value and not Path(value).is_dir():
        raise WrongUsage(
            "There is no such folder",
            "It is the folder that the source's files lie in, such as a copy of ~/Library/Messages/Attachments.",
            evidence=(Evidence("folder", value),),
            fixes=(Fix("folder", "Name a folder; an empty name takes it back", "person"),),
        )
    if key == stored.MODE and value == MIRROR:
        _must_be_whole(stored.one(home.replica, source))
    changed = stored.change(home.replica, source, key, value)
    notify(home.path, "look")
    return _state(changed)


def can_mirror(kind: str) -> bool:
    """Whether what such a source lacks is gone there, and was not only left out."""
    return kind != stored.FOLDER and kind_named(kind).mirrors


def _must_be_whole(source: Source) -> None:
    if not can_mirror(source.kind):
        raise WrongUsage(
            "This source cannot be mirrored",
            "An export may leave out what the phone has, so what it lacks need not be deleted there.",
            evidence=(Evidence("kind", source.kind),),
            fixes=(Fix("archive", "Leave it as it is: what was read stays", "person"),),
        )


def is_yes(key: str, value: str) -> bool:
    """Whether a value is a yes. Raises WrongUsage for one that is neither yes nor no."""
    if value not in stored.YES:
        raise WrongUsage(
            f"{value!r} is no {key} of a source",
            f"{key} is one of {', '.join(stored.YES)}.",
            fixes=(Fix("help", "See what can be set", "person", command="owntexts source set --help"),),
        )
    return stored.YES[value]


def remove(home: Home, source: str) -> RemovedSource:
    """Stops reading a source; every message stays, and the store is not touched. Raises NotFound."""
    gone = stored.one(home.replica, source)
    source_passwords.forget(home, source)
    stored.remove(home.replica, source)
    silences.forget(home.replica, source)
    notify(home.path, "look")
    return RemovedSource(gone.id, gone.path)


def _state(source: Source) -> SourceState:
    return SourceState(
        id=source.id,
        kind=source.kind,
        path=source.path,
        name=source.name,
        background=source.background,
        last_read_at=rfc3339(source.last_read_at),
        newest_message_at=rfc3339(source.newest_message_at),
        read=source.read or 0,
        known=source.known,
        problems=source.problems,
        mode=MIRROR if source.mode == MIRROR else UNSET,
    )


def _place(path: Path) -> Path:
    """Where it is on this computer; a device stays as it is named."""
    return path if device_kind(path) else path.expanduser().absolute()


def _text(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "replace")
