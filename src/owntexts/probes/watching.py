"""Hears that readings may be others: by signals of the system, by readings.json, and by a look once a minute."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Final

from owntexts.conditions.readings import DEVICE_FREE, Reading
from owntexts.explain.finding import Value
from owntexts.probes import here, machine, noticing, readings_file
from owntexts.probes.linux import system_bus

LOOK_S: Final = 60.0
LOOK_AT_FILE_S: Final = 1.5
ROUGHLY: Final = 64 << 20


def watch(home: Path, changed: Callable[[], None], sleeps: Callable[[bool], None] = lambda _: None) -> "Watch":
    """Calls `changed`, from another thread and perhaps for nothing, when readings may be others than before.

    Where the system waits for it, `sleeps` is called before the device falls asleep (True) and after it woke (False).
    """
    return Watch(home, changed, sleeps)


class Watch:
    """An open watch; its thread ends by `stop`, or with the process."""

    def __init__(self, home: Path, changed: Callable[[], None], sleeps: Callable[[bool], None]) -> None:
        self._home = home
        self._changed = changed
        self._sleeps = sleeps
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._loop = self._runner.get_loop()
        self._stopping = asyncio.Event()
        self._file = _stamp(home)
        self._thread = Thread(target=self._run, name="probes watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hears nothing any more."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        with self._runner as runner:
            runner.run(self._watch())

    async def _watch(self) -> None:
        async with self._readings_file():
            tasks = [asyncio.create_task(each) for each in (self._hear_the_bus(), self._hear_of_sleep(), self._look())]
            await self._stopping.wait()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _tell(self) -> None:
        machine.forget()
        self._changed()

    async def _hear_the_bus(self) -> None:
        """Listens to the bus as long as there is one; without one, or when it is broken, the look is left."""
        while sys.platform == "linux" and not here.is_termux():
            if system_bus.is_there():
                from owntexts.probes.linux import signals  # noqa: PLC0415 - of no use without a bus

                with suppress(Exception):
                    await signals.listen(self._tell)
            await asyncio.sleep(LOOK_S)

    async def _hear_of_sleep(self) -> None:
        """A conversation of its own: what is waited for in it holds nothing else up."""
        while sys.platform == "linux" and not here.is_termux():
            if system_bus.is_there():
                from owntexts.probes.linux import sleep  # noqa: PLC0415 - as above

                with suppress(Exception):
                    await sleep.listen(self._sleeps)
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        before = await asyncio.to_thread(self._gist)
        while True:
            await asyncio.sleep(min(LOOK_S, readings_file.seconds_left(self._home, datetime.now(UTC)) or LOOK_S))
            machine.forget()
            after = await asyncio.to_thread(self._gist)
            if after != before:
                self._changed()
            before = after

    def _gist(self) -> dict[str, Value]:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        return {name: _roughly(reading) for name, reading in machine.read(self._home, now).items()}

    @asynccontextmanager
    async def _readings_file(self) -> AsyncIterator[None]:
        """Hears of readings.json: by the kernel's notice, or where there is none by looking at its time."""
        notice = noticing.notice(self._home)
        if notice is None:
            looking = asyncio.create_task(self._look_at_the_file())
            yield
            looking.cancel()
            return
        self._loop.add_reader(notice.descriptor, self._noticed, notice)
        yield
        self._loop.remove_reader(notice.descriptor)
        notice.close()

    async def _look_at_the_file(self) -> None:
        while True:
            await asyncio.sleep(LOOK_AT_FILE_S)
            self._compare_the_file()

    def _noticed(self, notice: noticing.Notice) -> None:
        notice.clear()
        self._compare_the_file()

    def _compare_the_file(self) -> None:
        before, self._file = self._file, _stamp(self._home)
        if before != self._file:
            self._tell()


def _stamp(home: Path) -> tuple[int, int, int] | None:
    try:
        status = (home / readings_file.NAME).lstat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def _roughly(reading: Reading) -> Value:
    """The value; of free room only about how much, because it changes all the time."""
    if reading.name == DEVICE_FREE and isinstance(reading.value, int):
        return reading.value // ROUGHLY
    return reading.value
