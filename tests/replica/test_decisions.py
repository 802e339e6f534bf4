"""Why it ran or paused, and since when."""

from owntexts.replica import decisions
from owntexts.replica.database import Replica


def test_only_a_changed_answer_is_kept(db: Replica) -> None:
    told = [
        decisions.append(db, "texts", '{"run":true}', 1),
        decisions.append(db, "attachments", '{"run":true}', 1),
        decisions.append(db, "texts", '{"run":true}', 2),
        decisions.append(db, "texts", '{"run":false}', 3),
        decisions.append(db, "texts", '{"run":true}', 4),
    ]
    assert told == [True, True, False, True, True]
    assert [(one.lane, one.at) for one in decisions.listed(db)] == [
        ("texts", 1),
        ("attachments", 1),
        ("texts", 3),
        ("texts", 4),
    ]
    assert [one.at for one in decisions.listed(db, since=3)] == [3, 4]
