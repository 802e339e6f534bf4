"""A bar on stderr for work that takes a while, only where a person watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from owntexts.cli.output import coloured

Progress = Callable[[int, int], None]


@contextmanager
def bar(title: str) -> Iterator[Progress]:
    """Gives a function that takes (done, total) as often as it likes."""
    if not coloured(sys.stderr):
        yield lambda _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal pays for it
    from rich.progress import Progress as Bars  # noqa: PLC0415 - as above

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task(title, total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
