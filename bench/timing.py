"""Taking times: wall clock and processor time of this process."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Taken(NamedTuple):
    """Seconds on the clock, and of the processor by this process."""

    wall: float
    cpu: float


def taken(action: Callable[[], object]) -> Taken:
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


def best(times: Sequence[Taken]) -> Taken:
    """The shortest of each: what the work takes when nothing else disturbs it."""
    return Taken(min(each.wall for each in times), min(each.cpu for each in times))


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which that many percent lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
