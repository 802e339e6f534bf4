"""What each reading may be. What is of another type or out of all bounds is refused, wherever it comes from."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from owntexts.conditions.readings import (
    BATTERY,
    CAPTIVE_PORTAL,
    CHARGING,
    CLOCK_OFFSET,
    DEVICE_FREE,
    HEAT,
    HEATS,
    LOW_POWER,
    METERED,
    NETWORK,
    NETWORKS,
    ROAMING,
)

YEAR_S = 366 * 86_400
EXBIBYTE = 1 << 60


class Bounds(Struct, frozen=True):
    """In words what a reading may be, and whether a value is that."""

    words: str
    hold: Callable[[object], bool]


def _is_bool(value: object) -> bool:
    return isinstance(value, bool)


def between(low: float, high: float) -> Callable[[object], bool]:
    """Whether a value is a number from `low` to `high`; true and false are none."""

    def hold(value: object) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high

    return hold


def _whole_up_to(high: int) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int) and between(0, high)(value)


def _one_of(words: tuple[str, ...]) -> Bounds:
    return Bounds("one of " + ", ".join(words), lambda value: isinstance(value, str) and value in words)


YES_OR_NO = Bounds("true or false", _is_bool)

BOUNDS: Mapping[str, Bounds] = {
    BATTERY: Bounds("a number from 0 to 100", between(0, 100)),
    CHARGING: YES_OR_NO,
    LOW_POWER: YES_OR_NO,
    NETWORK: _one_of(NETWORKS),
    METERED: YES_OR_NO,
    ROAMING: YES_OR_NO,
    CAPTIVE_PORTAL: YES_OR_NO,
    HEAT: _one_of(HEATS),
    DEVICE_FREE: Bounds("a whole number of bytes from 0 to 2^60", _whole_up_to(EXBIBYTE)),
    CLOCK_OFFSET: Bounds("a number of seconds, at most ten years either way", between(-10 * YEAR_S, 10 * YEAR_S)),
}
