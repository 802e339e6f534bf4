"""The attachments of an agent: threads of their own, one for previews and one for originals, that hold up no text.

Each runs when it is woken, after each sync and by whatever wakes those, and at the times that it names itself: when a
hub that failed is asked again, when something that could not be had is, and every few seconds while a hub is full.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from owntexts.agent import contact, faults
from owntexts.agent.attachments_waiting import attachments_waiting
from owntexts.agent.carry import PICTURES, STEPS, Carried, carry, carry_out
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
    """Carries until it is stopped; `wish` asks for a sync, as there is something to tell."""

    def __init__(self, device: Device, means: Means, wish: Callable[[], None], name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.device = device
        self.means = means
        self.failures = 0
        self._wish = wish
        self._woken = threading.Event()
        self._settled = threading.Event()
        self._stopping = False
        self._urgent = False
        self._run: Run | None = None

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
        return bool(patience_s) and self._settled.wait(patience_s) and pending.count(self.device.replica) > 0

    def wake(self, *, urgent: bool = False) -> None:
        """Something may have changed; `urgent` overrides every soft limit until all that waits now is carried."""
        self._urgent = self._urgent or urgent
        if self._run is not None:
            self.woken_while(self._run)
        self._settled.clear()
        self._woken.set()
        if not self.is_alive():
            self.start()

    def stop(self) -> None:
        """Ends after the pieces that are on their way."""
        self._stopping = True
        if self._run is not None:
            self._run.stop()
        self._woken.set()

    def woken_while(self, run: Run) -> None:
        """It was woken in the middle of a run."""

    def carry(self, run: Run) -> Carried:
        """One run."""
        raise NotImplementedError

    def rests(self, carried: Carried) -> int:
        """How long to rest after a run (ms). Raises HubFailed."""
        if carried.met:
            return self.backs_off()
        self.failures = 0
        return POLL_MS

    def backs_off(self) -> int:
        """How long to leave a hub alone that failed (ms)."""
        self.failures += 1
        return backoff_ms(self.failures, self.device.random(1)[0] / 256)

    def _carried_once(self) -> int:
        """How long to rest after it (ms)."""
        urgent, self._urgent = self._urgent, False
        unsent = pending.count(self.device.replica)
        self._run = Run(self.device, self.means, urgent=urgent)
        try:
            return self.rests(self.carry(self._run))
        except HubFailed:
            return self.backs_off()
        except OwntextsError:
            return AFTER_TROUBLE_MS
        finally:
            self._run = None
            if not self._stopping and pending.count(self.device.replica) > unsent:
                self._wish()


class Pictures(Lane):
    """The previews, which travel as texts do."""

    def carry(self, run: Run) -> Carried:
        return carry_out(run, PICTURES)


class Originals(Lane):
    """The originals; while the hub is full it is asked for its room every few seconds, and for nothing else."""

    def __init__(self, device: Device, means: Means, wish: Callable[[], None], home: Path) -> None:
        super().__init__(device, means, wish, "originals")
        self._home = home
        self._newest = 0
        self._full_at: Room | None = None

    def woken_while(self, run: Run) -> None:
        run.news = run.news or self._has_newer()

    def carry(self, run: Run) -> Carried:
        if self._full_at is not None and self._room() == self._full_at and not self._has_newer():
            run.hub_is_full = True
            return carry_out(run, STEPS)
        self._full_at = self._heard_room()
        total = attachments_waiting(self.device.replica).bytes
        self._newest = places.newest_to_read(self.device.replica)
        with underway(self._home, BYTES, lambda _done, _total: None, file=ATTACHMENTS) as told:
            run.told = Count(total, told)
            carried = carry(run)
        self.device.keep(self.device.decide(False, faults.kept(self.device.replica)), None)
        return carried

    def rests(self, carried: Carried) -> int:
        full = HUB_FULL in carried.held or any(finding.code == HUB_FULL for finding in carried.met)
        if full:
            self.failures += 1
            return room_ms(self.failures - 1)
        self._full_at = None
        rest_ms = super().rests(carried)
        now = self.device.now()
        named = (downloads.next_at(self.device.replica), places.next_at(self.device.replica, now))
        return max(1_000, min((rest_ms, *(at - now for at in named if at is not None))))

    def _has_newer(self) -> bool:
        return places.newest_to_read(self.device.replica) > self._newest

    def _heard_room(self) -> Room | None:
        """As it was before a run: should the hub be full for that one, it is asked again once this changes."""
        heard = contact.kept(self.device.replica)
        return None if heard is None or heard.used is None or heard.quota is None else (heard.used, heard.quota)

    def _room(self) -> Room:
        said = self.means.blobs.storage()
        contact.room(self.device.replica, said.used, said.quota, self.device.now())
        return said.used, said.quota


def lanes(device: Device, home: Path, wish: Callable[[], None]) -> tuple[Lane, ...]:
    """Those of a device that carries attachments."""
    if device.means is None:
        return ()
    return Pictures(device, device.means, wish, "previews"), Originals(device, device.means, wish, home)
