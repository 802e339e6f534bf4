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


def test_what_stood_before_a_moment_is_known_and_so_is_what_ended_it(db: Replica) -> None:
    decisions.append(db, "texts", '["heat.serious"]', 1)
    decisions.append(db, "texts", "[]", 5, "itself")
    assert [one.answer for one in decisions.in_force(db, 5)] == ['["heat.serious"]']
    assert [one.ended_by for one in decisions.newest_first(db, "texts", 9)] == ["itself", None]


def test_answers_older_than_a_year_are_forgotten(db: Replica) -> None:
    decisions.append(db, "texts", "[]", 1)
    decisions.append(db, "texts", '["heat.serious"]', decisions.KEPT_MS + 2)
    assert len(decisions.listed(db)) == 1
