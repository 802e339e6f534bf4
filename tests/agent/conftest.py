"""What tests of the agent share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.agent.pairs import Pair, pair_in
from tests.agent.scenes import Scene, scene_in


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    """Two devices of one account at a hub in memory."""
    return pair_in(tmp_path)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A loop that a test lets run, and the other device of its account."""
    with scene_in(tmp_path) as made:
        yield made
