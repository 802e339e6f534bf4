"""A loop in a thread of its own, with a real replica and a hub in memory."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from owntexts.agent.control import Request, ask
from owntexts.agent.device import Device
from owntexts.agent.loop import Loop
from owntexts.agent.surroundings import Around
from owntexts.agent.syncing import SyncResult
from owntexts.conditions.decide import decide
from owntexts.conditions.policy import BALANCED
from owntexts.conditions.work import Work
from owntexts.errors import OwntextsError
from owntexts.explain import Finding, Fix
from owntexts.sync import Phase, State
from owntexts.testing.devices import NOW_MS, Cable, device_of
from owntexts.testing.family import Family
from owntexts.testing.memory_hub import MemoryHub
from owntexts.wire.hub import Head

PAUSED = Finding("paused.by_you", "info", "Paused", "Paused", ("texts",), fixes=(Fix("resume", "Resume", "action"),))


class NudgingHub(Cable):
    """A hub whose nudges come when a test says so, and end when it is let go."""

    def __init__(self, device: Device) -> None:
        super().__init__(device.hub)
        self.tokens = [0]
        self.changed = threading.Condition()
        self.ended = False
        self.heads = 0

    def nudge(self, token: int) -> None:
        with self.changed:
            self.tokens.append(token)
            self.changed.notify_all()

    def let_go(self) -> None:
        with self.changed:
            self.ended = True
            self.changed.notify_all()

    def nudges(self) -> Iterator[int]:
        said = 0
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self.ended or len(self.tokens) > said)  # noqa: B023 - asked at once
                if self.ended:
                    return
                token = self.tokens[said]
            said += 1
            yield token

    def head(self) -> Head:
        self.heads += 1
        return super().head()


@dataclass
class Scene:
    """A loop that runs in a thread of its own, and the other device of the account."""

    folder: Path
    device: Device
    other: Device
    hub: NudgingHub
    findings: list[Finding] = field(default_factory=list)
    signed_in: bool = True
    now: Callable[[], int] = lambda: NOW_MS
    phases: list[Phase] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)
    broken: bool = False
    version: str | None = None

    @contextmanager
    def compose(self) -> Iterator[Device | None]:
        if self.broken:
            raise OwntextsError("This device has no room left", code="storage.device_full")
        self.hub.ended = False
        device = device_of(self.device.membership, self.folder / "loop", self.hub, now=self.now)
        device = replace(
            device, version=self.version, decide=lambda _now, faults: decide({}, BALANCED, self.work(faults))
        )
        try:
            yield device if self.signed_in else None
        finally:
            self.hub.let_go()
            device.replica.close()

    def work(self, faults: tuple[Finding, ...]) -> Work:
        return Work(signed_in=True, hub="http://127.0.0.1", faults=(*self.findings, *faults))

    def told(self, state: State) -> None:
        with self.news:
            self.phases.append(state.phase)
            self.news.notify_all()

    def wait_for(self, phase: Phase, times: int = 1) -> None:
        with self.news:
            assert self.news.wait_for(lambda: self.phases.count(phase) >= times, 30)

    def sync(self, *, now: bool = False) -> SyncResult:
        answer = ask(self.folder, Request("sync", now=now))
        assert answer is not None
        return msgspec.json.decode(answer, type=SyncResult)


@contextmanager
def running(scene: Scene, weather: Around | None = None) -> Iterator[Loop]:
    """The loop, for as long as the block."""
    ready = threading.Event()
    made: list[tuple[Loop, asyncio.AbstractEventLoop]] = []

    async def run() -> None:
        loop = Loop(scene.folder, scene.compose, scene.told, weather)
        made.append((loop, asyncio.get_running_loop()))
        await loop.run(ready.set)

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    assert ready.wait(30)
    loop, events = made[0]
    try:
        yield loop
    finally:
        events.call_soon_threadsafe(loop.stop)
        thread.join(30)
        assert not thread.is_alive()


@contextmanager
def scene_in(tmp_path: Path) -> Iterator[Scene]:
    hub = MemoryHub()
    family = Family(hub.door)
    one, two = family.found(), family.join()
    device = device_of(one, tmp_path / "loop", hub.door(one.hub_token))
    other = device_of(two, tmp_path / "other", hub.door(two.hub_token))
    yield Scene(tmp_path, device, other, NudgingHub(device))
    for each in (device, other):
        each.replica.close()


def until(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold."""
    for _ in range(600):
        if holds():
            return True
        threading.Event().wait(0.05)
    return False
