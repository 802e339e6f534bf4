"""Settings, the account, sources, and the past."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from owntexts.agent import (
    folders,
    history,
    local_time,
    membership,
    others,
    pausing,
    proving,
    settings,
    sources,
    switching,
    traffic,
    updating,
)
from owntexts.agent.folders import InFolder
from owntexts.agent.history import History
from owntexts.agent.home import Home, now_ms
from owntexts.agent.limits import Setting
from owntexts.agent.membership import Shown
from owntexts.agent.others import OtherDevice
from owntexts.agent.sources import SourceState
from owntexts.agent.traffic import Day
from owntexts.agent.updating import Update

DAY_MS: Final = 24 * 3600 * 1000


class LimitsShelf:
    """What a home may do, and when."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def settings(self) -> Sequence[Setting]:
        return settings.listed(self._home)

    def change(self, key: str, value: str) -> None:
        settings.change(self._home, key, value)

    def reset(self, key: str) -> None:
        settings.reset(self._home, key)

    def pause(self, until: int | Literal["always"]) -> None:
        pausing.pause(self._home, until)

    def resume(self) -> None:
        pausing.resume(self._home)

    def switch(self, *, on: bool, download: bool = False) -> None:
        if on:
            switching.on(self._home)
        else:
            switching.off(self._home, download=download)


class MembershipShelf:
    """The account of a home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def shown(self) -> Shown:
        return membership.show(self._home)

    def others(self) -> Sequence[OtherDevice]:
        return others.others(self._home)

    def link(self) -> str | None:
        kept = self._home.identity.membership
        return membership.link_to_hub(kept) if kept else None

    def new_password(self, new: str, *, with_recovery: bool) -> str | None:
        return membership.change_password(self._home, new=new, with_recovery=with_recovery).recovery_key

    def leave(self) -> None:
        membership.leave(self._home, remove=False, yes=False)

    def proof_is_due(self) -> bool:
        return proving.is_due(self._home)

    def prove(self, secret: str) -> str:
        return proving.prove(self._home, secret)

    def ask_later(self) -> None:
        proving.later(self._home)


class SourcesShelf:
    """Where the messages of a home come from."""

    def __init__(self, home: Home, read: Callable[[str, str], None]) -> None:
        self._home = home
        self._read = read

    def listed(self) -> Sequence[SourceState]:
        return sources.listed(self._home)

    def titles(self) -> Mapping[str, str]:
        return sources.titles()

    def background(self, source: str, value: str) -> None:
        sources.change(self._home, source, "background", value)

    def mirrors(self, kind: str) -> bool:
        return sources.can_mirror(kind)

    def mode(self, source: str, value: str) -> None:
        sources.change(self._home, source, "mode", value)

    def inside(self, source: str) -> Sequence[InFolder]:
        return folders.inside(self._home, source)

    def read(self, source: str) -> None:
        known = sources.one(self._home, source)
        self._read(known.id, known.name or known.path)

    def remove(self, source: str) -> None:
        sources.remove(self._home, source)


class LookingShelf:
    """What was, and what is installed."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def past(self, days: int) -> History:
        return history.history(self._home, now_ms() - days * DAY_MS)

    def traffic(self, days: int) -> Sequence[Day]:
        return traffic.days(self._home.replica, local_time.date(now_ms() - days * DAY_MS, local_time.zone()))

    def versions(self, *, online: bool) -> Update:
        return updating.check(self._home, online=online)

    def home(self) -> str:
        return str(self._home.path)
