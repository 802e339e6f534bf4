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
    spelled = value or '""'
    return Fix(name, title, "setting", command=f"owntexts settings set {key} {spelled}")


def by_lane(name: str, title: str, key: str, value: str, lanes: tuple[Lane, ...]) -> tuple[Fix, ...]:
    """The same setting for each lane that waits; `name`, `title` and `key` have a place for the lane's name."""
    return tuple(by_setting(name.format(lane), title.format(lane), f"{lane}.{key}", value) for lane in lanes)


def by_action(name: str, title: str, command: str) -> Fix:
    """A command that we carry out."""
    return Fix(name, title, "action", command=command)


def by_person(name: str, title: str, *, command: str | None = None, link: str | None = None) -> Fix:
    """Words for what only the person can do."""
    return Fix(name, title, "person", command=command, link=link)


def by_waiting(name: str, title: str) -> Fix:
    """It passes by itself."""
    return Fix(name, title, "wait")
