"""The other devices of the account in words: how each stood when it last told."""

from collections.abc import Callable
from typing import Any, Final

from owntexts.web.codes import reason
from owntexts.web.dates import day_and_clock, local, short_day, today
from owntexts.web.needs.settling import OtherDevice
from owntexts.web.view import STATES

ASLEEP: Final = "asleep"


def told_words(device: OtherDevice) -> str:
    """'Syncing paused · Low Power Mode, as of 21:40', 'Asleep since 22:10'; one that is silent may be anything."""
    if device.told_at is None:
        return "Has told nothing of itself yet"
    if device.state == ASLEEP:
        return f"Asleep since {_moment(device.told_at)}"
    words = ", ".join((_standing(device), f"as of {_moment(device.told_at)}"))
    return f"{words}. Silent since then: asleep, off, paused or without a network" if device.silent else words


def _standing(device: OtherDevice) -> str:
    """The label's words and the first reason, and how many more there were."""
    state, more = device.state or "", len(device.reasons) - 1
    words = [STATES.get(state, state.replace("_", " ").capitalize()), *map(reason, device.reasons[:1])]
    if more > 0:
        words.append(f"and {more} more reason{'' if more == 1 else 's'}")
    return " · ".join(words)


def _moment(at: str) -> str:
    """'21:40' today, 'Yesterday 21:40' before."""
    return short_day(at) if local(at).date() == today() else day_and_clock(at)


FILTERS: Final[dict[str, Callable[..., Any]]] = {"told_words": told_words}
