"""A sleep waits for whoever has something to do before it, and no longer."""

import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Event

from dbus_fast import Variant
from tests.probes.private_bus import MOCK, PrivateBus

from owntexts.probes import watching
from owntexts.probes.linux.sleep import LOGIND, MANAGER, PATH

DEADLINE_S = 30.0


def waiting(bus: PrivateBus) -> list[tuple[str, ...]]:
    """Who has asked logind to wait: for what, by name, and how."""
    (there,) = bus.call(LOGIND, PATH, MANAGER, "ListInhibitors")
    assert isinstance(there, list)
    return [(what, who, mode) for what, who, _why, mode, *_ in there]


def signal(bus: PrivateBus, begins: bool) -> None:
    bus.call(LOGIND, PATH, MOCK, "EmitSignal", "sssav", MANAGER, "PrepareForSleep", "b", [Variant("b", begins)])


def until(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + DEADLINE_S
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def test_a_sleep_waits_until_it_was_told_of_and_the_next_one_too(system_bus: PrivateBus, tmp_path: Path) -> None:
    system_bus.start("logind", LOGIND)
    heard: SimpleQueue[bool] = SimpleQueue()
    done = Event()

    def sleeps(begins: bool) -> None:
        heard.put(begins)
        if begins:
            done.wait(DEADLINE_S)

    mine = [("sleep", "Owntexts", "delay")]
    watch = watching.watch(tmp_path, lambda: None, sleeps)
    try:
        for _ in range(2):
            assert until(lambda: waiting(system_bus) == mine)
            done.clear()
            signal(system_bus, begins=True)
            assert heard.get(timeout=DEADLINE_S)
            assert waiting(system_bus) == mine, "the sleep waits while it is being told of"
            done.set()
            assert until(lambda: waiting(system_bus) == [])
            signal(system_bus, begins=False)
            assert not heard.get(timeout=DEADLINE_S)
    finally:
        watch.stop()
    assert until(lambda: waiting(system_bus) == [])


def test_whoever_stops_listening_in_between_hears_that_the_sleep_is_over(
    system_bus: PrivateBus, tmp_path: Path
) -> None:
    system_bus.start("logind", LOGIND)
    heard: SimpleQueue[bool] = SimpleQueue()
    watch = watching.watch(tmp_path, lambda: None, heard.put)
    try:
        assert until(lambda: waiting(system_bus) != [])
        signal(system_bus, begins=True)
        assert heard.get(timeout=DEADLINE_S)
    finally:
        watch.stop()
    assert not heard.get(timeout=DEADLINE_S)
