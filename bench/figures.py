"""What a job measured, as words on a terminal and as JSON."""

import os
import platform
from pathlib import Path

import msgspec
from msgspec import Struct

RESULTS = Path(__file__).parent / "results"


class Figure(Struct, frozen=True):
    """One measurement; `floor` in the same unit, `ratio` to it, and the `goal` for the ratio, else for the value."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    goal: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the goal is met; a goal is an upper bound."""
        measured = self.value if self.ratio is None else self.ratio
        return None if self.goal is None else measured <= self.goal


class Machine(Struct, frozen=True):
    """Where it was measured."""

    python: str
    system: str
    processors: int
    load: float


class Report(Struct, frozen=True):
    """All figures of one run of one job."""

    job: str
    messages: int
    machine: Machine
    figures: tuple[Figure, ...]


def ratio(name: str, value: float, floor: float, goal: float | None = None, unit: str = "s") -> Figure:
    return Figure(name, round(value, 3), unit, round(floor, 3), round(value / floor, 2), goal)


def plain(name: str, value: float, unit: str, goal: float | None = None) -> Figure:
    return Figure(name, round(value, 3), unit, goal=goal)


def report(job: str, messages: int, figures: tuple[Figure, ...]) -> Report:
    machine = Machine(platform.python_version(), platform.system(), os.cpu_count() or 1, round(os.getloadavg()[0], 2))
    return Report(job, messages, machine, figures)


def show(done: Report) -> None:
    print(f"{done.job}, {done.messages:,} messages")
    for figure in done.figures:
        floor = "" if figure.floor is None else f"  floor {figure.floor:g} {figure.unit}, ratio {figure.ratio:g}"
        goal = "" if figure.goal is None else f"  goal {figure.goal:g}: {'reached' if figure.reached else 'MISSED'}"
        print(f"  {figure.name:<42}{figure.value:>12g} {figure.unit:<8}{floor}{goal}")


def keep(done: Report, path: Path | None) -> Path:
    """Writes a report as JSON, into results/ where no path is given."""
    target = path or RESULTS / f"{done.job}-{done.messages}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(msgspec.json.format(msgspec.json.encode(done), indent=2) + b"\n")
    return target
