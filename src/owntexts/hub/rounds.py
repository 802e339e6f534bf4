"""The sweeper's rounds: a thread that looks for what is due, now and then, while the hub serves."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from owntexts.hub.ports import StorageFailed, StorageFull
from owntexts.hub.service.sweeping import Sweeper
from owntexts.hub.settings import Delays

_log = logging.getLogger("owntexts.hub")


@contextmanager
def rounds(sweeper: Sweeper, delays: Delays) -> Iterator[None]:
    """Sweeps for as long as the block lasts. On a full disk what cannot be done now is done in a later round."""
    with suppress(StorageFull):
        sweeper.begin()
    over = threading.Event()
    thread = threading.Thread(target=_go_round, args=(sweeper, delays, over), name="sweeper")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _go_round(sweeper: Sweeper, delays: Delays, over: threading.Event) -> None:
    audit_at = time.monotonic()
    while not over.is_set():
        try:
            sweeper.sweep()
            if time.monotonic() >= audit_at:
                _audit(sweeper)
                audit_at = time.monotonic() + delays.audits_s
        except (StorageFull, StorageFailed, OSError) as error:
            _log.warning("what is deleted could not be removed: %s", error)
        except Exception:  # noqa: BLE001 - a round that fails must not be the last one
            _log.exception("a fault of the sweeper")
        over.wait(delays.between_s)


def _audit(sweeper: Sweeper) -> None:
    found = sweeper.audit()
    if found.orphans:
        _log.warning("%d objects are nobody's and go after a while", found.orphans)
    if found.missing:
        _log.warning("%d blobs are missing or cut: run owntexts hub check", found.missing)
