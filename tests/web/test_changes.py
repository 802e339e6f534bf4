"""The stream of events by itself: when it speaks, how often it looks, how it ends."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from owntexts.web import changes
from owntexts.web.changes import Changes, Mark

STATUS = "event: status\ndata:\n\n"
MESSAGES = "event: messages\ndata:\n\n"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second is short here."""
    monkeypatch.setattr(changes, "LOOK_S", 0.02)


class Device:
    def __init__(self) -> None:
        self.now = Mark(1, 1)
        self.looks = 0

    def mark(self) -> Mark:
        self.looks += 1
        return self.now


async def _take(stream: AsyncIterator[str], count: int) -> list[str]:
    return [await anext(stream) for _ in range(count)]


def test_a_page_hears_both_at_once_and_then_what_changed() -> None:
    async def told() -> list[str]:
        device = Device()
        stream = Changes(device.mark).stream()
        heard = await _take(stream, 2)
        device.now = Mark(1, 2)
        heard += await _take(stream, 1)
        device.now = Mark(2, 3)
        return heard + await _take(stream, 2)

    assert asyncio.run(told()) == [STATUS, MESSAGES, STATUS, STATUS, MESSAGES]


def test_a_page_whose_session_ended_is_told_to_look_and_hears_no_more() -> None:
    async def told() -> list[str]:
        signed_in = [True]
        stream = Changes(Device().mark).stream(lambda: signed_in[0])
        await _take(stream, 2)
        signed_in.clear()
        signed_in.append(False)
        return [event async for event in stream]

    assert asyncio.run(told()) == [STATUS]


def test_a_label_that_ends_by_the_clock_is_looked_at_again_without_a_change() -> None:
    async def told() -> tuple[list[str], int]:
        device = Device()
        heard = await _take(Changes(device.mark).stream(), 4)
        return heard, device.looks

    heard, looks = asyncio.run(told())
    assert heard == [STATUS, MESSAGES, STATUS, STATUS]
    assert looks >= 2 * changes.QUIET_LOOKS


def test_many_pages_share_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "LOOK_S", 3_600.0)

    async def looks_of(pages: int) -> int:
        device = Device()
        told = Changes(device.mark)
        await asyncio.gather(*(_take(told.stream(), 2) for _ in range(pages)))
        return device.looks

    assert asyncio.run(looks_of(20)) == 1


def test_nobody_looks_while_no_page_is_open() -> None:
    device = Device()
    Changes(device.mark)
    assert device.looks == 0


def test_the_end_hangs_up_on_every_page() -> None:
    async def left() -> list[str]:
        told = Changes(Device().mark)
        stream = told.stream()
        await _take(stream, 2)
        told.end()
        return [event async for event in stream]

    assert asyncio.run(left()) == []
