"""The web app: every page and what they share."""

from typing import NamedTuple

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from owntexts.web.assets import Assets
from owntexts.web.changes import Changes
from owntexts.web.door import Door
from owntexts.web.frame import Frame
from owntexts.web.guard import Guard
from owntexts.web.keys import ShownKeys
from owntexts.web.label import Label
from owntexts.web.needs.reaching import Network
from owntexts.web.needs.shelf import Shelf
from owntexts.web.pages.account import Account
from owntexts.web.pages.conversation import About
from owntexts.web.pages.deleted import RecentlyDeleted
from owntexts.web.pages.duplicates import Duplicates
from owntexts.web.pages.files import Files
from owntexts.web.pages.home import Home
from owntexts.web.pages.keeping import Keeping
from owntexts.web.pages.looking import Back
from owntexts.web.pages.message import OneMessage
from owntexts.web.pages.messages import Messages
from owntexts.web.pages.opening import Opening
from owntexts.web.pages.phone import Phone
from owntexts.web.pages.privacy import Privacy
from owntexts.web.pages.search import Search
from owntexts.web.pages.settings import Settings
from owntexts.web.pages.sources import Sources
from owntexts.web.pages.storage import Storage
from owntexts.web.pages.thread import Thread
from owntexts.web.pages.uploads import Uploads
from owntexts.web.pages.welcome import Welcome
from owntexts.web.patience import Patience
from owntexts.web.proof import Proof
from owntexts.web.sessions import Sessions
from owntexts.web.visitor import Visiting


class Shared(NamedTuple):
    """What all doors of a device share: the streams of changes, and the pace of guesses."""

    changes: Changes
    proof: Proof


def shared(shelf: Shelf, sessions: Sessions) -> Shared:
    """For one device."""
    return Shared(Changes(shelf.standing.mark), Proof(shelf.membership, Patience(sessions.clock)))


def build(shelf: Shelf, sessions: Sessions, door: Door, common: Shared, network: Network | None = None) -> Starlette:
    """The web app behind one door, as an ASGI callable. `network` is how other screens come in, if they may."""
    assets = Assets()
    frame = Frame(shelf, sessions, assets, door)
    label = Label(frame, shelf.standing, common.changes)
    keys = ShownKeys(sessions.clock)
    return Starlette(
        routes=[
            *Opening(frame, sessions, door, common.proof).routes(),
            *Home(frame, shelf).routes(),
            *Thread(frame, shelf).routes(),
            *About(frame, shelf).routes(),
            *Keeping(frame, shelf).routes(),
            *OneMessage(frame, shelf).routes(),
            *Files(frame, shelf).routes(),
            *Search(frame).routes(),
            *Welcome(frame, shelf.accounts, keys).routes(),
            *Messages(frame, shelf).routes(),
            *Uploads(frame, shelf.bringing).routes(),
            *Settings(frame, shelf, sessions).routes(),
            *Account(frame, shelf.membership, keys, common.proof).routes(),
            *Sources(frame, shelf.sources).routes(),
            *Duplicates(frame, shelf).routes(),
            *Storage(frame, shelf).routes(),
            *RecentlyDeleted(frame, shelf).routes(),
            *Privacy(frame, sessions).routes(),
            *Phone(frame, sessions, network).routes(),
            *Back(frame, shelf.looking).routes(),
            Route("/label", label.part),
            Route("/fix", label.fix, methods=["POST"]),
            Route("/sync", label.sync, methods=["POST"]),
            Route("/events", label.events),
            Mount("/static", assets),
        ],
        middleware=[Middleware(Guard, hosts=door.hosts), Middleware(Visiting)],
    )
