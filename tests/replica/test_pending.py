"""What waits is counted at every start, so counting it must not walk what does not wait."""

from tests.replica.making import a_source, row, rows, text

from owntexts.replica import pending
from owntexts.replica.database import Replica
from owntexts.replica.ingest import ingest
from owntexts.wire import limits


def test_counting_what_waits_walks_no_table(db: Replica) -> None:
    ingest(db, a_source(db), [*rows(20), row(90, text(90, "x" * (limits.CHANGE + 1)))])
    asked: list[str] = []
    with db.read() as connection:
        connection.exec_trace = lambda _cursor, said, _values: asked.append(said) is None
        pending.count_in(connection)
        pending.too_large_in(connection)
        connection.exec_trace = None
        plans = [connection.execute(f"explain query plan {one}", (1,) * one.count("?")) for one in asked]
        steps = [str(step[-1]) for plan in plans for step in plan]
    assert len(asked) == 5
    assert all("INDEX" in step for step in steps), steps
