"""One sync of this device: decided, carried out effect by effect, and told."""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from owntexts.agent import faults
from owntexts.agent.device import Device
from owntexts.agent.hands import Counts, Hands, Progress
from owntexts.agent.journal import SYNC_NOW
from owntexts.conditions.decision import Decision, LaneDecision
from owntexts.explain import Finding, Wait
from owntexts.model.times import read_rfc3339, rfc3339
from owntexts.replica import pending, zone
from owntexts.sync import Phase, State, advance
from owntexts.sync.events import DecisionChanged, Effect, Event, Fetch, Push, Wanted
from owntexts.sync.rules import HUB_FULL


class SyncDecision(Struct, frozen=True):
    """What came out for each lane."""

    texts: LaneDecision
    attachments: LaneDecision


class SyncResult(Struct, frozen=True):
    """What `sync` tells: changes sent and received, soft limits overridden, and whether the lanes may run."""

    sent: int
    received: int
    overrode: tuple[str, ...]
    decision: SyncDecision

    def followed_by(self, second: "SyncResult") -> "SyncResult":
        """What two syncs in a row did, and how it stands after the second."""
        return SyncResult(
            sent=self.sent + second.sent,
            received=self.received + second.received,
            overrode=tuple(dict.fromkeys((*self.overrode, *second.overrode))),
            decision=second.decision,
        )


def nobody_watches(_done: int, _total: int) -> None:
    """Progress that goes nowhere."""


def sync_once(device: Device, *, now: bool = False, progress: Progress = nobody_watches) -> SyncResult:
    """Sync until there is nothing left to do, or something holds it; the caller has the home's sync lock.

    `now` overrides every soft limit. What held it is kept as the device's faults and stands in the result's decision;
    only damage to this device's own store is raised.
    """
    return Syncing(device).once(now=now, progress=progress)


class Syncing:
    """A device's engine and hands, which may rest between two syncs and go on from there."""

    def __init__(self, device: Device, told: Callable[[State], None] = lambda _: None) -> None:
        self.state = State()
        self.decided: Decision | None = None
        self._device = device
        self._hands = Hands(device)
        self._told = told
        self._interrupted = False

    def interrupt(self) -> None:
        """End at the next step, from whichever thread; what is done stays done."""
        self._interrupted = True

    @property
    def waits_for_room(self) -> bool:
        """Whether the hub was full when it was asked last."""
        return self.decided is not None and any(each.code == HUB_FULL for each in self.decided.findings)

    def ends_at(self, now: int) -> int | None:
        """When the first of the reasons that hold it ends by itself (UTC ms), where one names a time to come."""
        findings = self.decided.findings if self.decided else ()
        times = [read_rfc3339(each.ends_when.at) for each in findings if each.ends_when]
        return min((at for at in times if at is not None and at > now), default=None)

    def once(self, *events: Event, now: bool = False, progress: Progress = nobody_watches) -> SyncResult:
        """Decide, then run `events` (a wish, where none is given) to their end."""
        self._hands.counts = Counts()
        decision = self._decided(now)
        if decision.texts.run != self.state.allowed:
            self._run(_changed(decision), now, progress)
        else:
            for event in events or (Wanted(),):
                self._run(event, now, progress)
        return self._result(now)

    def _decided(self, now: bool) -> Decision:
        decision = self._device.decide(now, ())
        if now and decision.texts.run and not self._device.decide(False, ()).texts.run:
            self._device.keep(decision, SYNC_NOW)
        return decision

    def _run(self, event: Event | None, now: bool, progress: Progress) -> None:
        while event is not None:
            event = self._step(event, now, progress)

    def _step(self, event: Event, now: bool, progress: Progress) -> Event | None:
        before = self.state.phase
        self.state, effects = advance(self.state, event)
        if self.state.phase is not before:
            self._keep()
            self._told(self.state)
        progress(*self._done_and_total())
        return self._next_event(effects, now)

    def _next_event(self, effects: tuple[Effect, ...], now: bool) -> Event | None:
        answer: Event | None = None
        for effect in effects:
            answer = self._held_before(effect, now) or self._hands.carry_out(effect) or answer
        return answer

    def _held_before(self, effect: Effect, now: bool) -> Event | None:
        """Conditions may have changed since the sync began: they are asked before each large piece of it."""
        if self._interrupted:
            return DecisionChanged(run=False)
        if not isinstance(effect, Fetch | Push):
            return None
        decision = self._device.decide(now, ())
        return None if decision.texts.run else _changed(decision)

    def _keep(self) -> None:
        """What a rest means for `status` and `why`; a sync that succeeds leaves no faults."""
        match self.state.phase:
            case Phase.UP_TO_DATE:
                zone.synced(self._device.replica, _moment(self._device.now()))
                faults.keep(self._device.replica, ())
            case Phase.IDLE:
                faults.keep(self._device.replica, ())
            case Phase.HELD | Phase.STOPPED if self.state.allowed:
                faults.keep(self._device.replica, self._dated())

    def _dated(self) -> tuple[Finding, ...]:
        known = {finding.code: finding.since for finding in faults.kept(self._device.replica)}
        now = _moment(self._device.now())
        return tuple(
            msgspec.structs.replace(finding, since=known.get(finding.code) or now, ends_when=self._tried_again())
            for finding in self.state.findings
        )

    def _tried_again(self) -> Wait | None:
        wake_at = self.state.wake_at
        return None if wake_at is None else Wait("it is tried again by itself", rfc3339(wake_at))

    def _done_and_total(self) -> tuple[int, int]:
        state, sent = self.state, self._hands.counts.sent
        if state.phase in {Phase.FETCHING, Phase.APPLYING}:
            return (state.position.token if state.position else 0, state.head)
        return sent, sent + pending.count(self._device.replica)

    def _result(self, now: bool) -> SyncResult:
        held = self.state.findings if self.state.phase in {Phase.HELD, Phase.STOPPED} and self.state.allowed else ()
        unasked, decided = self._device.decide(False, held), self._device.decide(now, held)
        self._device.keep(unasked, None)
        self.decided = unasked
        return SyncResult(
            sent=self._hands.counts.sent,
            received=self._hands.counts.received,
            overrode=tuple(each.code for each in unasked.findings if each.soft and each.blocks) if now else (),
            decision=SyncDecision(decided.texts, decided.attachments),
        )


def _moment(ms: int) -> str:
    return rfc3339(ms) or ""


def _changed(decision: Decision) -> DecisionChanged:
    blocking = tuple(finding for finding in decision.blocking if "texts" in finding.blocks)
    return DecisionChanged(run=decision.texts.run, findings=blocking)
