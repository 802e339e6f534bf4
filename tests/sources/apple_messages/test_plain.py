from collections.abc import Iterator
from pathlib import Path

import pytest

from owntexts.model.records import Record
from owntexts.sources import snapshot
from owntexts.sources.apple_messages import plain
from owntexts.sources.apple_messages.interpreter import Interpreter
from owntexts.sources.apple_messages.joins import Joins, Related
from owntexts.sources.apple_messages.native import Native
from owntexts.sources.apple_messages.places import places
from owntexts.sources.apple_messages.walk import Walk
from owntexts.sources.schema import Store
from owntexts.testing.apple import SCHEMAS, build_chat_db

ROWS = 1_500


class Laid:
    """Every row of a store, and who may say what it says."""

    def __init__(self, store: Store) -> None:
        found = places(store)
        joins = Joins(store, found)
        natives = [native for native in Walk(store).rows() if isinstance(native, Native)]
        self.rows = [(native, joins.of(native.rowid)) for native in natives]
        self.interpreter = Interpreter(found, lambda _guid: None)

    def looked_at_in_full(self, native: Native, related: Related) -> tuple[Record, ...]:
        complaints: list[str] = []
        records = self.interpreter.records(native, related, complaints)
        assert complaints == []
        return records


@pytest.fixture(params=sorted(SCHEMAS))
def laid(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Laid]:
    build_chat_db(tmp_path / "chat.db", messages=ROWS, schema=request.param)
    with snapshot.take(tmp_path / "chat.db") as taken:
        yield Laid(Store(taken.connection))


def test_a_plain_row_says_what_it_says_when_all_of_it_is_looked_at(laid: Laid) -> None:
    for native, related in laid.rows:
        said = laid.interpreter.plain(native, related)
        assert said is None or (said,) == laid.looked_at_in_full(native, related)


@pytest.mark.parametrize("laid", ["macos15"], indirect=True)
def test_most_rows_are_plain_though_few_patterns_are_kept(laid: Laid, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "MOST_PATTERNS", 3)
    said = [laid.interpreter.plain(native, related) for native, related in laid.rows]
    assert sum(one is not None for one in said) > ROWS // 2
    assert len(laid.interpreter.plain.__self__._patterns) <= 3


def test_a_time_outside_what_nanoseconds_can_be_is_looked_at_closely() -> None:
    assert plain._milliseconds(3_124_137_600_000_000_000) is None
    assert plain._milliseconds(-5) is None
    assert plain._milliseconds(760_569_924) is None
    assert plain._milliseconds(None) == 0
    assert plain._milliseconds(760_569_924_490_443_648) == 1_738_877_124_490
