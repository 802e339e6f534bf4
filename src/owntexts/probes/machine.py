"""The readings of this machine; what cannot be measured is unknown (None), never guessed.

What was measured is kept for a second, so that one command measures once; readings.json is read each time.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final

from msgspec import Struct

from owntexts.conditions.readings import HEAT, HEATS, NAMES, Reading, Readings
from owntexts.explain import Finding
from owntexts.probes import readings_file
from owntexts.probes.asking import ask_all
from owntexts.probes.base import Measured, Said, Trouble
from owntexts.probes.here import probes_of
from owntexts.probes.plausible import BOUNDS
from owntexts.probes.troubles import CORRECT_IT, NAME_IT, finding_of

KEPT_S: Final = 1.0


class Taken(Struct, frozen=True):
    """Every reading by its name, and what could not be measured: findings that hold nothing."""

    readings: Readings
    troubles: tuple[Finding, ...] = ()


class _Measurement(Struct, frozen=True):
    """What all probes said at one time; good until then (monotonic), and as long as no change is heard of."""

    said: list[Said]
    at: str
    until: float
    changes: int


class _Memory:
    """The last measurement of each home. One measures at a time; who asks meanwhile waits for its outcome."""

    def __init__(self) -> None:
        self._kept: dict[Path, _Measurement] = {}
        self._changes = 0
        self._measuring = Lock()

    def forget(self) -> None:
        self._changes += 1

    def measured(self, home: Path, now: str) -> _Measurement:
        with self._measuring:
            kept = self._kept.get(home)
            if kept is None or kept.until < monotonic() or kept.changes != self._changes:
                kept = self._kept[home] = self._measure(home, now)
            return kept

    def _measure(self, home: Path, now: str) -> _Measurement:
        changes = self._changes
        said = [_believed(each) for each in ask_all(probes_of(home))]
        return _Measurement(said, now, monotonic() + KEPT_S, changes)


_memory = _Memory()


def read(home: Path, now: str) -> Readings:
    """Every reading by its name, taken at `now` (RFC 3339) or within the second before."""
    return take(home, now).readings


def take(home: Path, now: str) -> Taken:
    """Every reading, and what could not be measured. Never raises, and waits no longer than the probes' patience."""
    measurement = _memory.measured(home, now)
    told = list(readings_file.take(home, datetime.fromisoformat(now)))
    readings = {name: Reading(name, None, None, now) for name in NAMES}
    readings |= {m.name: Reading(m.name, m.value, m.origin, measurement.at) for m in _settled(measurement.said)}
    readings |= {m.name: Reading(m.name, m.value, m.origin, now) for m in told if isinstance(m, Measured)}
    troubles = [finding_of(each, NAME_IT, measurement.at) for each in measurement.said if isinstance(each, Trouble)]
    troubles += [finding_of(each, CORRECT_IT, now) for each in told if isinstance(each, Trouble)]
    return Taken(readings, tuple(troubles))


def forget() -> None:
    """Measure anew when next asked: something has changed."""
    _memory.forget()


def _believed(said: Said) -> Said:
    """What a probe says, unless it cannot be."""
    if isinstance(said, Trouble) or BOUNDS[said.name].hold(said.value):
        return said
    return Trouble(said.origin, f"its {said.name} cannot be: it must be {BOUNDS[said.name].words}", said.value)


def _settled(said: Iterable[Said]) -> Iterator[Measured]:
    """One answer for each name: what was said last, and of heat the worst."""
    measured = [each for each in said if isinstance(each, Measured)]
    yield from {each.name: each for each in measured}.values()
    yield from sorted((m for m in measured if m.name == HEAT), key=lambda m: HEATS.index(str(m.value)))
