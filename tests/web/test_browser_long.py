"""A conversation of a lifetime in a real browser."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.end_to_end.world import World
from tests.web.browsing import DESK, PHONE, Desk, Served
from tests.web.test_browser_reading import MOST_ROWS, ROW, scrolled

from owntexts.testing.apple import build_chat_db

MESSAGES = 200_000
STEPS = 120


@pytest.fixture(scope="module")
def lifelong(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A device all of whose messages are one conversation."""
    folder = tmp_path_factory.mktemp("lifelong")
    world = World(folder)
    device = world.device("desk")
    device.add(all_in_one(folder / "chat.db"))
    served = Served(world, device)
    try:
        link = served.up()
        device.create(served.hub)
        served.sign_in(link)
        yield Desk(browser, served)
    finally:
        world.end()


def all_in_one(store: Path) -> Path:
    build_chat_db(store, messages=MESSAGES)
    with sqlite3.connect(store) as connection:
        (chat,) = connection.execute("select min(chat_id) from chat_message_join").fetchone()
        connection.execute("update or ignore chat_message_join set chat_id = ?", (chat,))
        connection.execute("delete from chat_message_join where chat_id <> ?", (chat,))
    return store


@pytest.mark.torture
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_two_hundred_thousand_messages_scroll_both_ways_with_few_rows(lifelong: Desk, size: dict[str, int]) -> None:
    with lifelong.tab(size) as tab:
        listed = max(tab.device.ask("conversations"), key=lambda each: each["messages"])
        assert listed["messages"] > 0.9 * MESSAGES
        middle = f"on={int(listed['last_at'][:4]) - 1}-06-15"
        for start in ("", middle, "start"):
            tab.go(f"/c/{listed['id']}?{start}")
            tab.page.wait_for_selector(ROW)
            seen = {row for pixels in (-4000, 4000) for _ in range(STEPS) for row in scrolled(tab, pixels)}
            assert len(seen) > MOST_ROWS
