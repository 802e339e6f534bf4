"""A phone's year in seconds: conditions and sync engine as they are, readings and hub invented.

Nothing sleeps and nothing is read from this machine: each ten minutes are readings put before `decide`, whose answer
goes to the engine as it does in the agent; what the engine asks for is answered by a hub that is a counter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from owntexts.conditions.decide import decide
from owntexts.conditions.decision import Decision
from owntexts.conditions.policy import Policy, policy_of
from owntexts.conditions.readings import (
    BATTERY,
    CAPTIVE_PORTAL,
    CHARGING,
    HEAT,
    LOW_POWER,
    METERED,
    NETWORK,
    ROAMING,
    Reading,
    Readings,
)
from owntexts.conditions.work import Waiting, Work
from owntexts.explain import rank_of
from owntexts.model.times import rfc3339
from owntexts.sync import Phase, State, advance
from owntexts.sync.events import (
    Applied,
    Apply,
    AskHead,
    CutSealed,
    DecisionChanged,
    Effect,
    Event,
    Fetch,
    HeadArrived,
    NothingToSeal,
    PageArrived,
    Push,
    Pushed,
    Seal,
    Tick,
    Wanted,
)
from owntexts.testing.commuter import STEP_MS, Moment
from owntexts.wire.hub import ChangeToken, Head, Item, Page

BYTES_PER_TEXT: Final = 170
BYTES_PER_LOOK: Final = 740
"""Asking for the hub's head and hearing it, as the agent's own count has it."""
BYTES_PER_PUSH: Final = 2_000
"""What else a sync that sends something says beside the texts."""
LINE_BYTES_PER_MS: Final = 500
"""4 Mbit/s."""
DAY_MS: Final = 24 * 3600 * 1000


@dataclass
class Year:
    """What came out. Times are in ms, amounts in bytes; `paused` counts the texts lane, `waits` the attachments lane.

    `longest_unsynced` is the longest time that a text was in no place of the log. `left_behind` are the days on
    which a text became a day old although a network that the policy allows was there since it came.
    """

    paused: Counter[str] = field(default_factory=Counter)
    waits: Counter[str] = field(default_factory=Counter)
    pauses: int = 0
    texts: int = 0
    syncs: int = 0
    costly: int = 0
    free: int = 0
    most_costly_day: int = 0
    longest_unsynced: int = 0
    longest_attachment: int = 0
    left_behind: list[date] = field(default_factory=list)


@dataclass
class _Waits:
    """One text or attachment that is not on the hub yet."""

    since: int
    size: int
    had_network: bool = False
    is_told: bool = False


class Phone:
    """A phone with a policy, living through moments."""

    def __init__(self, policy: Policy) -> None:
        self.year = Year()
        self._policy = policy
        self._state = State()
        self._hub = _Counter()
        self._texts: list[_Waits] = []
        self._attachments: list[_Waits] = []
        self._held: frozenset[str] = frozenset()
        self._ran = True
        self._today: date | None = None
        self._costly_today = 0
        self._synced_at: int | None = None

    def live(self, moment: Moment) -> None:
        """Ten minutes."""
        self._begin(moment)
        self._grow_old(moment)
        decision = self._decide(moment)
        self._remember(decision)
        self._run(self._event(moment, decision), moment)
        self._send_attachments(moment, decision)
        self._look_back(moment, decision)

    def _begin(self, moment: Moment) -> None:
        if moment.day != self._today:
            self._today, self._costly_today = moment.day, 0
        self._texts += [_Waits(moment.ms, BYTES_PER_TEXT) for _ in range(moment.texts)]
        self._attachments += [_Waits(moment.ms, size) for size in moment.attachments]
        self.year.texts += moment.texts

    def _grow_old(self, moment: Moment) -> None:
        """What waits longest stands first; it grows old whether it is sent some day or not."""
        for each in self._texts[:1]:
            self.year.longest_unsynced = max(self.year.longest_unsynced, moment.ms - each.since)
        for each in self._attachments[:1]:
            self.year.longest_attachment = max(self.year.longest_attachment, moment.ms - each.since)

    def _decide(self, moment: Moment) -> Decision:
        waiting = Waiting(
            len(self._texts), len(self._attachments), sum(each.size for each in (*self._texts, *self._attachments))
        )
        work = Work(
            signed_in=True,
            hub="https://hub.example",
            now_ms=moment.ms,
            local_minute=moment.minute,
            used_today=self._costly_today,
            waiting=waiting,
            held_before=self._held,
            last_synced_at=rfc3339(self._synced_at),
        )
        return decide(readings_of(moment), self._policy, work)

    def _remember(self, decision: Decision) -> None:
        self._held = frozenset((*decision.texts.findings, *decision.attachments.findings))
        self.year.pauses += self._ran and not decision.texts.run
        self._ran = decision.texts.run
        for code in decision.texts.findings:
            self.year.paused[code] += STEP_MS
        if self._attachments:
            for code in decision.attachments.findings:
                self.year.waits[code] += STEP_MS

    def _event(self, moment: Moment, decision: Decision) -> Event:
        if decision.texts.run != self._state.allowed:
            return DecisionChanged(decision.texts.run, decision.blocking)
        return Wanted() if self._texts else Tick(moment.ms)

    def _run(self, event: Event | None, moment: Moment) -> None:
        while event is not None:
            before = self._state.phase
            self._state, effects = advance(self._state, event)
            if self._state.phase is Phase.UP_TO_DATE and before is not Phase.UP_TO_DATE:
                self._synced_at = moment.ms
            answers = [answer for effect in effects if (answer := self._answer(effect, moment))]
            event = answers[-1] if answers else None

    def _answer(self, effect: Effect, moment: Moment) -> Event | None:
        match effect:
            case AskHead():
                self.year.syncs += 1
                self._count(BYTES_PER_LOOK, moment)
                return HeadArrived(self._hub.head(), self._hub.position, None)
            case Fetch(since):
                return PageArrived(self._hub.page(since))
            case Apply(page):
                return Applied(self._hub.take(page.head))
            case Seal():
                return CutSealed() if self._texts else NothingToSeal(moment.ms)
            case Push():
                return self._pushed(moment)
        return None

    def _pushed(self, moment: Moment) -> Event:
        self._count(sum(each.size for each in self._texts) + BYTES_PER_PUSH, moment)
        self._texts.clear()
        return Pushed(self._hub.commit(), more=False)

    def _send_attachments(self, moment: Moment, decision: Decision) -> None:
        room = LINE_BYTES_PER_MS * STEP_MS if decision.attachments.run else 0
        while self._attachments and self._attachments[0].size <= room:
            sent = self._attachments.pop(0)
            room -= sent.size
            self._count(sent.size, moment)

    def _count(self, size: int, moment: Moment) -> None:
        if not moment.metered:
            self.year.free += size
            return
        self.year.costly += size
        self._costly_today += size
        self.year.most_costly_day = max(self.year.most_costly_day, self._costly_today)

    def _look_back(self, moment: Moment, decision: Decision) -> None:
        """A text left behind: a whole day old, although a network that the policy allows was there since it came."""
        allowed = not any(code.startswith("network.") for code in decision.texts.findings)
        for each in self._texts:
            each.had_network = each.had_network or allowed
            if each.had_network and not each.is_told and moment.ms - each.since >= DAY_MS:
                each.is_told = True
                self.year.left_behind.append(moment.day)


class _Counter:
    """A hub that is a counter, and the phone's place in its log."""

    def __init__(self) -> None:
        self._token = 0
        self.position = _at(0)

    def head(self) -> Head:
        return Head(_at(self._token), 0, bytes(32), 0, bytes(32), 0, 0, "")

    def page(self, since: ChangeToken) -> Page:
        items = tuple(Item(token, bytes(32), None) for token in range(since.token + 1, self._token + 1))
        return Page(items, _at(self._token))

    def take(self, head: ChangeToken) -> ChangeToken:
        self.position = head
        return head

    def commit(self) -> ChangeToken:
        self._token += 1
        return _at(self._token)


def live_through(moments: Iterable[Moment], preset: str) -> Year:
    """The year of a phone under a preset."""
    phone = Phone(policy_of({"preset": preset}))
    for moment in moments:
        phone.live(moment)
    return phone.year


def table(years: Mapping[str, Year]) -> str:
    """The figures as a table in Markdown, one column a preset."""
    codes = sorted({code for year in years.values() for code in year.paused}, key=rank_of)
    rows = [
        ("", *years),
        ("---", *("---:" for _ in years)),
        ("texts", *(f"{each.texts:,}" for each in years.values())),
        ("longest time a text was unsynced", *(_hours(each.longest_unsynced) for each in years.values())),
        ("texts left behind (see above)", *(f"{len(each.left_behind):,}" for each in years.values())),
        ("longest time an attachment waited", *(_hours(each.longest_attachment) for each in years.values())),
        ("over cellular and metered networks", *(_mib(each.costly) for each in years.values())),
        ("the most on one such day", *(_mib(each.most_costly_day) for each in years.values())),
        ("over free networks", *(_mib(each.free) for each in years.values())),
        ("times the hub was asked", *(f"{each.syncs:,}" for each in years.values())),
        ("pauses of texts", *(f"{each.pauses:,}" for each in years.values())),
        *((f"paused by `{code}`", *(_hours(each.paused[code]) for each in years.values())) for code in codes),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _hours(ms: int) -> str:
    return f"{ms / 3_600_000:,.1f} h"


def _mib(size: int) -> str:
    return f"{size / (1 << 20):,.1f} MiB"


def readings_of(moment: Moment) -> Readings:
    """A moment as probes would tell of it."""
    read = partial(Reading, origin="the simulation", at=rfc3339(moment.ms))
    told = (
        read(BATTERY, moment.battery),
        read(CHARGING, moment.charging),
        read(LOW_POWER, moment.low_power),
        read(NETWORK, moment.network),
        read(METERED, moment.metered),
        read(ROAMING, moment.roaming),
        read(CAPTIVE_PORTAL, moment.portal),
        read(HEAT, moment.heat),
    )
    return {reading.name: reading for reading in told}


def _at(token: int) -> ChangeToken:
    return ChangeToken(bytes(16), token, token.to_bytes(32, "big"))
