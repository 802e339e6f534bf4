"""What people are called: until there are contacts, their numbers as one writes them down."""

from collections.abc import Iterable

from owntexts.agent.home import Home
from owntexts.model.handles import written
from owntexts.replica import settings


def called(home: Home, handles: Iterable[str]) -> dict[str, str]:
    """By raw handle what its person is called."""
    region = home.replica.remembered("region", lambda connection, _before: settings.region(connection))
    return {handle: written(handle, region) for handle in handles}
