"""The attachments lane of an agent: a thread of its own, so that no photo ever holds up a text.

It runs when it is woken, after each sync and by whatever wakes those, and at the times that it names itself: when a hub
that failed is asked again, when something that could not be had is, and every few seconds while a hub is full.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from owntexts.agent import contact, faults
from owntexts.agent.attachments_waiting import attachments_waiting
from owntexts.agent.carry import Carried, carry
from owntexts.agent.carrying import HUB_FULL, Run
from owntexts.agent.carrying_here import Count
from owntexts.agent.device import Device
from owntexts.agent.means import Means
from owntexts.agent.underway import ATTACHMENTS, BYTES, underway
from owntexts.errors import HubFailed, OwntextsError
from owntexts.replica import downloads, pending, places
from owntexts.sync.backoff import POLL_MS, backoff_ms, room_ms

AFTER_TROUBLE_MS: Final = 60_000

Room = tuple[int, int]
"""What is used of the account's room on the hub, and how much that is."""


class Lane(threading.Thread):
    """Carries a device's attachments until it is stopped; `wish` asks for a sync, as there is something to tell."""

    def __init__(self, device: Device, means: Means, home: Path, wish: Callable[[], None]) -> None:
        super().__init__(name="attachments", daemon=True)
        self._device = device
        self._means = means
        self._home = home
        self._wish = wish
        self._woken = threading.Event()
        self._settled = threading.Event()
        self._stopping = False
        self._urgent = False
        self._run: Run | None = None
        self._newest = 0
        self._failures = 0
        self._full_at: Room | None = None

    @property
    def is_busy(self) -> bool:
        """Whether anything is being carried."""
        return self._run is not None

    def run(self) -> None:
        """Until `stop`."""
        while not self._stopping:
            self._woken.clear()
            rest_ms = self._carried_once()
            if not self._woken.is_set():
                self._settled.set()
            self._woken.wait(rest_ms / 1000)

    def settles(self, patience_s: float) -> bool:
        """Waits for what it was woken for, so long at the most; whether it is done and there is more to send now."""
        if not self.is_alive():
            self.start()
        return bool(patience_s) and self._settled.wait(patience_s) and pending.count(self._device.replica) > 0

    def wake(self, *, urgent: bool = False) -> None:
        """Something may have changed; `urgent` overrides every soft limit until all that waits now is carried."""
        self._urgent = self._urgent or urgent
        run = self._run
        if run is not None and places.newest_to_read(self._device.replica) > self._newest:
            run.news = True
        self._settled.clear()
        self._woken.set()

    def stop(self) -> None:
        """Ends after the pieces that are on their way."""
        self._stopping = True
        if self._run is not None:
            self._run.stop()
        self._woken.set()

    def _carried_once(self) -> int:
        """How long to rest after it (ms)."""
        try:
            if self._full_at is not None and self._room() == self._full_at:
                return self._waits_for_room()
            return self._rests(self._carry())
        except HubFailed:
            return self._backs_off()
        except OwntextsError:
            return AFTER_TROUBLE_MS

    def _carry(self) -> Carried:
        urgent, self._urgent = self._urgent, False
        total, unsent = attachments_waiting(self._device.replica).bytes, pending.count(self._device.replica)
        with underway(self._home, BYTES, lambda _done, _total: None, file=ATTACHMENTS) as told:
            self._newest = places.newest_to_read(self._device.replica)
            self._run = Run(self._device, self._means, urgent=urgent, told=Count(total, told))
            try:
                return carry(self._run)
            finally:
                self._run = None
                self._tell(pending.count(self._device.replica) > unsent)

    def _tell(self, news: bool) -> None:
        """A sync is asked for only where there is more to send than before: one that is held is not asked for again."""
        if self._stopping:
            return
        if news:
            self._wish()
        self._device.keep(self._device.decide(False, faults.kept(self._device.replica)), None)

    def _rests(self, carried: Carried) -> int:
        full = HUB_FULL in carried.held or any(finding.code == HUB_FULL for finding in carried.met)
        self._full_at = self._room() if full else None
        if full:
            return self._waits_for_room()
        if carried.met:
            return self._backs_off()
        self._failures = 0
        now = self._device.now()
        named = (downloads.next_at(self._device.replica), places.next_at(self._device.replica, now))
        return max(1_000, min((POLL_MS, *(at - now for at in named if at is not None))))

    def _waits_for_room(self) -> int:
        self._failures += 1
        return room_ms(self._failures - 1)

    def _backs_off(self) -> int:
        self._failures += 1
        return backoff_ms(self._failures, self._device.random(1)[0] / 256)

    def _room(self) -> Room:
        said = self._means.blobs.storage()
        contact.room(self._device.replica, said.used, said.quota, self._device.now())
        return said.used, said.quota
