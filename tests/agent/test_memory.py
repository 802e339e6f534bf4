"""What an agent that has nothing to do holds in memory."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

HELD = """
import sys
from pathlib import Path
from owntexts.agent import memory
from owntexts.agent.home import open_home

def held():
    return int(Path("/proc/self/status").read_text().split("RssAnon:")[1].split()[0]) >> 10

with open_home(Path(sys.argv[1])) as home:
    before = held()
    freed = [bytes(2_000) for _ in range(100_000)]
    kept = freed[::50]
    del freed
    full = held()
    memory.give_back(home.replica)
    print(before, full, held())
"""


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="this system's C library cannot be asked for what it keeps",
)
def test_what_lies_free_between_what_is_kept_goes_back_to_the_system(tmp_path: Path) -> None:
    told = subprocess.run((sys.executable, "-c", HELD, str(tmp_path / "home")), capture_output=True, check=True)
    before, full, after = map(int, told.stdout.split())
    assert full - before > 150
    assert after - before < 50
