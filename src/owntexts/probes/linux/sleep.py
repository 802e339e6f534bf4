"""Between the wish to sleep and the sleep: logind waits, a few seconds, for whoever asked it to wait."""

import asyncio
import os
from collections.abc import Callable
from contextlib import closing
from typing import Final

from dbus_fast import Message, MessageFlag, MessageType

from owntexts.probes.linux.bus import ANSWER_S, Absent, Bus, connected, ended

LOGIND: Final = "org.freedesktop.login1"
PATH: Final = "/org/freedesktop/login1"
MANAGER: Final = "org.freedesktop.login1.Manager"
SIGNAL: Final = "PrepareForSleep"
BUS: Final = "org.freedesktop.DBus"
RULE: Final = f"type='signal',sender='{LOGIND}',interface='{MANAGER}',member='{SIGNAL}'"
ASKED: Final = ("sleep", "Owntexts", "Your other devices are told that this one sleeps", "delay")


async def listen(sleeps: Callable[[bool], None]) -> None:
    """Calls `sleeps(True)` in a thread before each sleep, which waits for it, and `sleeps(False)` after it.

    Ends with the bus. Raises as `connected`, and Absent where there is no logind that lets anybody wait.
    """
    async with connected(with_files=True) as bus:
        heard: asyncio.Queue[bool] = asyncio.Queue()
        bus.bus.add_message_handler(lambda message: heard.put_nowait(message.body[0]) if _tells(message) else None)
        await bus.call(BUS, "/org/freedesktop/DBus", BUS, "AddMatch", "s", RULE)
        with closing(_Delay(bus)) as delay:
            await delay.take()
            tasks = {asyncio.create_task(_follow(heard, sleeps, delay)), asyncio.create_task(ended(bus))}
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()


class _Delay:
    """A file of logind's: while it is open, a sleep waits."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._file: int | None = None

    async def take(self) -> None:
        """Raises Absent, TimeoutError."""
        if self._file is not None:
            return
        question = Message(
            LOGIND, PATH, MANAGER, "Inhibit", signature="ssss", body=list(ASKED), flags=MessageFlag.NO_AUTOSTART
        )
        asked = asyncio.ensure_future(self._bus.bus.call(question))
        try:
            async with asyncio.timeout(ANSWER_S):
                answer = await asyncio.shield(asked)
        except BaseException:
            asked.add_done_callback(_give_back)
            raise
        if answer is None or answer.message_type is MessageType.ERROR or not answer.unix_fds:
            raise Absent(answer.error_name if answer else "")
        self._file = answer.unix_fds[answer.body[0]]

    def close(self) -> None:
        """Nothing waits any more."""
        if self._file is not None:
            os.close(self._file)
        self._file = None


def _give_back(asked: asyncio.Task[Message]) -> None:
    """An answer that nobody waits for any more holds up no sleep."""
    answer = None if asked.cancelled() or asked.exception() else asked.result()
    for file in answer.unix_fds if answer else ():
        os.close(file)


async def _follow(heard: asyncio.Queue[bool], sleeps: Callable[[bool], None], delay: _Delay) -> None:
    begins = False
    try:
        while True:
            begins = await heard.get()
            await asyncio.to_thread(sleeps, begins)
            if begins:
                delay.close()
            else:
                await delay.take()
    finally:
        if begins:
            sleeps(False)


def _tells(message: Message) -> bool:
    is_it = message.message_type is MessageType.SIGNAL and message.member == SIGNAL
    return is_it and message.signature == "b"
