"""How large files at sources are, before anything has read them."""

from contextlib import suppress

from owntexts.agent.home import Home
from owntexts.agent.source_files import files_of
from owntexts.errors import SourceFailed
from owntexts.replica import places
from owntexts.sources.base import KnowsSizes


def measure(home: Home, now: int) -> None:
    """Asks the sources that can tell without reading, as far as they are in reach; what is not there is noted."""
    for source, asked in places.unmeasured(home.replica).items():
        with suppress(SourceFailed):
            files = files_of(home, home.cache, source)
            if isinstance(files, KnowsSizes):
                _keep(home, source, {place: files.size(place) for place in asked}, now)


def _keep(home: Home, source: int, sizes: dict[str, int | None], now: int) -> None:
    with home.replica.write() as connection:
        places.measured(connection, source, {place: size for place, size in sizes.items() if size is not None})
        for place in (place for place, size in sizes.items() if size is None):
            places.troubled(connection, source, place, "missing", now)
