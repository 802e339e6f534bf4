"""Opening a hub's database, and what is said when it cannot be used."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from owntexts.errors import OwntextsError
from owntexts.explain import Evidence, Fix
from owntexts.hub.backends.folder import DataFolder
from owntexts.hub.backends.sql import SqlDatabase, open_sqlite
from owntexts.hub.ports import StorageFailed, StorageFull


@contextmanager
def opened(folder: DataFolder) -> Iterator[SqlDatabase]:
    """The folder's database, for as long as the block lasts."""
    try:
        with closing(open_sqlite(folder.database)) as database:
            yield database
    except StorageFull as error:
        raise _full(folder) from error
    except StorageFailed as error:
        raise _unusable(folder, error) from error


def _full(folder: DataFolder) -> OwntextsError:
    return OwntextsError(
        "The hub's disk is full",
        "Nothing was stored.",
        code="storage.hub_full",
        evidence=(Evidence("folder", str(folder.path), origin="--data"),),
        fixes=(Fix("room", "Make room on the disk that holds the hub's folder", "person"),),
    )


def _unusable(folder: DataFolder, error: StorageFailed) -> OwntextsError:
    return OwntextsError(
        "The hub's database cannot be used",
        "It may be damaged, or held by another program.",
        evidence=(
            Evidence("file", str(folder.database), origin="--data"),
            Evidence("answer", str(error), origin="the database"),
        ),
        fixes=(Fix("restore", "Stop what else uses it; if it is damaged, restore the folder from a backup", "person"),),
    )
