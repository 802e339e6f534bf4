"""What a condition says: a finding, or a fact that passed; and the forms in which it offers its fixes."""

from collections.abc import Callable, Iterator
from typing import Final

from owntexts.conditions.decision import Passed
from owntexts.conditions.policy import LANES, Limits, Policy
from owntexts.explain import Finding, Fix, Lane

Said = Iterator[Finding | Passed]

BOTH: Final[tuple[Lane, ...]] = LANES


def held_lanes(policy: Policy, holds: Callable[[Limits], bool]) -> tuple[Lane, ...]:
    """The lanes whose limits hold them."""
    return tuple(lane for lane in LANES if holds(policy.of(lane)))


def waiting(lanes: tuple[Lane, ...]) -> str:
    """'Texts and attachments wait'."""
    return f"{' and '.join(lanes).capitalize()} wait"


def by_setting(name: str, title: str, key: str, value: str) -> Fix:
    """A setting that ends it for good; we change it."""
    return _set(name, title, f"{key} {value}" if value else f'{key} ""')


def by_lane(name: str, title: str, key: str, value: str, lanes: tuple[Lane, ...]) -> tuple[Fix, ...]:
    """A limit of each lane that waits, and first of both at once; `name` and `title` have a place for the lane."""
    alone = tuple(_set(name.format(lane), title.format(lane), f"{lane}.{key} {value}") for lane in lanes)
    if len(lanes) == 1:
        return alone
    pairs = " ".join(f"{lane}.{key} {value}" for lane in lanes)
    return (_set(name.format("both"), title.format(" and ".join(lanes)), pairs), *alone)


def by_action(name: str, title: str, command: str) -> Fix:
    """A command that we carry out."""
    return Fix(name, title, "action", command=command)


def by_person(name: str, title: str, *, command: str | None = None, link: str | None = None) -> Fix:
    """Words for what only the person can do."""
    return Fix(name, title, "person", command=command, link=link)


def by_waiting(name: str, title: str) -> Fix:
    """It passes by itself."""
    return Fix(name, title, "wait")


def _set(name: str, title: str, pairs: str) -> Fix:
    return Fix(name, title, "setting", command=f"owntexts settings set {pairs}")
