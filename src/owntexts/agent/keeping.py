"""What is kept on the hub beside what is sent: what a header could not name; and what nobody needs there any more."""

from collections.abc import Iterable, Iterator
from itertools import islice

from owntexts.agent import restoring
from owntexts.agent.carrying import Run
from owntexts.replica import blobs, freeing, outbox, zone
from owntexts.replica.outbox import Sealed
from owntexts.wire.batch import parse
from owntexts.wire.hub import HistoryChanged
from owntexts.wire.limits import KEPT_AT_ONCE


def keep_again(run: Run) -> None:
    """Pieces that no header named are kept once more, now that the log tells of them. Raises Waits, HubFailed."""
    for record in outbox.to_keep_again(run.device.replica):
        if not _left_missing(run, record):
            outbox.kept_again(run.device.replica, record)


def have_needs(run: Run, item: Sealed) -> None:
    """An item was refused for missing blobs: they are put again, or it is cut anew without them. Raises HubFailed."""
    left = restoring.put_again(run, missing(run, parse(item.data).header.needs))
    if left:
        outbox.take_back(run.device.replica, item.counter, left)


def bring_back(run: Run) -> None:
    """What waits for bytes that the hub lost is sent once they are there again. Raises Waits, HubFailed."""
    for record in freeing.without_bytes(run.device.replica):
        if not _left_missing(run, record):
            with run.device.replica.write() as connection:
                freeing.have_bytes(connection, record)


def free(run: Run, *, now: bool = False) -> int:
    """Has the hub delete what nobody refers to; the bytes that are free from now on. Raises HubFailed.

    Where another device has written meanwhile nothing is deleted, and it is tried again after the next sync.
    """
    freed = 0
    position = zone.position(run.device.replica)
    for some in _some(freeing.unneeded(run.device.replica)):
        try:
            freed += run.means.blobs.delete_blobs(some, seen=position, now=now) if position else 0
        except HistoryChanged:
            break
        freeing.deleted(run.device.replica, some)
    return freed


def missing(run: Run, ids: Iterable[bytes]) -> list[bytes]:
    """Those of these blobs that the hub does not have; the others are kept. Raises HubFailed."""
    return [blob for some in _some(ids) for blob in run.means.blobs.keep_blobs(some)]


def _left_missing(run: Run, record: int) -> list[bytes]:
    """The blobs of a record that are not on the hub, and that this device cannot put there."""
    run.check("send")
    with run.device.replica.read() as connection:
        ids = blobs.blobs_of(connection, record)
    return restoring.put_again(run, missing(run, ids))


def _some(ids: Iterable[bytes]) -> Iterator[list[bytes]]:
    everything = iter(ids)
    while some := list(islice(everything, KEPT_AT_ONCE)):
        yield some
