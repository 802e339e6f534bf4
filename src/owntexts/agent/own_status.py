"""What this device tells the others of itself: when something has changed, and else only beside what is sent anyway.

So nothing is sent because another device told something, and a device with nothing to say stays silent for a day.
"""

from typing import Final

from owntexts.agent import contact, push
from owntexts.agent.attachments_waiting import attachments_waiting
from owntexts.agent.device import Device
from owntexts.conditions.decision import Decision
from owntexts.conditions.state import Standing, State, state_of
from owntexts.model.clock import next_stamp
from owntexts.model.device_status import says_the_same
from owntexts.model.records import DeviceStatus, Stamp
from owntexts.model.times import read_rfc3339
from owntexts.replica import pending, places, statuses, zone
from owntexts.replica.database import Replica

AGAIN_MS: Final = 10 * 60_000
MOST_REASONS: Final = 8
ASLEEP: Final = "asleep"
"""No state of a label: nobody looks at one then. Devices of before show the word as it is."""


def tell(device: Device, now: int) -> None:
    """Adds this device's status to what is about to be cut, if there is a reason to; for a sync that may send."""
    if device.version is None:
        return
    before = statuses.told(device.replica).get(device.membership.device)
    status = _status(device, device.version, now, before.stamp if before else None)
    if before is None or not says_the_same(before, status) or _goes_along(device.replica, before, status, now):
        statuses.tell(device.replica, status)


def _goes_along(db: Replica, before: DeviceStatus, status: DeviceStatus, now: int) -> bool:
    """Whether the same may be told again: it is old, and something is sent anyway."""
    if status.stamp.ms - before.stamp.ms < AGAIN_MS:
        return False
    return pending.count(db) > 0 or push.heartbeat_due(db, now)


def _status(device: Device, version: str, now: int, overwritten: Stamp | None) -> DeviceStatus:
    db = device.replica
    decided = device.decide(False, ())
    state = ASLEEP if device.falls_asleep() else _state(db, decided)
    return DeviceStatus(
        stamp=next_stamp(now, contact.hub_offset_ms(db), device.membership.device, overwritten),
        state=state,
        reasons=_reasons(state, decided),
        synced=read_rfc3339(zone.last_synced_at(db)),
        version=version,
    )


def _state(db: Replica, decided: Decision) -> State:
    """As it will be once the batch is on the hub. What is only to be fetched yet is no news for the others."""
    with db.read() as connection:
        unsent, _ = places.unsent(connection)
    standing = Standing(
        signed_in=True,
        syncing=bool(unsent) and decided.attachments.run,
        unsettled=bool(zone.set_aside(db)),
        attachments_waiting=attachments_waiting(db).waiting,
    )
    return state_of(standing, decided)


def _reasons(state: str, decided: Decision) -> tuple[str, ...]:
    match state:
        case "paused" | "off":
            return decided.texts.findings[:MOST_REASONS]
        case "waiting":
            return decided.attachments.findings[:MOST_REASONS]
    return ()
