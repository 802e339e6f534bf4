"""The devices of an account as the hub sees them."""

from owntexts.hub.service.callers import Member
from owntexts.hub.service.nudges import Nudges
from owntexts.hub.service.refusals import not_found
from owntexts.hub.service.tools import Tools, rfc3339
from owntexts.wire.hub import DeviceSeen


class DeviceService:
    """Listing devices and ending their tokens."""

    def __init__(self, tools: Tools, nudges: Nudges) -> None:
        self._tools = tools
        self._nudges = nudges

    def seen(self, caller: Member) -> list[DeviceSeen]:
        with self._tools.database.reading() as books:
            devices = books.devices.of(caller.account)
        return [
            DeviceSeen(each.id, None if each.last_seen_at is None else rfc3339(each.last_seen_at), each.active)
            for each in devices
        ]

    def end_token(self, caller: Member, device: bytes) -> None:
        """Shut the door for one device of the caller's account; shutting it twice is fine."""
        with self._tools.database.writing() as books:
            if books.devices.get(caller.account, device) is None:
                raise not_found("The account has no such device.")
            books.devices.end_token(caller.account, device)
        self._nudges.let_go(caller.account, device)
