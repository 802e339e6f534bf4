"""The decision log: what held each lane from when on, and what ended it.

An answer is the list of codes that hold the lane; an empty one lets it run. Attachments count as held only while some
wait: a lane with nothing to do is not paused.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from owntexts.agent.home import now_ms
from owntexts.conditions.decision import Decision
from owntexts.replica import decisions, state
from owntexts.replica.database import Replica
from owntexts.replica.decisions import Lane

CAUSE: Final = "decision.cause"
ITSELF: Final = "itself"
SYNC_NOW: Final = "sync_now"
CAUSE_HOLDS_MS: Final = 60_000
UNDER_WAY: Final = "under_way"
DONE: Final = "done"
WALKED_BACK: Final = 200
"""How many answers are looked through for the time at which a code began to hold."""

LANES: Final[tuple[Lane, ...]] = ("texts", "attachments")

_CODES = msgspec.json.Decoder(tuple[str, ...])


def keep(db: Replica, decision: Decision, at: int, *, attachments_wait: bool, cause: str | None = None) -> None:
    """Writes down what changed. `cause` is what ended a pause; else what `because` said, else it ended by itself."""
    answers = {
        "texts": () if decision.texts.run else decision.texts.findings,
        "attachments": decision.attachments.findings if attachments_wait and not decision.attachments.run else (),
    }
    for lane in LANES:
        codes = sorted(answers[lane])
        ended = (cause or _told_cause(db, lane, at) or ITSELF) if not codes else None
        decisions.append(db, lane, encoded(codes), at, ended)


@contextmanager
def because(db: Replica, cause: str) -> Iterator[None]:
    """What ends while the block runs ended because of this ('fix:resume').

    So did what held when the block ended, and ends within a minute without having changed before.
    """
    _tell_cause(db, UNDER_WAY, cause)
    try:
        yield
    finally:
        _tell_cause(db, DONE, cause)


def encoded(codes: Iterable[str]) -> str:
    """An answer as the log keeps it."""
    return msgspec.json.encode(tuple(codes)).decode()


def codes_of(decided: decisions.Decided) -> tuple[str, ...]:
    """What held the lane from then on."""
    return _CODES.decode(decided.answer)


def held(db: Replica) -> frozenset[str]:
    """The codes that held any lane at the last decision."""
    last = [each for lane in LANES for each in decisions.newest_first(db, lane, 1)]
    return frozenset(code for decided in last for code in codes_of(decided))


def since(db: Replica) -> dict[str, int]:
    """From when on (UTC ms) each code that holds now has held without a break."""
    began: dict[str, int] = {}
    for lane in LANES:
        unbroken: frozenset[str] | None = None
        for decided in decisions.newest_first(db, lane, WALKED_BACK):
            codes = frozenset(codes_of(decided))
            unbroken = codes if unbroken is None else unbroken & codes
            if not unbroken:
                break
            began |= {code: min(decided.at, began.get(code, decided.at)) for code in unbroken}
    return began


def _tell_cause(db: Replica, how_far: str, cause: str) -> None:
    state.put(db, CAUSE, f"{now_ms()} {how_far} {cause}")


def _told_cause(db: Replica, lane: Lane, at: int) -> str | None:
    told = state.get(db, CAUSE)
    when, how_far, cause = told.split(" ", 2) if isinstance(told, str) else ("0", DONE, "")
    if abs(at - int(when)) > CAUSE_HOLDS_MS:
        return None
    return cause if how_far == UNDER_WAY or _held_since(db, lane) <= int(when) else None


def _held_since(db: Replica, lane: Lane) -> int:
    """From when on (UTC ms) the lane's last answer held."""
    return max((decided.at for decided in decisions.newest_first(db, lane, 1)), default=0)
