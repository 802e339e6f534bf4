"""How far work is, told to every process of a home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from owntexts.agent import underway as module
from owntexts.agent.underway import WorkProgress, underway, work_under_way


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "now_ms", clock)
    return clock


def nobody(_done: int, _total: int) -> None:
    """Nobody watches."""


def test_long_work_is_told_with_the_time_it_still_takes_and_ends_with_it(tmp_path: Path, clock: Clock) -> None:
    with underway(tmp_path, "rows", nobody) as progress:
        clock.now += 2_000
        progress(20, 100)
        assert work_under_way(tmp_path) == WorkProgress(20, 100, "rows", 8)
    assert work_under_way(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_work_of_a_moment_writes_nothing(tmp_path: Path, clock: Clock) -> None:
    with underway(tmp_path, "rows", nobody) as progress:
        clock.now += 400
        progress(1, 2)
        assert list(tmp_path.iterdir()) == []


def test_an_unknown_total_is_unknown(tmp_path: Path, clock: Clock) -> None:
    with underway(tmp_path, "rows", nobody) as progress:
        clock.now += 600
        progress(5, 0)
        assert work_under_way(tmp_path) == WorkProgress(5, None, "rows", None)


def test_whoever_watches_hears_every_step(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    with underway(tmp_path, "rows", lambda done, total: heard.append((done, total))) as progress:
        progress(1, 2)
        progress(2, 2)
    assert heard == [(1, 2), (2, 2)]


def test_what_a_killed_process_left_behind_counts_no_more(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from owntexts.agent import underway as u\n"
        "u.EVERY_MS = 0\n"
        "with u.underway(Path(sys.argv[1]), 'rows', lambda *_: None) as progress:\n"
        "    progress(1, 2); os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], env=os.environ, check=False)
    assert (tmp_path / "progress.json").exists()
    assert work_under_way(tmp_path) is None


def test_old_news_is_no_news(tmp_path: Path, clock: Clock) -> None:
    with underway(tmp_path, "rows", nobody) as progress:
        clock.now += 600
        progress(1, 2)
        clock.now += 61_000
        assert work_under_way(tmp_path) is None
