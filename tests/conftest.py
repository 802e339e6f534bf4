"""What all tests share: where the sample stores lie, and a home that no other test sees."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from owntexts.agent import sources
from owntexts.agent.home import Home, open_home
from owntexts.agent.imports import import_sources
from owntexts.testing.apple import build_chat_db

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OWNTEXTS_SHARED") or CHECKOUT.parent / "shared")

settings.register_profile("normal", max_examples=50, deadline=None)
settings.register_profile("torture", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("OWNTEXTS_HYPOTHESIS", "normal"))


def pytest_configure() -> None:
    """Commands under test hear an interrupt also where a shell that runs the tests in the background has it ignored.

    And they keep what they compiled, as an installed one does: it is a third of what starting one of them takes.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two for each of few processors: half of the time a test waits for a disk, a clock or another process."""
    processors = os.cpu_count() or 1
    return max(processors, min(2 * processors, 8))


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the source tree."""
    return CHECKOUT


@pytest.fixture(scope="session")
def shared_fixtures() -> Path:
    """The folder with real sample stores; tests that need it are skipped where it is absent."""
    folder = SHARED / "fixtures"
    if not folder.is_dir():
        pytest.skip("the sample stores are not here: put them in ../shared/fixtures, or name them in OWNTEXTS_SHARED")
    return folder


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test ever touches the person's own home or keyring."""
    home = tmp_path / "home"
    for name in [name for name in os.environ if name.startswith("OWNTEXTS_") and name != "OWNTEXTS_SHARED"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("OWNTEXTS_HOME", str(home))
    monkeypatch.setenv("OWNTEXTS_KEY_STORE", "file")
    return home


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chat.db of 600 rows with every kind of message; tests read it and leave it as it is."""
    path = tmp_path_factory.mktemp("store") / "chat.db"
    build_chat_db(path, messages=600)
    return path


@pytest.fixture
def home(own_home: Path) -> Iterator[Home]:
    """A new home, open."""
    with open_home(own_home) as opened:
        yield opened


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder of another file system than `tmp_path`; tests that need one are skipped where there is none."""
    memory = Path("/dev/shm")  # noqa: S108 - there is no other file system that every Linux lets a test write to
    if not os.access(memory, os.W_OK) or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second file system here that a test may write to")
    with tempfile.TemporaryDirectory(prefix="owntexts-", dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def filled_home(home: Home, small_store: Path) -> Home:
    """A home that has imported the small store."""
    sources.add(home, small_store)
    import_sources(home)
    return home
