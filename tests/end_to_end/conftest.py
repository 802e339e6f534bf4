"""One world a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.end_to_end.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """No hub and no device yet; ends every process that the test began in it."""
    made = World(tmp_path)
    try:
        yield made
    finally:
        made.end()
