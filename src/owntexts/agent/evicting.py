"""Making room on this device: originals that its policy does not keep go once the hub provably has them."""

from itertools import chain

from owntexts.agent.carrying import Run
from owntexts.agent.keeping import missing
from owntexts.conditions.keeping import evicted_before
from owntexts.conditions.policy import policy_of
from owntexts.replica import blobs, cached, contents, settings
from owntexts.replica.cached import Cached

AT_ONCE = 200


def evict(run: Run) -> int:
    """Takes originals out of the cache, the longest unused first; how many bytes that freed. Raises HubFailed.

    The hub is asked for every blob of theirs before, although this device has put or opened each of them there.
    """
    before = evicted_before(policy_of(settings.listed(run.device.replica)), run.device.now())
    if before is None:
        return 0
    asked = cached.evictable(run.device.replica, before)
    return sum(_evicted(run, asked[start : start + AT_ONCE]) for start in range(0, len(asked), AT_ONCE))


def _evicted(run: Run, asked: list[Cached]) -> int:
    run.check("evict")
    referred = {each.content: _blobs(run, each.content) for each in asked}
    gone = set(missing(run, chain.from_iterable(each or () for each in referred.values())))
    safe = [each for each in asked if _is_there(referred[each.content], gone)]
    for each in safe:
        cached.gone(run.device.replica, each.content)
        run.means.cache.remove(each.content)
    return sum(each.size for each in safe)


def _is_there(blobs_of_it: list[bytes] | None, gone: set[bytes]) -> bool:
    return blobs_of_it is not None and gone.isdisjoint(blobs_of_it)


def _blobs(run: Run, content: bytes) -> list[bytes] | None:
    """Every blob that a device needs to fetch this content anew; None where that is not known."""
    with run.device.replica.read() as connection:
        record = next(iter(contents.with_content(connection, content)), None)
        pieces = blobs.pieces_of(connection, record) if record else None
    if record is None or pieces is None:
        return None
    return [*(each.blob for each in record.pieces), *(each.blob for each in pieces)]
