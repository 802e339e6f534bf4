"""The agent's loop: sleeps until something happens, syncs, and sleeps again.

What wakes it: a nudge of the hub, a word on the home's socket, a source's store or a reading that changed, and the
time that the engine or a pause named. What happens while it syncs is remembered and granted afterwards, once. Between
two signals it does nothing but look at the clock once a minute, by which it notices that the device has slept.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event as Signal
from typing import Final

from owntexts.agent import memory
from owntexts.agent.answering import Tell, listening
from owntexts.agent.control import Alive, Request
from owntexts.agent.device import Device
from owntexts.agent.lane import Lane, lanes
from owntexts.agent.listening import Listener
from owntexts.agent.lock import sync_lock
from owntexts.agent.surroundings import Around
from owntexts.agent.syncing import Syncing, SyncResult
from owntexts.agent.underway import underway
from owntexts.conditions.decision import Decision
from owntexts.errors import OwntextsError
from owntexts.sync import Phase, State
from owntexts.sync.backoff import POLL_MS, ROOM_MS
from owntexts.sync.events import Event, Nudged, Tick, Wanted

AFTER_TROUBLE_MS: Final = 60_000
GLANCE_S: Final = 60.0
SETTLE_S: Final = 3.0
"""Whoever asks for a sync waits so long for attachments too; what takes longer goes on by itself."""

BEFORE_SLEEP_S: Final = 3.0
"""A sleep waits so long for word of it; systems wait 5 s for everybody together."""

SLEPT_S: Final = 20.0
"""A clock that went on by so much more than we waited: the device slept, or the clock was set."""

Compose = Callable[[], AbstractContextManager[Device | None]]
"""Opens this home's device as it is now, or None while it has no account."""


@dataclass
class _Asker:
    """A command that waits for the result of a sync."""

    answer: asyncio.Future[SyncResult | None]
    now: bool
    tell: Tell


@dataclass
class _Wishes:
    """What has happened since the loop last looked."""

    wanted: bool = False
    look: bool = False
    nudged: int = 0
    askers: list[_Asker] = field(default_factory=list)
    reloads: list[asyncio.Future[None]] = field(default_factory=list)

    @property
    def only_time_has_passed(self) -> bool:
        return not (self.wanted or self.askers or self.nudged)

    def events(self, now: int) -> tuple[Event, ...]:
        """As few events as say it all."""
        if self.wanted or self.askers:
            return (Wanted(),)
        return (Nudged(self.nudged),) if self.nudged else (Tick(now),)


class Loop:
    """One home's agent. `told` hears of each phase, from the thread that syncs."""

    def __init__(
        self,
        home: Path,
        compose: Compose,
        told: Callable[[State], None] = lambda _: None,
        around: Around | None = None,
    ) -> None:
        self._home = home
        self._compose = compose
        self._told = told
        self._around: Around = around or Nothing()
        self._wishes = _Wishes()
        self._woken = asyncio.Event()
        self._stopping = False
        self._syncing: Syncing | None = None
        self._lanes: tuple[Lane, ...] = ()
        self._progress: tuple[int, int] | None = None
        self._asleep = False
        self._said_so = Signal()

    async def run(self, ready: Callable[[], None] = lambda: None) -> None:
        """Until `stop`. Raises Busy where another process of this home syncs, and what is wrong with it at first."""
        with sync_lock(self._home):
            async with listening(self._home, self._answer):
                ready()
                loop = asyncio.get_running_loop()
                self._around.start(lambda: _later(loop, self.look), partial(self._sleeps, loop))
                self.look()
                try:
                    await self._live()
                    while not self._stopping:
                        await self._live_on()
                finally:
                    await asyncio.to_thread(self._around.stop)
                    self._tell_reloaded()
                    for asker in self._wishes.askers:
                        _tell_result(asker, None)

    def stop(self) -> None:
        """End after the step that is under way."""
        self._stopping = True
        self._interrupt()

    def wish(self, event: Event) -> None:
        """Something has happened: a nudge or a wish."""
        if isinstance(event, Nudged):
            self._wishes.nudged = max(self._wishes.nudged, event.token)
        else:
            self._wishes.wanted = True
        self._woken.set()

    def look(self) -> None:
        """A store, a reading or a setting may have changed."""
        self._wishes.look = True
        self._woken.set()

    def _sleeps(self, loop: asyncio.AbstractEventLoop, begins: bool) -> None:
        """From another thread: a sleep is over, or begins once the hub has heard of it or did not hear in time."""
        self._asleep = begins
        self._said_so.clear()
        _later(loop, partial(self.wish, Wanted()))
        if begins and self._syncing is not None:
            self._said_so.wait(BEFORE_SLEEP_S)

    def _interrupt(self) -> None:
        if self._syncing is not None:
            self._syncing.interrupt()
        self._woken.set()

    async def _live(self) -> None:
        """With the device as it is now, until its settings or its account change."""
        listener = None
        carrying: tuple[Lane, ...] = ()
        with self._compose() as composed:
            self._tell_reloaded()
            if composed is None:
                await self._wait_for_an_account()
                return
            device = replace(composed, falls_asleep=lambda: self._asleep)
            listener = self._listener(device)
            listener.start()
            self._lanes = carrying = self._lanes_of(device)
            self.wish(Wanted())
            self._syncing = Syncing(device, self._told)
            while not (self._stopping or self._wishes.reloads):
                await self._sync(device)
                await self._rest(device)
            self._syncing, self._lanes = None, ()
            listener.stop()
            for lane in carrying:
                lane.stop()
        await asyncio.to_thread(listener.join)
        for lane in carrying:
            if lane.is_alive():
                await asyncio.to_thread(lane.join)

    async def _live_on(self) -> None:
        """What is wrong with the home by now (no room on its disk, perhaps) passes, or somebody mends it."""
        try:
            await self._live()
        except OwntextsError:
            self._tell_reloaded()
            self._woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(AFTER_TROUBLE_MS / 1000):
                    await self._woken.wait()

    def _tell_reloaded(self) -> None:
        reloads, self._wishes.reloads = self._wishes.reloads, []
        for reloaded in reloads:
            if not reloaded.done():
                reloaded.set_result(None)

    def _listener(self, device: Device) -> Listener:
        loop = asyncio.get_running_loop()
        return Listener(device.hub, lambda event: _later(loop, partial(self.wish, event)), device.random)

    def _lanes_of(self, device: Device) -> tuple[Lane, ...]:
        """They begin with the first sync."""
        loop = asyncio.get_running_loop()
        return lanes(device, self._home, lambda: _later(loop, partial(self.wish, Wanted())))

    async def _wait_for_an_account(self) -> None:
        while not (self._stopping or self._wishes.reloads):
            askers, self._wishes.askers = self._wishes.askers, []
            for asker in askers:
                _tell_result(asker, None)
            self._woken.clear()
            if self._wishes.look:
                self._wishes.look = False
                with suppress(OwntextsError):
                    await asyncio.to_thread(self._around.look)
            await self._woken.wait()

    async def _sync(self, device: Device) -> None:
        self._woken.clear()
        wishes, self._wishes = self._wishes, _Wishes()
        try:
            result = await asyncio.to_thread(self._synced, device, wishes, asyncio.get_running_loop())
        except OwntextsError as error:
            self._syncing = Syncing(device, self._told)
            for asker in wishes.askers:
                _tell_error(asker, error)
        else:
            if self._wishes.reloads:
                self._wishes.askers += wishes.askers
                return
            for asker in wishes.askers:
                _tell_result(asker, result)
            if not (result.sent or result.received):
                await asyncio.to_thread(memory.give_back, device.replica)

    def _synced(self, device: Device, wishes: _Wishes, loop: asyncio.AbstractEventLoop) -> SyncResult:
        def progress(done: int, total: int) -> None:
            self._progress = (done, total)
            for asker in wishes.askers:
                _later(loop, partial(asker.tell, done, total))

        syncing = self._syncing or Syncing(device, self._told)
        now, asleep = any(asker.now for asker in wishes.askers), self._asleep
        if wishes.look or wishes.only_time_has_passed:
            wishes.wanted = self._around.look() or wishes.wanted or syncing.waits_for_room
        try:
            with underway(self._home, "changes", progress) as told:
                result = syncing.once(*wishes.events(device.now()), now=now, progress=told)
                if self._carried(now=now, patience_s=SETTLE_S if wishes.askers else 0):
                    result = result.followed_by(syncing.once(now=now, progress=told))
        finally:
            self._progress = None
            if asleep:
                self._said_so.set()
        if syncing.decided is not None:
            self._around.told(syncing.decided)
        return result

    def _carried(self, *, now: bool, patience_s: float) -> bool:
        """Wakes the lanes; whether one was done within that time and there is more to send now."""
        if self._stopping:
            return False
        for lane in self._lanes:
            lane.wake(urgent=now)
        settled = [lane.settles(patience_s / len(self._lanes)) for lane in self._lanes]
        return any(settled)

    async def _rest(self, device: Device) -> None:
        began = device.now()
        until = self._rests_until(began)
        while not self._woken.is_set() and began <= device.now() < until:
            await self._glance(device, (until - device.now()) / 1000)

    async def _glance(self, device: Device, seconds: float) -> None:
        """Wait, for a minute at the most; a clock that went on meanwhile by much more tells of sleep."""
        loop = asyncio.get_running_loop()
        here, there = device.now(), loop.time()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(seconds, GLANCE_S)):
                await self._woken.wait()
        if (device.now() - here) / 1000 - (loop.time() - there) > SLEPT_S:
            self._wishes.wanted = True
            self.look()

    def _rests_until(self, now: int) -> int:
        syncing = self._syncing
        state = syncing.state if syncing else State()
        if state.phase is Phase.IDLE and state.wake_at is None:
            return now + AFTER_TROUBLE_MS
        named = (state.wake_at, syncing.ends_at(now) if syncing else None)
        longest = ROOM_MS if syncing and syncing.waits_for_room else POLL_MS
        return min((now + longest, *(each for each in named if each is not None)))

    async def _answer(self, request: Request, tell: Tell) -> object:
        match request.ask:
            case "sync":
                asker = _Asker(asyncio.get_running_loop().create_future(), request.now, tell)
                self._wishes.askers.append(asker)
                self._woken.set()
                return await asker.answer
            case "changed":
                self.wish(Wanted())
            case "look":
                self.look()
            case "reload":
                reloaded = asyncio.get_running_loop().create_future()
                self._wishes.reloads.append(reloaded)
                self._interrupt()
                await reloaded
        carrying = any(lane.is_busy for lane in self._lanes)
        return Alive(os.getpid(), self._progress is not None, self._progress, carrying)


class Nothing:
    """Surroundings in which nothing happens."""

    def start(self, look: Callable[[], None], sleeps: Callable[[bool], None]) -> None:
        pass

    def look(self) -> bool:
        return False

    def told(self, decision: Decision) -> None:
        pass

    def stop(self) -> None:
        pass


def _tell_result(asker: _Asker, result: SyncResult | None) -> None:
    if not asker.answer.done():
        asker.answer.set_result(result)


def _tell_error(asker: _Asker, error: OwntextsError) -> None:
    if not asker.answer.done():
        asker.answer.set_exception(error)


def _later(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(call)
