"""What the agent hears of beside the hub: its sources' stores, and readings that change."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from owntexts.agent import folders, habits, notifying, stores
from owntexts.agent.deciding import measured, noted
from owntexts.agent.home import Home, now_ms
from owntexts.agent.imports import Imported, import_sources
from owntexts.agent.stores import Print, StoreWatch, changed_at, print_of
from owntexts.conditions.decision import Decision
from owntexts.conditions.network import is_off_wifi
from owntexts.conditions.readings import CAPTIVE_PORTAL, NETWORK, Readings, value_of
from owntexts.probes.watching import Watch
from owntexts.probes.watching import watch as watch_readings
from owntexts.replica import sources
from owntexts.replica.sources import Source


class Around(Protocol):
    """What a loop asks of its surroundings, from the threads in which it works."""

    def start(self, look: Callable[[], None], sleeps: Callable[[bool], None]) -> None:
        """Calls `look`, from any thread, when a store or a reading may have changed.

        `sleeps` hears of a sleep before it begins (True), which waits for it, and when it is over.
        """

    def look(self) -> bool:
        """Reads what is new in the sources, and looks whether the network is another; whether a sync is called for."""

    def told(self, decision: Decision) -> None:
        """Hears what was decided."""

    def stop(self) -> None:
        """Ends what `start` began."""


class Surroundings:
    """A home's own."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._read: dict[str, Print] = {}
        self._network: object = None
        self._stores: StoreWatch | None = None
        self._readings: Watch | None = None

    def start(self, look: Callable[[], None], sleeps: Callable[[bool], None] = lambda _: None) -> None:
        self._stores = stores.watch(look)
        self._readings = watch_readings(self._home.path, look, sleeps)

    def stop(self) -> None:
        for watch in (self._stores, self._readings):
            if watch is not None:
                watch.stop()

    def look(self) -> bool:
        if self._home.identity.membership is None:
            noted(self._home)
        readings = measured(self._home, now_ms()).readings
        habits.observe(self._home.replica, readings, now_ms())
        followed = [each for each in sources.listed(self._home.replica) if _is_followed(each)]
        if self._stores is not None:
            self._stores.follow(store for each in followed for store in folders.stores_of(each))
        fed = self._feed(each for each in followed if _may_be_read(each, readings) and self._is_new(each))
        return self._network_moved(readings) or fed

    def told(self, decision: Decision) -> None:
        notifying.tell(self._home.replica, decision, now_ms())

    def _feed(self, changed: Iterable[Source]) -> bool:
        fed = False
        for source in changed:
            self._read[source.id] = _print_of(source)
            result = import_sources(self._home, source.id, tell=False)
            if _is_to_be_tried_again(result):
                del self._read[source.id]
            fed = fed or bool(result.added or result.updated)
        return fed

    def _is_new(self, source: Source) -> bool:
        before = self._read.get(source.id)
        if before is None and not folders.is_watched(source) and _is_older_than_its_reading(source):
            before = self._read[source.id] = _print_of(source)
        return _print_of(source) != before

    def _network_moved(self, readings: Readings) -> bool:
        before, now = self._network, (value_of(readings, NETWORK), value_of(readings, CAPTIVE_PORTAL))
        self._network = now
        return before is not None and before != now


def _is_older_than_its_reading(source: Source) -> bool:
    """Of a folder nobody knows: what a sync tool puts there may have any time."""
    return changed_at(Path(source.path)) < (source.last_read_at or 0)


def _print_of(source: Source) -> Print:
    return tuple(stamp for store in folders.stores_of(source) for stamp in print_of(store))


def _is_to_be_tried_again(result: Imported) -> bool:
    """Whether another program was in the way, which will be done some time."""
    return any(failed.error.code == "source.locked" for failed in result.failed) or any(
        problem.reason == folders.UNFINISHED for problem in result.problems
    )


def _is_followed(source: Source) -> bool:
    """The first reading of a source is the person's to ask for; from then on it is read as it changes.

    A device tells of no change.
    """
    return source.background != "off" and source.last_read_at is not None and not source.is_device


def _may_be_read(source: Source, readings: Readings) -> bool:
    return source.background != "wifi" or not is_off_wifi(readings)
