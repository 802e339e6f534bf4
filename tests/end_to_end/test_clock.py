"""A device whose clock is wrong by days: nothing is lost, nothing is dated by it, and the devices end equal."""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.end_to_end.world import Device, World

from owntexts.testing import apple

ROWS = 500
DAY_S = 86_400


@dataclass
class Wrong(Device):
    """A device that lives on another day."""

    clock: tuple[str, ...] = ()

    def its_now(self) -> float:
        """What such a process takes the time to be."""
        said = subprocess.run(
            (*self.clock, sys.executable, "-c", "import time; print(time.time())"), capture_output=True, check=True
        )
        return float(said.stdout)

    def _under(self) -> tuple[str, ...]:
        return self.clock


@pytest.fixture
def faketime() -> str:
    """The program that sets another clock for a process; skips where there is none."""
    path = shutil.which("faketime")
    if path is None:
        pytest.skip("there is no faketime here to set a process's clock with (Debian: apt install faketime)")
    return path


@pytest.mark.parametrize("days", [1, -400])
def test_a_wrong_clock_changes_no_message(world: World, tmp_path: Path, faketime: str, days: int) -> None:
    store = tmp_path / "chat.db"
    apple.build_chat_db(store, messages=ROWS)
    hub, right = world.hub(), world.device("right")
    wrong = Wrong("wrong", tmp_path / "wrong", clock=(faketime, "-f", f"{days:+}d"))
    assert abs(wrong.its_now() - time.time() - days * DAY_S) < DAY_S / 2
    wrong.add(store)
    wrong.create(hub.address)
    wrong.sync()
    right.join(hub.address)
    right.sync()
    apple.append(store, 20, seed=2)
    right.add(store)
    right.sync()
    wrong.sync()
    assert wrong.ask("import")["added"] == 0
    assert wrong.sync()["sent"] == 0
    assert wrong.export() == right.export()
    assert wrong.verify()["agree"]
