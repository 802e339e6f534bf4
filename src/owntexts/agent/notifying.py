"""A word on the desktop when a device has fallen silent: at most once a day, and only where there is a desktop."""

import asyncio
import os
import subprocess
import sys
from typing import Final

from owntexts.conditions.decision import Decision
from owntexts.explain import Finding
from owntexts.replica import state
from owntexts.replica.database import Replica

KEY: Final = "notified."
STALE: Final = ("sync.stalled", "source.quiet")
DAY_MS: Final = 24 * 3600 * 1000
ANSWER_S: Final = 5.0
OSASCRIPT: Final = (
    "on run argv",
    "display notification (item 2 of argv) with title (item 1 of argv)",
    "end run",
)


def tell(db: Replica, decision: Decision, now: int) -> None:
    """Shows each finding of staleness that was not shown within a day."""
    for finding in decision.findings:
        if finding.code in STALE and _is_due(db, finding, now) and show(finding):
            state.put(db, KEY + finding.code, now)


def show(finding: Finding) -> bool:
    """Whether the desktop took it."""
    if sys.platform == "darwin":
        return _by_osascript(finding)
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return _by_bus(finding)
    return False


def _is_due(db: Replica, finding: Finding, now: int) -> bool:
    shown = state.get(db, KEY + finding.code)
    return not isinstance(shown, int) or not 0 <= now - shown < DAY_MS


def _by_bus(finding: Finding) -> bool:
    try:
        return asyncio.run(_notified(finding))
    except Exception:  # noqa: BLE001 - whatever a desktop does, the sync goes on
        return False


async def _notified(finding: Finding) -> bool:
    from dbus_fast import BusType, Message, MessageType  # noqa: PLC0415 - of no use without a desktop
    from dbus_fast.aio import MessageBus  # noqa: PLC0415

    bus = MessageBus(bus_type=BusType.SESSION)
    async with asyncio.timeout(ANSWER_S):
        await bus.connect()
        answer = await bus.call(
            Message(
                destination="org.freedesktop.Notifications",
                path="/org/freedesktop/Notifications",
                interface="org.freedesktop.Notifications",
                member="Notify",
                signature="susssasa{sv}i",
                body=["Owntexts", 0, "", finding.title, finding.explanation, [], {}, -1],
            )
        )
    bus.disconnect()
    return answer is not None and answer.message_type is MessageType.METHOD_RETURN


def _by_osascript(finding: Finding) -> bool:
    lines = [word for line in OSASCRIPT for word in ("-e", line)]
    command = ["/usr/bin/osascript", *lines, finding.title, finding.explanation]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=ANSWER_S)  # noqa: S603 - our own words
    except (OSError, subprocess.SubprocessError):
        return False
    return True
