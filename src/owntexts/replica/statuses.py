"""What each device of the account last told of itself."""

from collections.abc import Iterator

from owntexts.model.clock import is_void
from owntexts.model.device_status import key
from owntexts.model.records import DeviceStatus
from owntexts.replica import kinds, records
from owntexts.replica.database import Connection, Replica
from owntexts.replica.pending import LIVE


def told(db: Replica) -> dict[bytes, DeviceStatus]:
    """By device the status that holds; void ones hold nothing."""
    with db.read() as connection:
        return {key(each): each for each in _kept(connection) if not is_void(each.stamp)}


def tell(db: Replica, status: DeviceStatus) -> None:
    """Keeps this device's own, for the next batch that is cut."""
    with db.write() as connection:
        records.absorb(connection, [status], LIVE)


def forget_in(connection: Connection) -> None:
    """Another account hears nothing of the devices of this one."""
    connection.execute("delete from record where kind = ?", (kinds.DEVICE_STATUS,))


def _kept(connection: Connection) -> Iterator[DeviceStatus]:
    rows = connection.execute("select state from record where kind = ?", (kinds.DEVICE_STATUS,))
    return (kinds.KINDS[kinds.DEVICE_STATUS].decode(state)[0] for (state,) in rows)
