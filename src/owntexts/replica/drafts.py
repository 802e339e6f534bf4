"""What is about to be written: each thing's facts after the records at hand, and how that differs from what is kept."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

import apsw
from msgspec import Struct

from owntexts.replica.kinds import Facts, Kind, encode_state, first

NEW: Final = 0
CHANGED: Final = 1
SAME: Final = 2

UNDATED: Final = (1 << 63) - 1


class Stored(Protocol):
    """A row as it is kept; `state` is None of a thing that is only mentioned."""

    @property
    def number(self) -> int: ...

    @property
    def state(self) -> bytes | None: ...

    @property
    def pending(self) -> int: ...


Known = Mapping[bytes, Stored]


class Draft(Struct, gc=False):
    """One thing: its number if it has a row, its facts before (None: none) and after, and its marks."""

    number: int | None
    before: Facts | None
    facts: Facts
    was_pending: int
    pending: int

    @property
    def says_something_new(self) -> bool:
        return self.before is not self.facts and self.before != self.facts


Drafts = dict[bytes, Draft]


def ids_array(ids: Iterable[bytes]) -> Any:
    """Ids as one query argument, for `in (select value from carray(?))`; at least one."""
    return apsw.carray(tuple(ids))


def kept_time(at: int | None) -> int | None:
    """A time as a column can hold it: one beyond 64 bits, which no clock of ours makes, is unknown."""
    return at if at is not None and -UNDATED <= at < UNDATED else None


def imported(
    kind: Kind, ids: Sequence[bytes], records: Sequence[Any], known: Known, mark: int
) -> tuple[Drafts, list[int]]:
    """Drafts by the law of imports: what says nothing new is not written. And per record NEW, CHANGED or SAME."""
    drafts: Drafts = {}
    outcomes = []
    for one, record in zip(ids, records, strict=True):
        draft = drafts.get(one)
        if draft is None:
            stored = known.get(one)
            if stored is None or stored.state is None:
                drafts[one] = Draft(stored.number if stored else None, None, first(record), 0, mark)
                outcomes.append(NEW)
                continue
            drafts[one] = draft = _as_stored(kind, stored)
        if kind.adds_to(draft.facts, record):
            draft.facts = kind.join(draft.facts, first(record))
            draft.pending = max(draft.pending, mark)
            outcomes.append(CHANGED)
        else:
            outcomes.append(SAME)
    return drafts, outcomes


def received(kind: Kind, ids: Sequence[bytes], records: Sequence[Any], known: Known) -> Drafts:
    """Drafts by the law of the log: all is kept, and what the log has now as it is here needs no sending."""
    arrived: dict[bytes, Facts] = {}
    for one, record in zip(ids, records, strict=True):
        earlier = arrived.get(one)
        arrived[one] = first(record) if earlier is None else kind.join(earlier, first(record))
    return {one: _received(kind, facts, known.get(one)) for one, facts in arrived.items()}


def to_write(drafts: Drafts) -> Drafts:
    """Those whose row is missing, or would not be the same."""
    return {
        one: draft
        for one, draft in drafts.items()
        if draft.number is None or draft.pending != draft.was_pending or draft.says_something_new
    }


def _as_stored(kind: Kind, stored: Stored) -> Draft:
    facts = kind.decode(stored.state or b"")
    return Draft(stored.number, facts, facts, stored.pending, stored.pending)


def _received(kind: Kind, arrived: Facts, stored: Stored | None) -> Draft:
    if stored is None or stored.state is None:
        return Draft(stored.number if stored else None, None, arrived, 0, 0)
    draft = _as_stored(kind, stored)
    draft.facts = kind.join(draft.facts, arrived)
    if draft.pending and encode_state(draft.facts) == encode_state(arrived):
        draft.pending = 0
    return draft
