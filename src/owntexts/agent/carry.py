"""One run of the attachments lane from its beginning to its end: what is done in which order, and what it met."""

from collections.abc import Callable, Iterator, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from owntexts.agent import (
    evicting,
    expiring,
    faults,
    fetching,
    keeping,
    largest,
    mishaps,
    previewing,
    restoring,
    uploading,
)
from owntexts.agent.carrying import DEVICE_FULL, HUB_FULL, Run, Waits
from owntexts.agent.fetching import File
from owntexts.conditions.keeping import kept_since
from owntexts.conditions.policy import policy_of
from owntexts.errors import HubFailed, OwntextsError
from owntexts.explain import Finding
from owntexts.model.times import rfc3339
from owntexts.replica import blobs, cached, contents, downloads, settings
from owntexts.wire.blob import BlobKind

OURS = (HUB_FULL, DEVICE_FULL)
"""What holds attachments and nothing else."""


Step = Callable[[Run], object]


class Carried(Struct, frozen=True):
    """How a run ended: the conditions that hold it, and what it met itself."""

    held: tuple[str, ...] = ()
    met: tuple[Finding, ...] = ()


def carry(run: Run) -> Carried:
    """Sends, fetches and makes room until there is nothing left to do; what holds one step does not hold the others.

    What it met is kept for `status` and `why`. Raises what the replica raises where this device's store is damaged.
    """
    carried = carry_out(run, STEPS)
    faults.keep_of_files(run.device.replica, carried.met)
    return carried


def carry_out(run: Run, steps: Sequence[Step]) -> Carried:
    """These steps one after the other; before the first sync, which brings the keys, nothing is done."""
    if not run.keys.are_there:
        return Carried()
    held: dict[str, None] = {}
    met: dict[str, Finding] = {}
    for step in steps:
        try:
            step(run)
        except Waits as waits:
            held |= dict.fromkeys(waits.codes)
        except HubFailed as error:
            met[error.code] = _told(run, error.finding)
            if error.code != HUB_FULL:
                break
        except OwntextsError as error:
            if error.code != DEVICE_FULL:
                raise
            met[error.code] = _told(run, error.finding)
    return Carried(tuple(held), tuple(met.values()))


def fetch_wanted(run: Run) -> None:
    """What this device's policy keeps and it does not have, newest first. Raises Waits, HubFailed."""
    since = kept_since(policy_of(settings.listed(run.device.replica)), run.device.now())
    if since is not None:
        fetching.fetch(run, files_since(run, since))


def files_since(run: Run, since: int) -> Iterator[File]:
    """The files of messages since then that are not here and may be asked for now."""
    for wanted in downloads.wanted(run.device.replica, since, run.device.now()):
        if (file := file_of(run, wanted.content)) is not None:
            yield file


def file_of(run: Run, content: bytes) -> File | None:
    """How to fetch a content; None where its list is not known yet."""
    with run.device.replica.read() as connection:
        record = next(iter(contents.with_content(connection, content)), None)
        pieces = blobs.pieces_of(connection, record) if record else None
    return File(content, record.size, pieces) if record is not None and pieces is not None else None


def expire(run: Run) -> None:
    """What was deleted long enough ago goes for good, with its files."""
    if expiring.expire(run.device.replica, run.device.now()):
        run.means.cache.tidy(cached.wanted(run.device.replica))


def learn_lists(run: Run) -> None:
    """The lists of large files are fetched by every device: without them nobody knows what is still needed."""
    with run.device.replica.read() as connection:
        unknown = blobs.unknown_lists(connection)
    waiting = downloads.waiting(run.device.replica, run.device.now())
    for reference in unknown:
        if reference.content in waiting:
            continue
        run.check("fetch")
        try:
            plaintext = bytes(fetching.opened(run, BlobKind.LIST, reference))
            with run.device.replica.write() as connection:
                contents.learn_list(connection, reference, plaintext)
                downloads.arrived(connection, reference.content)
        except mishaps.Wrong as reason:
            mishaps.met(run, reference.content, reason)
        except msgspec.MsgspecError:
            mishaps.met(run, reference.content, mishaps.Wrong(None, None, mishaps.another_file(reference.content)))


def _told(run: Run, finding: Finding) -> Finding:
    """As a reason that holds attachments; a full hub is told with how much is used, and by what."""
    now = run.device.now()
    finding = replace(finding, blocks=("attachments",), since=rfc3339(now))
    return largest.told(run.device.replica, finding) if finding.code == HUB_FULL else finding


PICTURES: tuple[Step, ...] = (previewing.make_previews, previewing.fetch_previews)
"""What travels as texts do."""

STEPS: tuple[Step, ...] = (
    expire,
    keeping.keep_again,
    keeping.bring_back,
    restoring.mend,
    learn_lists,
    uploading.upload_all,
    fetch_wanted,
    evicting.evict,
    keeping.free,
)
"""In this order: what is promised, what is sent, what is fetched, what may go."""
