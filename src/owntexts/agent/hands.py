"""The hands of the sync engine: carry out one effect and say what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgspec

from owntexts.agent import contact, expiring, keeping, own_status, push, replaced
from owntexts.agent.aside import read_again
from owntexts.agent.carrying import Run
from owntexts.agent.device import Device
from owntexts.agent.faults import blocking
from owntexts.agent.feed import Standing, read_page
from owntexts.agent.members import Members, believed
from owntexts.errors import AccountRefused, Held, HubFailed, IntegrityFailed
from owntexts.explain import Evidence, Finding
from owntexts.model.times import rfc3339
from owntexts.replica import outbox, zone
from owntexts.replica.apply import Applied as TakenIn
from owntexts.replica.apply import Received, apply
from owntexts.sync.events import (
    Applied,
    Apply,
    AskHead,
    Conflicted,
    CutSealed,
    Effect,
    Event,
    Failed,
    Fetch,
    HeadArrived,
    Heartbeat,
    HeldBack,
    HistoryMoved,
    NothingToSeal,
    PageArrived,
    Push,
    Pushed,
    Refused,
    Report,
    Reseal,
    Seal,
    WaitUntil,
)
from owntexts.sync.rules import HUB_FULL
from owntexts.wire import limits, log
from owntexts.wire.hub import ChangeToken, Conflict, HistoryChanged, Page
from owntexts.wire.keyring import fold
from owntexts.wire.refused import refused

PAGE_BYTES: Final = 4 * limits.MIB

Progress = Callable[[int, int], None]
"""Takes (done, total): log items fetched, then changes sent."""


@dataclass
class Counts:
    """How many changes went out and came in."""

    sent: int = 0
    received: int = 0


class Hands:
    """What one device does for its sync engine; keeps between two syncs what it has verified."""

    def __init__(self, device: Device) -> None:
        self.counts = Counts()
        self._device = device
        self._membership = device.membership
        self._members: Members | None = None
        self._standing: Standing | None = None
        self._at: ChangeToken | None = None
        self._acknowledged = 0
        self._aside_read = False
        self._has_told = False

    def carry_out(self, effect: Effect) -> Event | None:
        """What came of an effect; None for those that only tell or wait."""
        try:
            return self._carried_out(effect)
        except HubFailed as error:
            return self._failed(error)
        except (IntegrityFailed, AccountRefused) as error:
            self._standing = self._members = None
            return Refused(blocking(error.finding))
        except Held as error:
            return HeldBack(blocking(error.finding))
        except HistoryChanged as changed:
            return HistoryMoved(changed.head)
        except Conflict as conflict:
            return Conflicted(conflict.code)

    def _carried_out(self, effect: Effect) -> Event | None:
        answer: Event | None = None
        match effect:
            case AskHead():
                answer = self._ask_head()
            case Fetch(since):
                answer = PageArrived(self._device.hub.fetch(since, PAGE_BYTES))
            case Apply(page):
                answer = self._apply(page)
            case Seal():
                answer = self._seal()
            case Reseal():
                answer = self._reseal()
            case Heartbeat():
                answer = self._beat()
            case Push():
                answer = self._push()
            case WaitUntil() | Report():
                pass
        return answer

    def _ask_head(self) -> Event:
        head = self._device.hub.head()
        if head.keyring_number < self._membership.keyring_number:
            raise _shorter_keyring(head.keyring_number, self._membership.keyring_number)
        contact.heard(self._device.replica, self._device.hub, head, self._device.now())
        self._acknowledged, self._has_told = 0, False
        self._at = self._position(head.position.incarnation)
        return HeadArrived(head, self._at, outbox.own_hash(self._device.replica, head.device_counter))

    def _position(self, incarnation: bytes) -> ChangeToken:
        kept = zone.position(self._device.replica)
        return kept or ChangeToken(incarnation, 0, log.start(self._membership.account, incarnation))

    def _apply(self, page: Page) -> Event:
        read = read_page(self._where_the_feed_stands(), page)
        applied = self._taken_in(Received(read.items, read.standing.position))
        self._standing, self._members, self._at = read.standing, read.standing.members, read.standing.position
        self.counts.received += applied.changes
        self._pin(read.standing)
        if read.refused is not None:
            raise read.refused
        return Applied(read.standing.position)

    def _taken_in(self, page: Received) -> TakenIn:
        """A great purge that this device is about to do itself, as it is due, is nothing to ask about."""
        db = self._device.replica
        try:
            applied = apply(db, page, purges_allowed=expiring.purges_allowed(db))
        except Held:
            if not expiring.expire(db, self._device.now()):
                raise
            applied = apply(db, page)
        expiring.allow_purges(db, allow=False)
        return applied

    def _seal(self) -> Event:
        db, now = self._device.replica, self._device.now()
        self._read_aside()
        if any(item.counter <= self._acknowledged for item in outbox.waiting(db)):
            raise _acknowledged_and_not_shown(self._acknowledged)
        self._tell(now)
        if push.fill_outbox(db, self._writer(), now):
            return CutSealed()
        return NothingToSeal(now, len(zone.set_aside(db)), push.heartbeat_due(db, now))

    def _tell(self, now: int) -> None:
        """Once a sync, so that no state that changes back and forth keeps it going."""
        if not self._has_told:
            own_status.tell(self._device, now)
        self._has_told = True

    def _read_aside(self) -> None:
        if not self._aside_read and zone.set_aside(self._device.replica):
            self.counts.received += read_again(self._device.replica, self._known_members())
        self._aside_read = True

    def _reseal(self) -> Event:
        push.reseal_outbox(self._device.replica, self._writer())
        return self._seal()

    def _beat(self) -> Event:
        push.beat(self._device.replica, self._writer(), self._device.now())
        return CutSealed()

    def _push(self) -> Event:
        item, *more = [each for each in outbox.waiting(self._device.replica) if each.counter > self._acknowledged]
        try:
            token = self._device.hub.push(item.data)
        except Conflict as conflict:
            if conflict.code == "missing_blobs" and self._device.means is not None:
                keeping.have_needs(Run(self._device, self._device.means), item)
            raise
        self._acknowledged = item.counter
        self.counts.sent += item.changes
        return Pushed(token, bool(more))

    def _writer(self) -> push.Writer:
        return push.Writer(self._membership, self._known_members(), self._here(), self._device.random)

    def _here(self) -> ChangeToken:
        if self._at is None:
            raise AssertionError("a sync begins with the hub's head")
        return self._at

    def _where_the_feed_stands(self) -> Standing:
        db, position = self._device.replica, self._here()
        if self._standing is None or self._standing.position != position:
            entries = zone.keyring_entries(db)
            self._standing = Standing(
                position=position,
                keyring=fold(entries) if entries else None,
                members=self._known_members(),
                membership=self._membership,
                chains=zone.chains(db),
                zone_hash_at=lambda token: zone.zone_hash(db, token),
                own_hash=lambda counter: outbox.own_hash(db, counter),
            )
        return self._standing

    def _known_members(self) -> Members:
        if self._members is None:
            kept = zone.keyring_entries(self._device.replica)
            long_enough = len(kept) > self._membership.keyring_number
            self._members = believed(kept if long_enough else self._device.hub.keyring(), self._membership)
        return self._members

    def _pin(self, standing: Standing) -> None:
        keyring = standing.keyring
        if keyring is not None and keyring.number > self._membership.keyring_number:
            replaced.heard(self._device.replica, self._membership, standing.members, self._device.now())
            self._device.pin(keyring.number, keyring.hash)
            self._membership = msgspec.structs.replace(
                self._membership, keyring_number=keyring.number, keyring_hash=keyring.hash
            )
            standing.membership = self._membership

    def _with_room(self, finding: Finding) -> Finding:
        """A full hub is told with how much is used, as it said when this sync began."""
        hub = contact.kept(self._device.replica)
        if finding.code != HUB_FULL or hub is None:
            return finding
        room = Evidence("storage.hub_used_bytes", hub.used, hub.quota, "hub", rfc3339(hub.at))
        return msgspec.structs.replace(finding, evidence=(room, *finding.evidence))

    def _failed(self, error: HubFailed) -> Failed:
        asked = next((each.value for each in error.finding.evidence if each.name == "retry_after_s"), None)
        return Failed(
            finding=self._with_room(blocking(error.finding)),
            now=self._device.now(),
            jitter=int.from_bytes(self._device.random(2), "big") / (1 << 16),
            retry_after_ms=int(asked * 1000) if isinstance(asked, int | float) else None,
        )


def _acknowledged_and_not_shown(counter: int) -> IntegrityFailed:
    return refused(
        "The hub took an item of this device and does not show it",
        "It gave the item a place in the log, and something else stands there now. The item is still here.",
        Evidence("counter", counter, origin="outbox"),
        code="integrity.device_chain",
    )


def _shorter_keyring(shown: int, pinned: int) -> IntegrityFailed:
    return refused(
        "The hub shows a shorter keyring than this device has seen",
        "Entries are missing at its end: a removed device or a replaced password could be hidden that way.",
        Evidence("keyring_entries", shown + 1, pinned + 1, "the hub's head"),
        code="integrity.keyring",
    )
