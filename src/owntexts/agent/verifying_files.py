"""Whether the bytes of attachments are where they should be: on the hub, every one; in the cache here, unharmed."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final

from owntexts.agent import keeping, mishaps
from owntexts.agent.cache import Cache, Damaged
from owntexts.agent.carry import learn_lists
from owntexts.agent.carrying import Run
from owntexts.agent.home import Home
from owntexts.agent.joined import joined_device
from owntexts.agent.underway import Progress
from owntexts.explain import Evidence, Finding, Fix
from owntexts.replica import attachments, blobs, cached, damage
from owntexts.replica.cached import Cached
from owntexts.replica.database import Replica

NAMED: Final = 10
AGAIN: Final = Fix("sync", "Sync: what is damaged here is fetched again", "action", command="owntexts sync")


def verify_files(home: Home, progress: Progress = lambda _done, _total: None) -> list[Finding]:
    """What is not as it should be. Damaged files of the cache go, and are fetched again. Raises HubFailed."""
    return [*_cache(home, progress), *_hub(home)]


def _cache(home: Home, progress: Progress) -> Iterator[Finding]:
    cache, kept = home.cache, cached.everything(home.replica)
    damaged = []
    for done, each in enumerate(kept):
        progress(done, len(kept))
        if not _is_whole(cache, each):
            damaged.append(each.content)
    names = _named(home.replica, damaged)
    for content in damaged:
        cached.gone(home.replica, content)
        cache.remove(content)
    if damaged:
        yield Finding(
            code="integrity.blob",
            severity="error",
            title="Attachments on this device are damaged",
            explanation="What its cache had of them is not what was written; it was thrown away.",
            evidence=(Evidence("files", len(damaged), 0, f"the cache, of {len(kept)}"), *names),
            fixes=(AGAIN,),
        )


def _hub(home: Home) -> Iterator[Finding]:
    """Every blob that a record refers to is asked for; what is missing is told to the devices that may have it."""
    with joined_device(home) as device:
        if device is None or device.means is None:
            return
        run = Run(device, device.means, urgent=True)
        learn_lists(run)
        with home.replica.read() as connection:
            referred = blobs.all_blobs(connection)
            unknown = len(blobs.unknown_lists(connection))
        missing = keeping.missing(run, referred)
        for blob in missing:
            mishaps.tell(run, blob, damage.MISSING)
    if missing or unknown:
        yield Finding(
            code="integrity.blob",
            severity="error",
            title="The hub does not have all that it should",
            explanation="Records in the log refer to bytes of attachments that the hub does not give.",
            evidence=(
                Evidence("blobs missing", len(missing), 0, f"the hub, of {len(referred)}"),
                Evidence("lists of large files missing", unknown, 0, "the hub"),
                *_named(home.replica, _contents(home.replica, missing)),
            ),
            fixes=(mishaps.SEND_AGAIN,),
        )


def _is_whole(cache: Cache, each: Cached) -> bool:
    whole = sha256()
    try:
        for piece in cache.pieces(each.content, each.size):
            whole.update(piece)
    except Damaged:
        return False
    return whole.digest() == each.content


def _contents(db: Replica, missing: Iterable[bytes]) -> list[bytes]:
    """The contents that these blobs belong to."""
    with db.read() as connection:
        return list(dict.fromkeys(use.content for blob in missing for use in blobs.uses_of(connection, blob)))


def _named(db: Replica, contents: Iterable[bytes]) -> list[Evidence]:
    """The first of them by their attachments' names."""
    found = (attachments.named(db, content) for _, content in zip(range(NAMED), contents, strict=False))
    return [
        Evidence("attachment", one.name or one.mime or one.id.hex(), origin=f"message {one.message.hex()}")
        for one in found
        if one is not None
    ]
