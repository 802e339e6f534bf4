"""Bringing contents from the hub because somebody asked for them, whatever this device's policy keeps."""

from collections.abc import Callable, Iterable

from owntexts.agent.carry import file_of, files_since, learn_lists
from owntexts.agent.carrying import Run, Waits
from owntexts.agent.carrying_here import Count
from owntexts.agent.fetching import File, fetch
from owntexts.agent.home import Home
from owntexts.agent.joined import joined_device
from owntexts.agent.underway import BYTES, Progress, underway
from owntexts.conditions.keeping import FOR_EVER

SIGNED_OUT = "account.signed_out"


def obtain(home: Home, contents: Iterable[bytes], *, urgent: bool, progress: Progress) -> tuple[str, ...]:
    """Fetches these contents into the cache; the codes of what holds it, if anything does. Raises HubFailed."""
    wanted = set(contents)

    def files(run: Run) -> Iterable[File]:
        return filter(None, (file_of(run, each) for each in wanted))

    return _obtained(home, files, urgent=urgent, progress=progress)


def obtain_everything(home: Home, progress: Progress = lambda _done, _total: None) -> tuple[str, ...]:
    """Fetches every original that is only on the hub, in spite of every soft limit; what holds it. Raises HubFailed."""
    return _obtained(home, lambda run: files_since(run, FOR_EVER), urgent=True, progress=progress)


def _obtained(
    home: Home, files: Callable[[Run], Iterable[File]], *, urgent: bool, progress: Progress
) -> tuple[str, ...]:
    with joined_device(home) as device, underway(home.path, BYTES, progress) as told:
        if device is None or device.means is None:
            return (SIGNED_OUT,)
        run = Run(device, device.means, urgent=urgent, asked=True)
        try:
            learn_lists(run)
            asked = list(files(run))
            run.told = Count(sum(each.size for each in asked), told)
            fetch(run, asked)
        except Waits as waits:
            return waits.codes
    return ()
