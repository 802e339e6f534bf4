"""The loop with a real replica, a hub in memory, and commands that come over the home's socket."""

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from owntexts.agent import loop as looping
from owntexts.agent.control import Refused, Request, alive, ask, notify, socket_path
from owntexts.agent.device import Device
from owntexts.agent.lock import is_locked, sync_lock
from owntexts.agent.loop import Loop
from owntexts.agent.surroundings import Around
from owntexts.agent.syncing import SyncResult, sync_once
from owntexts.conditions.decide import decide
from owntexts.conditions.decision import Decision, LaneDecision
from owntexts.conditions.policy import BALANCED
from owntexts.conditions.work import Work
from owntexts.errors import Busy, OwntextsError
from owntexts.explain import Finding, Fix, Wait
from owntexts.model.times import rfc3339
from owntexts.replica import statuses
from owntexts.sync import Phase, State
from owntexts.testing.devices import NOW_MS, Cable, device_of, keep, kept, text
from owntexts.testing.family import Family
from owntexts.testing.memory_hub import MemoryHub
from owntexts.wire.hub import ChangeToken, Head

Answer = TypeVar("Answer")
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


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    hub = MemoryHub()
    family = Family(hub.door)
    one, two = family.found(), family.join()
    device = device_of(one, tmp_path / "loop", hub.door(one.hub_token))
    other = device_of(two, tmp_path / "other", hub.door(two.hub_token))
    yield Scene(tmp_path, device, other, NudgingHub(device))
    for each in (device, other):
        each.replica.close()


def test_it_syncs_when_it_starts(scene: Scene) -> None:
    keep(scene.device, text("k", "words"))
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE)
    assert sync_once(scene.other).received == 1


def test_a_nudge_brings_what_another_device_wrote(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        keep(scene.other, text("k", "words"))
        sync_once(scene.other)
        scene.hub.nudge(3)
        scene.wait_for(Phase.APPLYING, times=2)
        scene.wait_for(Phase.UP_TO_DATE, times=3)
    assert kept(scene.device) == kept(scene.other)


def test_a_nudge_about_what_is_here_already_asks_the_hub_nothing(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        asked = scene.hub.heads
        scene.hub.nudge(2)
        scene.hub.nudge(1)
        assert ask(scene.folder, Request("ping"))
        scene.sync()
    assert scene.hub.heads == asked + 1


def test_a_command_beside_a_running_agent_lets_it_sync_and_hears_the_result(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        keep(scene.device, text("k", "words"))
        progress: list[tuple[int, int]] = []
        answer = ask(scene.folder, Request("sync"), lambda done, total: progress.append((done, total)))
        assert answer is not None
        result = msgspec.json.decode(answer, type=SyncResult)
        assert (result.sent, result.decision.texts.run) == (1, True)
        assert progress


def test_an_import_beside_a_running_agent_is_sent_at_once(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        keep(scene.device, text("k", "words"))
        assert notify(scene.folder, "changed")
        scene.wait_for(Phase.PUSHING)
        scene.wait_for(Phase.UP_TO_DATE, times=3)
    assert sync_once(scene.other).received == 1


def test_a_changed_setting_reaches_a_running_agent(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE)
        scene.findings.append(PAUSED)
        assert notify(scene.folder, "reload")
        scene.wait_for(Phase.HELD)
        assert scene.sync().decision.texts.findings == ("paused.by_you",)
        scene.findings.clear()
        assert notify(scene.folder, "reload")
        assert scene.sync().decision.texts.run


def test_without_an_account_it_waits_for_one(scene: Scene) -> None:
    scene.signed_in = False
    with running(scene):
        assert ask(scene.folder, Request("sync")) == msgspec.Raw(b"null")
        scene.signed_in = True
        assert notify(scene.folder, "reload")
        scene.wait_for(Phase.UP_TO_DATE)


def test_a_home_that_cannot_be_opened_for_a_while_does_not_end_an_agent_that_runs(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE)
        scene.broken = True
        notify(scene.folder, "reload")
        assert alive(scene.folder) is not None
        scene.broken = False
        notify(scene.folder, "changed")
        scene.wait_for(Phase.UP_TO_DATE, times=2)


def test_a_home_that_cannot_be_opened_at_the_start_is_told_at_once(scene: Scene) -> None:
    scene.broken = True
    with pytest.raises(OwntextsError, match="no room"):
        asyncio.run(Loop(scene.folder, scene.compose).run())


def test_two_agents_on_one_home_are_refused(scene: Scene) -> None:
    with running(scene):
        assert is_locked(scene.folder)
        with pytest.raises(Busy), sync_lock(scene.folder):
            pass
    assert not is_locked(scene.folder)


def test_an_agent_says_that_it_lives_and_nobody_answers_once_it_has_ended(scene: Scene) -> None:
    with running(scene):
        said = alive(scene.folder)
        assert said is not None
        assert said.pid == os.getpid()
    assert alive(scene.folder) is None
    assert not socket_path(scene.folder).exists()


def test_damage_to_the_store_is_told_to_the_one_who_asked_and_ends_nothing(scene: Scene) -> None:
    def fail(now: bool, faults: tuple[Finding, ...]) -> object:
        raise Busy("Another process writes", code="app.busy")

    whole = scene.compose

    @contextmanager
    def compose() -> Iterator[Device | None]:
        with whole() as device:
            assert device
            yield replace(device, decide=fail) if broken else device  # type: ignore[arg-type]

    broken = [True]
    scene.compose = compose  # type: ignore[method-assign]
    with running(scene):
        with pytest.raises(Refused) as refused:
            ask(scene.folder, Request("sync"))
        assert refused.value.code == "app.busy"
        broken.clear()
        notify(scene.folder, "reload")
        assert scene.sync().decision.texts.run


def test_only_this_person_may_speak_to_the_agent(scene: Scene) -> None:
    with running(scene):
        assert socket_path(scene.folder).stat().st_mode & 0o077 == 0


def test_a_home_with_a_long_path_has_its_socket_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    path = socket_path(tmp_path / ("long" * 40))
    assert path.is_relative_to(runtime)
    assert path.parent.stat().st_mode & 0o077 == 0
    path.parent.chmod(0o755)
    with pytest.raises(PermissionError):
        socket_path(tmp_path / ("long" * 40))


def test_nonsense_on_the_socket_ends_only_its_own_line(scene: Scene) -> None:
    with running(scene):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(socket_path(scene.folder)))
            line.sendall(b"nonsense\n")
            assert line.recv(10) == b""
        assert ask(scene.folder, Request("ping"))


def test_a_reload_in_the_middle_of_a_sync_neither_loses_a_wish_nor_waits_for_its_end(scene: Scene) -> None:
    reached, go_on = threading.Event(), threading.Event()
    whole = scene.hub.push

    def slow(item: bytes) -> ChangeToken:
        reached.set()
        assert go_on.wait(30)
        return whole(item)

    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        scene.hub.push = slow  # type: ignore[method-assign]
        keep(scene.device, text("k", "words"))
        results: list[SyncResult] = []
        asking = threading.Thread(target=lambda: results.append(scene.sync()))
        asking.start()
        assert reached.wait(30)
        reloading = threading.Thread(target=lambda: notify(scene.folder, "reload"))
        reloading.start()
        go_on.set()
        reloading.join(30)
        asking.join(30)
        assert results[0].decision.texts.run
    assert sync_once(scene.other).received == 1


def test_a_line_that_breaks_is_looked_into_at_once(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        scene.hub.let_go()
        scene.wait_for(Phase.UP_TO_DATE, times=3)


class Weather:
    """Surroundings that a test changes."""

    def __init__(self) -> None:
        self.looks = 0
        self.calls_for_a_sync = False
        self.decisions = 0
        self.stopped = False
        self.told_look: Callable[[], None] = lambda: None
        self.sleeps: Callable[[bool], None] = lambda _: None

    def start(self, look: Callable[[], None], sleeps: Callable[[bool], None]) -> None:
        self.told_look = look
        self.sleeps = sleeps

    def look(self) -> bool:
        self.looks += 1
        return self.calls_for_a_sync

    def told(self, decision: Decision) -> None:
        self.decisions += 1

    def stop(self) -> None:
        self.stopped = True


def test_what_changes_around_it_is_looked_into_and_asks_the_hub_only_where_that_is_called_for(scene: Scene) -> None:
    weather = Weather()
    with running(scene, weather):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        asked, looked = scene.hub.heads, weather.looks
        weather.told_look()
        assert until(lambda: weather.looks > looked)
        assert scene.hub.heads == asked
        weather.calls_for_a_sync = True
        weather.told_look()
        scene.wait_for(Phase.UP_TO_DATE, times=3)
    assert weather.stopped
    assert weather.decisions


def test_before_a_sleep_the_others_are_told_and_after_it_too(scene: Scene) -> None:
    scene.version, weather = "0.1.0", Weather()
    with running(scene, weather):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        assert seen(scene) == "up_to_date"
        weather.sleeps(True)  # comes back once the hub has heard of it
        assert seen(scene) == "asleep"
        weather.sleeps(False)
        assert until(lambda: seen(scene) == "up_to_date")


def test_a_sleep_does_not_wait_for_a_hub_that_does_not_answer(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    answers, head, weather = threading.Event(), scene.hub.head, Weather()

    def slow() -> Head:
        answers.wait(30)
        return head()

    scene.version = "0.1.0"
    with running(scene, weather):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        monkeypatch.setattr(looping, "BEFORE_SLEEP_S", 0.1)
        monkeypatch.setattr(scene.hub, "head", slow)
        weather.sleeps(True)
        assert seen(scene) == "up_to_date"
        answers.set()


def seen(scene: Scene) -> str:
    """How the device that loops stands, as the other one hears."""
    sync_once(scene.other)
    return statuses.told(scene.other.replica)[scene.device.membership.device].state


def test_without_an_account_it_still_looks_around(scene: Scene) -> None:
    scene.signed_in = False
    weather = Weather()
    with running(scene, weather):
        looked = weather.looks
        weather.told_look()
        assert until(lambda: weather.looks > looked)


def test_a_full_hub_is_asked_again_soon_whether_there_is_room(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owntexts.agent.loop.ROOM_MS", 5)
    scene.findings.append(msgspec.structs.replace(PAUSED, code="storage.hub_full", blocks=("attachments",)))
    clock = iter(range(scene.device.now(), scene.device.now() + 1_000_000))
    scene.now = lambda: next(clock)
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=6)
        scene.findings.clear()


def test_a_pause_that_names_its_end_is_looked_into_then(scene: Scene) -> None:
    ends = rfc3339(scene.device.now() + 1)
    scene.findings.append(msgspec.structs.replace(PAUSED, ends_when=Wait("soon", ends)))
    clock = iter(range(scene.device.now(), scene.device.now() + 1_000_000))
    scene.now = lambda: next(clock)
    with running(scene):
        scene.wait_for(Phase.HELD)
        scene.findings.clear()
        scene.wait_for(Phase.UP_TO_DATE)


def test_a_clock_that_leaps_tells_of_sleep_and_calls_for_a_sync(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("owntexts.agent.loop.GLANCE_S", 0.05)
    clock = [scene.device.now()]
    scene.now = lambda: clock[0]
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        asked = scene.hub.heads

        def leapt() -> bool:
            clock[0] += 60_000
            return scene.hub.heads > asked

        assert until(leapt)


def test_sync_now_ends_a_pause_in_the_log_for_as_long_as_it_lasts(scene: Scene) -> None:
    soft = msgspec.structs.replace(PAUSED, soft=True)
    log: list[tuple[bool, str | None]] = []
    device = device_of(scene.device.membership, scene.folder / "third", scene.hub, findings=(soft,))
    decide = device.decide
    held = replace(
        device,
        decide=lambda now, faults: _overridden(decide(now, faults)) if now else decide(now, faults),
        keep=lambda decision, cause: log.append((decision.texts.run, cause)),
    )
    with device.replica:
        assert sync_once(held, now=True).overrode == ("paused.by_you",)
    assert log == [(True, "sync_now"), (False, None)]


def _overridden(decision: Decision) -> Decision:
    return msgspec.structs.replace(decision, texts=LaneDecision(run=True))


def until(holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold."""
    for _ in range(600):
        if holds():
            return True
        threading.Event().wait(0.05)
    return False
