"""Telling listening devices that a zone has grown; only the newest token counts, so nothing piles up."""

import threading
from collections.abc import Callable
from typing import Final

from owntexts.hub.service.refusals import too_often

PER_DEVICE: Final = 4
PER_HUB: Final = 1_000


class Listener:
    """One open stream. `wake` gets the newest token, or None when the stream is to end; it must not block."""

    def __init__(self, account: bytes, device: bytes, wake: Callable[[int | None], None]) -> None:
        self.account = account
        self.device = device
        self.wake = wake


class Nudges:
    """Every open stream of this hub."""

    def __init__(self) -> None:
        self._listeners: dict[bytes, set[Listener]] = {}
        self._guard = threading.Lock()

    def listen(self, listener: Listener) -> None:
        """Begin to wake this listener; Refused where a device or the hub has too many open streams."""
        with self._guard:
            of_account = self._listeners.setdefault(listener.account, set())
            of_device = sum(each.device == listener.device for each in of_account)
            if of_device >= PER_DEVICE or sum(map(len, self._listeners.values())) >= PER_HUB:
                raise too_often(30)
            of_account.add(listener)

    def forget(self, listener: Listener) -> None:
        with self._guard:
            of_account = self._listeners.get(listener.account, set())
            of_account.discard(listener)
            if not of_account:
                self._listeners.pop(listener.account, None)

    def announce(self, account: bytes, token: int) -> None:
        """After a commit, from any thread."""
        for listener in self._of(account):
            listener.wake(token)

    def let_go(self, account: bytes, device: bytes) -> None:
        """End the streams of a device whose token ended."""
        for listener in self._of(account):
            if listener.device == device:
                listener.wake(None)

    def let_all_go(self) -> None:
        with self._guard:
            everyone = [each for of_account in self._listeners.values() for each in of_account]
        for listener in everyone:
            listener.wake(None)

    def _of(self, account: bytes) -> tuple[Listener, ...]:
        with self._guard:
            return tuple(self._listeners.get(account, ()))
