"""What all tests share: where the sample stores lie, and a home that no other test sees."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("OWNTEXTS_SHARED") or CHECKOUT.parent / "shared")

settings.register_profile("normal", max_examples=100, deadline=None)
settings.register_profile("torture", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("OWNTEXTS_HYPOTHESIS", "normal"))


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
