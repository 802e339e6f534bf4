"""The loop with a real replica and a hub in memory."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace

import msgspec
import pytest
from tests.agent.scenes import PAUSED, Scene, running, until

from owntexts.agent import loop as looping
from owntexts.agent import memory
from owntexts.agent.control import Request, alive, ask, notify
from owntexts.agent.lock import is_locked, sync_lock
from owntexts.agent.loop import Loop
from owntexts.agent.syncing import SyncResult, sync_once
from owntexts.conditions.decision import Decision, LaneDecision
from owntexts.errors import Busy, OwntextsError
from owntexts.explain import Wait
from owntexts.model.times import rfc3339
from owntexts.replica import statuses
from owntexts.sync import Phase
from owntexts.testing.devices import device_of, keep, kept, text
from owntexts.wire.hub import ChangeToken, Head


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


def test_an_agent_gives_its_memory_back_when_it_found_nothing_to_move(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[object] = []
    monkeypatch.setattr(memory, "give_back", given_back.append)
    keep(scene.device, text("k", "words"))
    with running(scene):
        assert until(lambda: sync_once(scene.other).received == 1)
        given_back.clear()
        scene.sync()
        assert until(lambda: len(given_back) > 0)


def test_a_nudge_about_what_is_here_already_asks_the_hub_nothing(scene: Scene) -> None:
    with running(scene):
        scene.wait_for(Phase.UP_TO_DATE, times=2)
        asked = scene.hub.heads
        scene.hub.nudge(2)
        scene.hub.nudge(1)
        assert ask(scene.folder, Request("ping"))
        scene.sync()
    assert scene.hub.heads == asked + 1


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
