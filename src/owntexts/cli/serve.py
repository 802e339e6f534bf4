"""The one place where a face meets the other: the web app, built over this device's use cases."""

import secrets
import time
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

from owntexts.agent import contacts, reading, syncing_now
from owntexts.agent.control import alive
from owntexts.agent.home import Home, open_home
from owntexts.agent.status import Status, Why
from owntexts.agent.syncing import SyncResult
from owntexts.agent.up import Page
from owntexts.doctor import fixing, report
from owntexts.doctor.fixing import Fixed
from owntexts.doctor.steps import Step, step_of
from owntexts.errors import OwntextsError
from owntexts.explain import Fix
from owntexts.model.message import Message
from owntexts.replica.books import Person
from owntexts.replica.search import Hit
from owntexts.replica.threads import ConversationRow
from owntexts.web.app import build
from owntexts.web.changes import Changes, Mark
from owntexts.web.sessions import Sessions

WATCHED = ("readings.json", "identity", "progress.json")
"""Files of a home that a page shows something of."""


def page(home: Home, hosts: frozenset[str]) -> Page:
    """The device's own web app. `hosts` are the values of Host under which it answers."""
    sessions = Sessions(clock=time.monotonic, random=secrets.token_bytes)
    shelf = Shelf(home.path)
    changes = Changes(shelf.mark)
    app = build(shelf, sessions, lambda: hosts, changes)
    return Page(app, lambda: f"/open/{sessions.link()}", changes.end, shelf.close)


class Shelf:
    """What the pages read and do, in one home.

    It opens the home twice: a connection sees that another one has written, never that it has itself.
    """

    def __init__(self, home: Path) -> None:
        self._home = open_home(home)
        self._watched = open_home(home)

    def close(self) -> None:
        self._home.close()
        self._watched.close()

    def status(self) -> Status:
        return report.status(self._home)

    def why(self) -> Why:
        return report.why(self._home)

    def conversations(self) -> Sequence[ConversationRow]:
        return reading.conversations(self._home)

    def messages(self, conversation: str, limit: int) -> Sequence[Message]:
        return reading.messages(self._home, conversation, limit=limit)

    def search(self, query: str, limit: int) -> Sequence[Hit]:
        return reading.search(self._home, query, limit=limit)

    def people(self) -> Mapping[str, Person]:
        return contacts.by_handle(self._home)

    def photo(self, handle: str) -> bytes | None:
        return contacts.photo(self._home, handle)

    def step(self, fix: Fix) -> Step | None:
        return step_of(fix)

    def fix(self, code: str, fix: str) -> Fixed:
        return fixing.fix(self._home, code, fix)

    def sync_now(self) -> SyncResult:
        return syncing_now.sync(self._home, now=True)

    def mark(self) -> Mark:
        agent = alive(self._home.path)
        files = tuple(_stamp(self._home.path / name) for name in WATCHED)
        kept = self._kept()
        return Mark(kept, (kept, agent and (agent.pid, agent.syncing, agent.progress), files))

    def _kept(self) -> Hashable:
        try:
            return id(self._watched.replica), self._watched.replica.version()
        except OwntextsError as error:
            return error.code


def _stamp(file: Path) -> Hashable:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
