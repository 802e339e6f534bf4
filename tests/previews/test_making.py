"""The process that decodes: it comes when needed, breaks without harm, and goes when it is not needed any more."""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from owntexts.previews import process
from owntexts.previews.answers import Answer, NotPreviewed, Picture, Why
from owntexts.previews.confining import NICE
from owntexts.previews.limits import Bounds
from owntexts.previews.making import Previews
from owntexts.testing import media
from owntexts.wire.limits import MIB

PATIENCE_S = 30.0
A_MOMENT_S = 0.1
SIZE = (64, 48)
DECODERS = {"PIL", "pillow_heif", "av"}

ASKING = """
import sys
from pathlib import Path
from owntexts.previews.making import Previews

previews = Previews()
print(previews.make(Path(sys.argv[1])).width, flush=True)
previews.make(Path(sys.argv[2]))
sys.stdin.read()
"""
MEASURING = """
import json, resource, sys
from pathlib import Path
from owntexts.previews.making import Previews

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

with Previews() as previews:
    before = most()
    widths = [previews.make(Path(path)).width for path in sys.argv[1:]]
print(json.dumps([widths, (most() - before) << 10, sorted(sys.modules)]))
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(media.jpeg(size=SIZE))
    return path


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """A picture that takes longer than it may."""
    path = tmp_path / "slow.jpg"
    path.write_bytes(media.bombs.jpeg_of_many_scans())
    return path


def eventually(holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_S
    while not holds() and time.monotonic() < until:
        time.sleep(0.01)
    return holds()


def decodes(child: psutil.Process) -> bool:
    try:
        return "owntexts.previews.worker" in child.cmdline()
    except psutil.NoSuchProcess:
        return False


def decoders(of: int | None = None) -> set[psutil.Process]:
    """The processes that decode for a process."""
    return set(filter(decodes, psutil.Process(of).children()))


def decoder(before: set[psutil.Process]) -> psutil.Process:
    """The one that was not there before."""
    (one,) = decoders() - before
    return one


@pytest.fixture
def before() -> set[psutil.Process]:
    return decoders()


def is_at_work(one: psutil.Process, before_s: float = 0.0) -> bool:
    """Whether it has used more than the time of the processor that its start takes."""
    return one.cpu_times().user > before_s + A_MOMENT_S


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_no_process_is_started_before_a_file_needs_it(before: set[psutil.Process], tmp_path: Path) -> None:
    (tmp_path / "card").write_text("BEGIN:VCARD\n")
    (tmp_path / "nothing").touch()
    os.mkfifo(tmp_path / "pipe")
    with Previews() as previews:
        assert previews.make(tmp_path / "card") == NotPreviewed(Why.KIND)
        assert previews.make(tmp_path / "nothing") == NotPreviewed(Why.EMPTY)
        for unreadable in (tmp_path, tmp_path / "pipe", tmp_path / "absent", tmp_path / ("x" * 4_096), Path("\0")):
            assert previews.make(unreadable) == NotPreviewed(Why.UNREADABLE)
        assert decoders() <= before


def test_one_process_answers_for_many_files_and_goes_when_it_is_closed(
    before: set[psutil.Process], photo: Path
) -> None:
    with Previews() as previews:
        assert previews.make(photo) == previews.make(photo)
        one = decoder(before)
        previews.make(photo)
        assert decoder(before) == one
    assert decoders() <= before


def test_a_process_without_work_is_ended_and_another_one_starts(before: set[psutil.Process], photo: Path) -> None:
    with Previews(Bounds(idle_s=0.1)) as previews:
        previews.make(photo)
        assert eventually(lambda: decoders() <= before)
        assert isinstance(previews.make(photo), Picture)


def test_a_process_that_answered_for_many_files_is_replaced(before: set[psutil.Process], photo: Path) -> None:
    with Previews(Bounds(files=2)) as previews:
        previews.make(photo)
        first = decoder(before)
        previews.make(photo)
        assert not is_running(first.pid)
        previews.make(photo)
        assert decoder(before) != first


def test_an_open_file_needs_no_name(photo: Path) -> None:
    with tempfile.TemporaryFile() as file, Previews() as previews:
        file.write(photo.read_bytes())
        file.flush()
        assert previews.make(file.fileno()) == previews.make(photo) == previews.make(file.fileno())


def test_names_tell_nothing_and_may_be_anything(photo: Path) -> None:
    strange = photo.with_name("..\\evil\n\x1b[2J" + "é" * 100 + ".exe")
    photo.rename(strange)
    with Previews() as previews:
        assert isinstance(previews.make(strange), Picture)


def test_whoever_asks_at_the_same_time_has_the_own_answer(before: set[psutil.Process], tmp_path: Path) -> None:
    sides = range(20, 60)
    for side in sides:
        (tmp_path / str(side)).write_bytes(media.png(size=(side, 10)))
    with Previews() as previews, ThreadPoolExecutor(8) as callers:
        answers = list(callers.map(lambda side: previews.make(tmp_path / str(side)), sides))
        assert [answer.width for answer in answers if isinstance(answer, Picture)] == list(sides)
        assert decoder(before)


def test_the_one_who_asks_holds_no_decoder_and_no_picture(tmp_path: Path) -> None:
    """A photo of 12 megapixels would take 36 MB, decoded."""
    large = tmp_path / "large.jpg"
    large.write_bytes(media.jpeg(size=(4_000, 3_000)))
    done = subprocess.run([sys.executable, "-c", MEASURING, *[large] * 3], capture_output=True, check=True)
    widths, grown, modules = json.loads(done.stdout)
    assert widths == [4_000] * 3
    assert grown < 16 * MIB
    assert DECODERS.isdisjoint(modules)


def test_no_agent_and_no_face_loads_a_decoder() -> None:
    script = (
        "import json, sys, owntexts.agent.running, owntexts.cli.commands, owntexts.web.app, owntexts.previews.making\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert DECODERS.isdisjoint(json.loads(done.stdout))


def struck(signal_: int, slow: Path, photo: Path, before: set[psutil.Process]) -> tuple[Answer, Answer]:
    """What becomes of a file whose process gets a signal over it, and of the next file."""
    with Previews() as previews, ThreadPoolExecutor(1) as caller:
        previews.make(photo)
        one = decoder(before)
        used = one.cpu_times().user
        waiting = caller.submit(previews.make, slow)
        assert eventually(lambda: is_at_work(one, used))
        one.send_signal(signal_)
        return waiting.result(), previews.make(photo)


def test_a_decoder_that_breaks_down_is_replaced(slow: Path, photo: Path, before: set[psutil.Process]) -> None:
    broken, following = struck(signal.SIGSEGV, slow, photo, before)
    assert broken == NotPreviewed(Why.CRASHED)
    assert isinstance(following, Picture)


def test_a_file_is_not_blamed_for_what_came_from_outside(slow: Path, photo: Path, before: set[psutil.Process]) -> None:
    ended, following = struck(signal.SIGKILL, slow, photo, before)
    assert ended == NotPreviewed(Why.ENDED)
    assert not Why.ENDED.lasting
    assert isinstance(following, Picture)


def test_a_process_that_ended_while_it_had_no_work_is_replaced_unnoticed(
    photo: Path, before: set[psutil.Process]
) -> None:
    with Previews() as previews:
        previews.make(photo)
        decoder(before).kill()
        assert isinstance(previews.make(photo), Picture)


def test_being_told_to_end_does_not_end_it_over_a_file(photo: Path, before: set[psutil.Process]) -> None:
    """A service that is stopped tells all its processes; the one who asks then closes the line."""
    with Previews() as previews:
        previews.make(photo)
        one = decoder(before)
        one.terminate()
        previews.make(photo)
        assert decoder(before) == one


def test_where_no_process_starts_that_is_the_answer(monkeypatch: pytest.MonkeyPatch, photo: Path) -> None:
    for command in (
        (str(photo),),
        (sys.executable, "-c", "pass"),
        (sys.executable, "-c", "import time; time.sleep(60)"),
    ):
        monkeypatch.setattr(process, "COMMAND", command)
        with Previews(Bounds(starting_s=0.5)) as previews:
            assert previews.make(photo) == NotPreviewed(Why.NOT_STARTED)
    assert not Why.NOT_STARTED.lasting


TALKING = """
import json, sys
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
line = Connection(int(sys.argv[2]))
line.send_bytes(b"ready")
recv_handle(line)
line.send_bytes(b"taken")
line.send_bytes(%s)
recv_handle(line)
"""


@pytest.mark.parametrize("nonsense", ["b'nonsense'", "bytes(1 << 20)", "b''"])
def test_a_process_that_talks_nonsense_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, photo: Path, nonsense: str
) -> None:
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", TALKING % nonsense))
    with Previews() as previews:
        assert previews.make(photo) == NotPreviewed(Why.CRASHED)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are read from /proc")
def test_it_can_write_nothing_open_little_and_comes_last(photo: Path, before: set[psutil.Process]) -> None:
    bounds = Bounds()
    with Previews(bounds) as previews:
        previews.make(photo)
        one = decoder(before)
        assert one.nice() == min(psutil.Process().nice() + NICE, 19)
        limits = {number: one.rlimit(number) for number in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE)}
        assert set(limits.values()) == {(0, 0)}
        assert one.rlimit(resource.RLIMIT_AS) == (bounds.memory,) * 2
        assert one.rlimit(resource.RLIMIT_NOFILE) == (bounds.open_files,) * 2
        assert not one.net_connections()


def test_it_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch, photo: Path, before: set[psutil.Process]) -> None:
    monkeypatch.setenv("OWNTEXTS_PASSWORD", "a secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with Previews() as previews:
        previews.make(photo)
        assert not {"OWNTEXTS_PASSWORD", "AWS_SECRET_ACCESS_KEY"} & set(decoder(before).environ())


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_nothing_is_left_of_it_when_the_one_who_asks_is_killed(busy: bool, photo: Path, slow: Path) -> None:
    command = [sys.executable, "-c", ASKING, photo, slow if busy else photo]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asking:
        assert asking.stdout
        assert asking.stdout.readline() == f"{SIZE[0]}\n".encode()
        (one,) = decoders(asking.pid)
        used = one.cpu_times().user
        assert not busy or eventually(lambda: is_at_work(one, used))
        asking.kill()
    assert eventually(lambda: not is_running(one.pid))
