"""What the tests of all sources share."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest


@pytest.fixture
def fingerprint() -> Callable[[Path], dict[str, str]]:
    """Every file of a folder with the SHA-256 of its bytes."""

    def taking(folder: Path) -> dict[str, str]:
        return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir()) if path.is_file()}

    return taking
