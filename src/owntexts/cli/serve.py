"""The one place where a face meets the other: the web app, built over this device's use cases."""

import secrets
import time
from pathlib import Path

from owntexts.agent.home import Home, open_home
from owntexts.agent.up import Page
from owntexts.cli.shelves.beginning import AccountsShelf, BringingShelf
from owntexts.cli.shelves.doing import DoingShelf
from owntexts.cli.shelves.reading import ReadingShelf
from owntexts.cli.shelves.searching import SearchingShelf
from owntexts.cli.shelves.settling import LimitsShelf, LookingShelf, MembershipShelf, SourcesShelf
from owntexts.cli.shelves.signing_in import KeptSessions
from owntexts.cli.shelves.standing import StandingShelf
from owntexts.web.app import build
from owntexts.web.changes import Changes, Mark
from owntexts.web.sessions import Sessions


def page(home: Home, hosts: frozenset[str], own_hub: str | None) -> Page:
    """The device's own web app. `hosts` are the values of Host under which it answers."""
    sessions = Sessions(time.time, secrets.token_bytes, KeptSessions(home.path))
    shelf = Shelf(home.path, own_hub)
    changes = Changes(shelf.standing.mark)
    app = build(shelf, sessions, lambda: hosts, changes)
    return Page(app, lambda: f"/open/{sessions.link()}", changes.end, shelf.close)


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
        self.accounts = AccountsShelf(self._home, own_hub)
        self.bringing = BringingShelf(self._home)
        self.limits = LimitsShelf(self._home)
        self.membership = MembershipShelf(self._home)
        self.sources = SourcesShelf(self._home, self.bringing.read)
        self.looking = LookingShelf(self._home)

    def close(self) -> None:
        self.bringing.close()
        self._home.close()
