"""A replica in a file of its own, and short words for making what goes into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from owntexts.replica.database import Replica, open_replica

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "replica.db"


@pytest.fixture
def db(path: Path) -> Iterator[Replica]:
    with open_replica(path, KEY) as replica:
        yield replica
