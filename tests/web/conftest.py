"""One page over one shelf; and one real device with its pages in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.end_to_end.world import World
from tests.web import hostile, pictured
from tests.web.browsing import Desk, Served, Tab, a_browser
from tests.web.shelf import HOST, Opened, Shelf

from owntexts.testing.apple import demo
from owntexts.web.app import build, shared
from owntexts.web.door import Door
from owntexts.web.sessions import HERE, Sessions


@pytest.fixture
def page() -> Iterator[Opened]:
    now = [1000.0]
    made = iter(range(1, 1000))
    sessions = Sessions(clock=lambda: now[0], random=lambda size: next(made).to_bytes(size, "big"))
    shelf = Shelf()
    app = build(shelf, sessions, Door(HERE, lambda: {HOST}, is_secure=False), shared(shelf, sessions))
    with TestClient(app, base_url=f"http://{HOST}") as client:
        yield Opened(client, sessions, shelf, now)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of a file. Its remote control runs an event loop, so it ends with them."""
    with a_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A device with the demo's messages, some hostile ones, and an account, whose pages are served."""
    folder = tmp_path_factory.mktemp("desk")
    world = World(folder)
    device = world.device("desk")
    store = folder / "store" / "chat.db"
    store.parent.mkdir()
    demo(store)
    device.add(store)
    pictured.send(folder / "pictured" / "chat.db")
    device.add(folder / "pictured" / "chat.db")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OWNTEXTS_KEY_STORE", "file")
        hostile.send(device.home)
    made = Served(world, device)
    try:
        link = made.up()
        device.create(made.hub)
        made.sign_in(link)
        yield made
    finally:
        world.end()


@pytest.fixture(scope="module")
def desk(browser: Any, served: Served) -> Desk:
    return Desk(browser, served)


@pytest.fixture
def tab(desk: Desk) -> Iterator[Tab]:
    """A phone-sized tab of a device that nothing holds up."""
    desk.served.calm()
    with desk.tab() as opened:
        opened.shows("Up to date")
        yield opened
