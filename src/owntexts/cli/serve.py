"""The one place where a face meets the other: the web app, built over this device's use cases."""

import secrets
import time
from collections.abc import Sequence

from owntexts.agent import reading
from owntexts.agent.home import Home
from owntexts.agent.status import Status
from owntexts.agent.up import Page
from owntexts.doctor import report
from owntexts.model.message import Message
from owntexts.replica.search import Hit
from owntexts.replica.threads import ConversationRow
from owntexts.web.app import build
from owntexts.web.sessions import Sessions


def page(home: Home, hosts: frozenset[str]) -> Page:
    """The device's own web app. `hosts` are the values of Host under which it answers."""
    sessions = Sessions(clock=time.monotonic, random=secrets.token_bytes)
    return Page(build(Shelf(home), sessions, lambda: hosts), lambda: f"/open/{sessions.link()}")


class Shelf:
    """What the pages read, from one home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def status(self) -> Status:
        return report.status(self._home)

    def conversations(self) -> Sequence[ConversationRow]:
        return reading.conversations(self._home)

    def messages(self, conversation: str, limit: int) -> Sequence[Message]:
        return reading.messages(self._home, conversation, limit=limit)

    def search(self, query: str, limit: int) -> Sequence[Hit]:
        return reading.search(self._home, query, limit=limit)
