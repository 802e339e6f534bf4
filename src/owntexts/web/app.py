"""The web app: every page and what they share."""

from collections.abc import Callable, Collection

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from owntexts.web.assets import Assets
from owntexts.web.changes import Changes
from owntexts.web.frame import Frame
from owntexts.web.guard import Guard
from owntexts.web.keys import ShownKeys
from owntexts.web.label import Label
from owntexts.web.needs.shelf import Shelf
from owntexts.web.pages.account import Account
from owntexts.web.pages.conversation import About
from owntexts.web.pages.home import Home
from owntexts.web.pages.keeping import Keeping
from owntexts.web.pages.looking import Back
from owntexts.web.pages.message import OneMessage
from owntexts.web.pages.messages import Messages
from owntexts.web.pages.opening import Opening
from owntexts.web.pages.privacy import Privacy
from owntexts.web.pages.search import Search
from owntexts.web.pages.settings import Settings
from owntexts.web.pages.sources import Sources
from owntexts.web.pages.thread import Thread
from owntexts.web.pages.uploads import Uploads
from owntexts.web.pages.welcome import Welcome
from owntexts.web.patience import Patience
from owntexts.web.proof import Proof
from owntexts.web.sessions import Sessions
from owntexts.web.visitor import Visiting


def build(
    shelf: Shelf, sessions: Sessions, hosts: Callable[[], Collection[str]], changes: Changes | None = None
) -> Starlette:
    """The web app as an ASGI callable. `hosts` are the values of Host that are this device's own.

    `changes` is for whoever wants to end its streams; else they last as long as the pages that hear them.
    """
    assets = Assets()
    frame = Frame(shelf, sessions, assets)
    keys = ShownKeys(sessions.clock)
    proof = Proof(shelf.membership, Patience(sessions.clock))
    label = Label(frame, shelf.standing, changes or Changes(shelf.standing.mark))
    return Starlette(
        routes=[
            *Opening(frame, sessions).routes(),
            *Home(frame, shelf).routes(),
            *Thread(frame, shelf).routes(),
            *About(frame, shelf.reading, shelf.doing).routes(),
            *Keeping(frame, shelf.reading).routes(),
            *OneMessage(frame, shelf.reading).routes(),
            *Search(frame).routes(),
            *Welcome(frame, shelf.accounts, keys).routes(),
            *Messages(frame, shelf).routes(),
            *Uploads(frame, shelf.bringing).routes(),
            *Settings(frame, shelf, sessions).routes(),
            *Account(frame, shelf.membership, sessions, keys, proof).routes(),
            *Sources(frame, shelf.sources).routes(),
            *Privacy(frame, sessions).routes(),
            *Back(frame, shelf.looking).routes(),
            Route("/label", label.part),
            Route("/fix", label.fix, methods=["POST"]),
            Route("/sync", label.sync, methods=["POST"]),
            Route("/events", label.events),
            Mount("/static", assets),
        ],
        middleware=[Middleware(Guard, hosts=hosts), Middleware(Visiting)],
    )
