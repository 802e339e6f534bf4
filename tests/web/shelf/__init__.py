"""A device made of lists, as the pages see one, and a browser's tab on it."""

import re
from dataclasses import dataclass

from httpx2 import Response
from starlette.testclient import TestClient
from tests.web.shelf.beginning import RECOVERY_KEY, Accounts, BeingRead, Bringing, Counts, Store
from tests.web.shelf.filing import Fetched, Files, Look, OpenedFile, Picture
from tests.web.shelf.looking import Day, Looking, Past, Pause, Versions
from tests.web.shelf.merging import Duplicate, Merging, Place, Seen
from tests.web.shelf.messages import (
    CONVERSATION,
    START,
    Conversation,
    Doing,
    Newest,
    Reading,
    Row,
    Searching,
    a_message,
)
from tests.web.shelf.room import ByKind, Gone, Local, Reviewed, Room, Storage
from tests.web.shelf.settling import (
    Account,
    Device,
    InFolder,
    Limits,
    Membership,
    OtherDevice,
    Setting,
    Source,
    Sources,
)
from tests.web.shelf.standing import FINDING, Fixed, Standing, Status, Synced, Waiting

from owntexts.web.frame import COOKIE
from owntexts.web.sessions import Sessions

__all__ = [
    "CONVERSATION",
    "FINDING",
    "HOST",
    "RECOVERY_KEY",
    "START",
    "Account",
    "BeingRead",
    "ByKind",
    "Conversation",
    "Counts",
    "Day",
    "Device",
    "Duplicate",
    "Fetched",
    "Files",
    "Fixed",
    "Gone",
    "InFolder",
    "Local",
    "Look",
    "Newest",
    "Opened",
    "OpenedFile",
    "OtherDevice",
    "Past",
    "Pause",
    "Picture",
    "Place",
    "Reviewed",
    "Row",
    "Seen",
    "Setting",
    "Shelf",
    "Source",
    "Status",
    "Storage",
    "Store",
    "Synced",
    "Versions",
    "Waiting",
    "a_message",
]

HOST = "127.0.0.1:8944"


class Shelf:
    """What a device has, as the pages ask for it."""

    def __init__(self) -> None:
        self.limits = Limits()
        self.membership = Membership()
        self.sources = Sources()
        self.looking = Looking()
        self.merging = Merging()
        self.accounts = Accounts()
        self.bringing = Bringing()
        self.standing = Standing()
        self.reading = Reading()
        self.searching = Searching(self.reading)
        self.doing = Doing()
        self.files = Files()
        self.room = Room()


@dataclass
class Opened:
    client: TestClient
    sessions: Sessions
    shelf: Shelf
    now: list[float]

    def sign_in(self) -> None:
        assert self.client.get(f"/open/{self.sessions.link()}").status_code == 200

    def come_in(self, place: str) -> None:
        """A session from the device itself ('here'), or from its network."""
        self.client.cookies.set(COOKIE, self.sessions.begin("A browser", place))

    @property
    def csrf(self) -> str:
        """What the forms of the page carry."""
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get("/help/apples-pause").text)
        assert found
        return found[1]

    def post(self, path: str, /, *, by_htmx: bool = True, **form: str) -> Response:
        """As the page's own form sends it."""
        headers = {"origin": f"http://{HOST}"} | ({"hx-request": "true"} if by_htmx else {})
        return self.client.post(path, data={"csrf": self.csrf, **form}, headers=headers)
