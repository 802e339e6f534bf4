"""The agent at rest: what it holds in memory, how often it is woken, and how soon a new reading is decided by."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import places
from bench.figures import Figure, plain
from owntexts.agent import journal
from owntexts.agent.control import alive
from owntexts.agent.home import Home, open_home
from owntexts.replica import pending, zone

AGENT = (sys.executable, "-m", "owntexts", "agent", "run")
WATCHED_S = 90
"""Long enough that an agent which has nothing to do has given its memory back."""
FEW_MESSAGES = 1_000
CHANGES = 10
PATIENCE_S = 600.0


def rest(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:
    with places.hub(folder / "hub") as url:
        with places.home(folder / "home") as home:
            places.imported(home, places.store(folder, messages))
            places.create_account(home, url)
        with _agent(folder / "home") as pid, open_home(folder / "home") as home:
            _until(lambda: zone.last_synced_at(home.replica) is not None and pending.count(home.replica) == 0)
            _until(lambda: not _is_busy(home))
            delays = [_decided_after(home, heat) for heat in ("serious", "nominal") * (CHANGES // 2)]
            watched = WATCHED_S if messages >= FEW_MESSAGES else 1
            wakes = min(_wakes(pid, watched) for _ in range(rounds))
            held = _held_bytes(pid)
    return (
        plain("memory of the agent at rest", held / 1e6, "MB", goal=100),
        plain("times its threads were woken in 30 s", wakes * 30 / watched, "times"),
        plain("a reading is decided by, median", statistics.median(delays) * 1000, "ms"),
        plain("a reading is decided by, slowest", max(delays) * 1000, "ms", goal=2_000),
    )


@contextmanager
def _agent(home: Path) -> Iterator[int]:
    environment = {**os.environ, "OWNTEXTS_HOME": str(home)}
    with subprocess.Popen(AGENT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            yield process.pid
        finally:
            process.terminate()


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("the agent does not come to rest")
        time.sleep(0.005)


def _is_busy(home: Home) -> bool:
    agent = alive(home.path)
    return agent is None or agent.syncing or agent.carrying


def _decided_after(home: Home, heat: str) -> float:
    """Seconds from a new reading to the agent's decision by it."""
    draft = home.path / "readings.draft"
    draft.write_text(json.dumps({"heat": heat}))
    began = time.perf_counter()
    draft.replace(home.path / "readings.json")
    _until(lambda: ("heat.serious" in journal.held(home.replica)) == (heat == "serious"))
    return time.perf_counter() - began


def _wakes(pid: int, seconds: int) -> int:
    """How often any of its threads went to sleep by itself in that time, so how often one was woken."""
    time.sleep(2)
    before = _sleeps(pid)
    time.sleep(seconds)
    return _sleeps(pid) - before


def _sleeps(pid: int) -> int:
    statuses = [task.joinpath("status").read_text() for task in Path(f"/proc/{pid}/task").iterdir()]
    lines = [line for status in statuses for line in status.splitlines() if line.startswith("voluntary_ctxt")]
    return sum(int(line.split()[1]) for line in lines)


def _held_bytes(pid: int) -> int:
    [line] = [each for each in Path(f"/proc/{pid}/status").read_text().splitlines() if each.startswith("VmRSS")]
    return int(line.split()[1]) << 10
