"""What a probe is, and what it says: facts with their origin, and troubles with their reason. It guesses nothing."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from owntexts.explain.finding import Value


class Measured(Struct, frozen=True):
    """One fact. A probe says only what it knows; None is for readings.json, which may call a reading unknown."""

    name: str
    value: Value
    origin: str


class Trouble(Struct, frozen=True):
    """Something could not be measured: what was asked, why it gave nothing, and in evidence what it gave instead."""

    asked: str
    reason: str
    value: Value = None
    limit: Value = None


Said = Measured | Trouble


class Probe(Struct, frozen=True):
    """One way to measure. `take` may block, hang or raise: it is waited for `patience_s` seconds, in its own thread."""

    name: str
    take: Callable[[], Iterable[Said]]
    patience_s: float = 1.5
