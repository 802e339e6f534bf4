"""The one place where a face meets the other: the web app, built over this device's use cases."""

import secrets
import time
from pathlib import Path

from owntexts.agent.home import Home, open_home
from owntexts.agent.up import Page, Places
from owntexts.cli.shelves.beginning import AccountsShelf, BringingShelf
from owntexts.cli.shelves.doing import DoingShelf
from owntexts.cli.shelves.filing import FilesShelf
from owntexts.cli.shelves.merging import MergingShelf
from owntexts.cli.shelves.reading import ReadingShelf
from owntexts.cli.shelves.room import RoomShelf
from owntexts.cli.shelves.searching import SearchingShelf
from owntexts.cli.shelves.settling import LimitsShelf, LookingShelf, MembershipShelf, SourcesShelf
from owntexts.cli.shelves.signing_in import KeptSessions
from owntexts.cli.shelves.standing import StandingShelf
from owntexts.web.app import build, shared
from owntexts.web.changes import Mark
from owntexts.web.door import Door
from owntexts.web.sessions import HERE, NETWORK, Sessions


def page(home: Home, places: Places) -> Page:
    """The device's own web app, behind one door for itself and one for its network, where that is open."""
    sessions = Sessions(time.time, secrets.token_bytes, KeptSessions(home.path))
    shelf, network = Shelf(home.path, places.hub), places.network
    common = shared(shelf, sessions)
    here = Door(HERE, lambda: places.hosts, is_secure=False)
    there = Door(NETWORK, network.hosts, is_secure=True) if network else None
    return Page(
        app=build(shelf, sessions, here, common, network),
        network=build(shelf, sessions, there, common, network) if there else None,
        opening=lambda: f"/open/{sessions.link()}",
        ending=common.changes.end,
        close=shelf.close,
    )


class Standing(StandingShelf):
    """The label, as the pages' stream of changes wants to know of it too."""

    def mark(self) -> Mark:
        """What differs once a page may show something else."""
        kept = self.kept()
        return Mark(kept, (kept, self.around()))


class Shelf:
    """What the pages read and do, in one home of their own."""

    def __init__(self, path: Path, own_hub: str | None = None) -> None:
        self._home = open_home(path)
        self.standing = Standing(self._home)
        self.reading = ReadingShelf(self._home)
        self.searching = SearchingShelf(self._home)
        self.doing = DoingShelf(self._home)
        self.files = FilesShelf(self._home)
        self.room = RoomShelf(self._home)
        self.accounts = AccountsShelf(self._home, own_hub)
        self.bringing = BringingShelf(self._home)
        self.limits = LimitsShelf(self._home)
        self.membership = MembershipShelf(self._home)
        self.sources = SourcesShelf(self._home, self.bringing.read)
        self.merging = MergingShelf(self._home)
        self.looking = LookingShelf(self._home)

    def close(self) -> None:
        self.bringing.close()
        self.files.close()
        self._home.close()
