"""Hearing the hub's nudges in a thread of its own, again and again, for as long as a device is signed in."""

import threading
from collections.abc import Callable

from owntexts.errors import OwntextsError
from owntexts.sync.backoff import backoff_ms
from owntexts.sync.events import Event, Nudged, Wanted
from owntexts.wire.hub import Hub


class Listener(threading.Thread):
    """Calls `heard` with a wish at the first token of each connection, as some may be lost before it; then nudges.

    A connection that breaks is a wish too: the sync that follows finds out, and tells, whether the hub is gone.
    """

    def __init__(self, hub: Hub, heard: Callable[[Event], None], random: Callable[[int], bytes]) -> None:
        super().__init__(name="nudges", daemon=True)
        self._hub = hub
        self._heard = heard
        self._random = random
        self._stopped = threading.Event()

    def run(self) -> None:
        """Listen until stopped; a line that breaks is taken up again after a while."""
        failures = 0
        while not self._stopped.is_set():
            heard_something = self._listen()
            failures = 0 if heard_something else failures + 1
            self._stopped.wait(backoff_ms(failures, self._random(1)[0] / 256) / 1000)

    def stop(self) -> None:
        """Listen no more; a line that is open ends when its hub is closed."""
        self._stopped.set()

    def _listen(self) -> bool:
        first = True
        try:
            for token in self._hub.nudges():
                if self._stopped.is_set():
                    return True
                self._heard(Wanted() if first else Nudged(token))
                first = False
        except OwntextsError:
            pass
        if not first and not self._stopped.is_set():
            self._heard(Wanted())
        return not first
