"""What a device tells of itself: one status for each device, and the one told last stays."""

from owntexts.model.intents import order
from owntexts.model.records import DeviceStatus


def key(status: DeviceStatus) -> bytes:
    """Whose it is."""
    return status.stamp.device


def merge(a: DeviceStatus, b: DeviceStatus) -> DeviceStatus:
    """The one that stays of two of one device."""
    return max(a, b, key=order)


def says_the_same(a: DeviceStatus, b: DeviceStatus) -> bool:
    """Whether nothing but time has passed from one to the other."""
    return (a.state, a.reasons, a.version) == (b.state, b.reasons, b.version)
