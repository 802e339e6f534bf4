"""Carrying attachments: one run of it, in which is asked before each piece whether it may go on."""

import time
from collections.abc import Callable
from typing import Final, Literal

from owntexts.agent.blob_keys import Keys
from owntexts.agent.device import Device
from owntexts.agent.holding import Shelves
from owntexts.agent.means import Means
from owntexts.conditions.decision import Decision

HUB_FULL: Final = "storage.hub_full"
DEVICE_FULL: Final = "storage.device_full"
ASKED_AGAIN_S: Final = 0.25

Way = Literal["send", "fetch", "preview", "evict"]

PASSED: Final[dict[Way, tuple[str, ...]]] = {"fetch": (HUB_FULL,), "evict": (HUB_FULL, DEVICE_FULL)}
"""What holds attachments and not this."""


class Waits(Exception):
    """It may not go on now: these codes hold it, or it was told to stop."""

    def __init__(self, codes: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(codes))
        self.codes = codes


class Run:
    """One run of the lane: from when there is something to do until there is nothing more, or something holds it.

    Its methods may be called from several threads. `told` hears of bytes that are where they should be; `news` that
    something newer has come than what is being sent. `hub_is_full` where that is known already: nothing is sent.
    `asked` where a person asked for what is fetched, and not this device's policy: it counts as looked at.
    """

    def __init__(
        self,
        device: Device,
        means: Means,
        *,
        urgent: bool = False,
        asked: bool = False,
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.device = device
        self.means = means
        self.keys = Keys(device)
        self.shelves = Shelves(device.replica, means.cache, means.files)
        self.told = told
        self.asked = asked
        self.news = False
        self.hub_is_full = False
        self._urgent = urgent
        self._stopped = False
        self._asked_at = float("-inf")
        self._decision: Decision | None = None

    def stop(self) -> None:
        """End at the next piece."""
        self._stopped = True

    def check(self, way: Way) -> None:
        """Whether the next piece may travel. Raises Waits.

        A hub that is full holds what is sent and nothing else; making room here waits for no room.
        """
        if self._stopped:
            raise Waits
        if held := self._held(way):
            raise Waits(held)

    def _held(self, way: Way) -> tuple[str, ...]:
        decision = self._decided()
        if way == "preview":
            return decision.texts.findings
        if self.hub_is_full and way == "send":
            return (HUB_FULL,)
        passed = PASSED.get(way, ())
        return tuple(code for code in decision.attachments.findings if code not in passed)

    def _decided(self) -> Decision:
        now = time.monotonic()
        if self._decision is None or now - self._asked_at > ASKED_AGAIN_S:
            self._decision, self._asked_at = self.means.decide(self._urgent), now
        return self._decision
