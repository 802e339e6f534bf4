"""A backup of SMS Backup & Restore with pictures, as it streams by: beside a bare pass of lxml over the same file.

A million messages make about four gigabytes. Each reading is a process of its own, whose memory is its own.
"""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from bench.figures import Figure, plain, ratio
from owntexts.testing.android import smsbr
from owntexts.testing.life import File, Life, life

AT_ONCE = 500
PICTURE_BYTES = 12_000
FILM_BYTES = 48 << 20
MONTH_MS = 30 * 86_400_000
A_FILM_IN = 20

MEASURE = """
import json, sys, time
from pathlib import Path

def memory():
    status = Path("/proc/self/status")
    told = status.read_text() if status.exists() else ""
    return next((int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("VmHWM")), 0.0)

started = time.perf_counter()
rows = run(Path(sys.argv[1]))
print(json.dumps([rows, time.perf_counter() - started, time.process_time(), memory()]))
"""
BARE = """
from lxml import etree

def run(path):
    records = 0
    for _, record in etree.iterparse(str(path), events=("end",), tag=("sms", "mms", "call"), huge_tree=True):
        records += 1
        record.clear()
        while record.getprevious() is not None:
            del record.getparent()[0]
    return records
"""
READ = """
from owntexts.model.observations import Row
from owntexts.sources.base import Options
from owntexts.sources.registry import kind_named

class Nothing:
    def has(self, row, digest):
        return False

def run(path):
    with kind_named("sms-backup-restore").open(path, Options()) as source:
        return sum(isinstance(one, Row) for one in source.read(Nothing()))
"""
IMPORT = """
import os
from owntexts.agent import imports, sources
from owntexts.agent.home import open_home

def run(path):
    os.environ["OWNTEXTS_KEY_STORE"] = "file"
    with open_home(path.parent / "home") as home:
        sources.add(home, path)
        return imports.import_sources(home).added
"""


def xml(folder: Path, messages: int, rounds: int) -> tuple[Figure, ...]:  # noqa: ARG001 - one round says enough
    path = folder / "sms.xml"
    _write(path, messages)
    floor, read, whole = (_measured(program, path) for program in (BARE, READ, IMPORT))
    if not floor.rows == read.rows == messages:
        raise RuntimeError(f"{messages} messages were written, lxml saw {floor.rows}, and {read.rows} were read")
    return (
        plain("the file", path.stat().st_size / 1e9, "GB"),
        ratio("read, on the clock", read.wall, floor.wall),
        ratio("read, processor time", read.cpu, floor.cpu),
        plain("read", messages / read.wall, "/s"),
        plain("bare pass of lxml", messages / floor.wall, "/s"),
        plain("read, memory at most", read.mib, "MiB", goal=200),
        plain("bare pass, memory at most", floor.mib, "MiB"),
        plain("import, all searchable", messages / whole.wall, "/s"),
        plain("import, memory at most", whole.mib, "MiB"),
    )


class _Measured(NamedTuple):
    """What a process of its own says: records, seconds on the clock and of the processor, its memory at most."""

    rows: int
    wall: float
    cpu: float
    mib: float


def _measured(program: str, path: Path) -> _Measured:
    command = (sys.executable, "-c", program + MEASURE, path)
    return _Measured(*json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _write(path: Path, messages: int) -> None:
    """Lives one after the other, a month apart; one film among the pictures where there are many."""
    chance = Random(1)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(smsbr.HEAD + f'<smses count="{messages}">\n')
        for number, first in enumerate(range(0, messages, AT_ONCE)):
            lived = _later(life(messages=min(AT_ONCE, messages - first), seed=number), number, chance)
            file.writelines(line for line in smsbr.lines(lived) if line.startswith("  <"))
        file.write("</smses>")


def _later(lived: Life, number: int, chance: Random) -> Life:
    """A life that begins so many months later, with larger files."""
    picture = chance.randbytes(PICTURE_BYTES)
    moved = [
        replace(
            one,
            at=one.at + number * MONTH_MS,
            id=one.id and f"{one.id}{number}",
            files=tuple(File(file.name, file.mime, picture) for file in one.files[:1]),
        )
        for one in lived.messages
    ]
    if number == A_FILM_IN:
        place = next(place for place, one in enumerate(moved) if one.files)
        moved[place] = replace(moved[place], files=(File("film.mp4", "video/mp4", chance.randbytes(FILM_BYTES)),))
    return replace(lived, messages=tuple(moved))
