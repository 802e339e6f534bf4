"""What people are called: by their address books, else their numbers as one writes them down."""

from collections.abc import Iterable

from owntexts.agent.home import Home
from owntexts.model.handles import written
from owntexts.replica import settings
from owntexts.replica.directory import directory


def called(home: Home, handles: Iterable[str]) -> dict[str, str]:
    """By raw handle what its person is called."""
    known = directory(home.replica).people
    region = home.replica.remembered("region", lambda connection, _before: settings.region(connection))
    return {handle: known.name(handle) or written(handle, region) for handle in handles}
