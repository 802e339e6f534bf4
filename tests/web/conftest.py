"""One page over one shelf."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from tests.web.shelf import HOST, Opened, Shelf

from owntexts.web.app import build
from owntexts.web.sessions import Sessions


@pytest.fixture
def page() -> Iterator[Opened]:
    now = [1000.0]
    made = iter(range(1, 1000))
    sessions = Sessions(clock=lambda: now[0], random=lambda size: next(made).to_bytes(size, "big"))
    shelf = Shelf()
    app = build(shelf, sessions, hosts=lambda: {HOST})
    with TestClient(app, base_url=f"http://{HOST}") as client:
        yield Opened(client, sessions, shelf, now)
