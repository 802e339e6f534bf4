"""The account, what the last sync met, and the clock."""

import pytest
from tests.conditions.worlds import DAY_MS, NOW, TROUBLE, UNREACHABLE, World


def test_a_device_without_an_account_is_signed_out_and_not_told_of_old_faults() -> None:
    assert World().working(signed_in=False, faults=(UNREACHABLE,)).codes() == {"account.signed_out"}


def test_words_in_capitals_are_for_the_person_to_fill_in() -> None:
    found = World().working(signed_in=False).finding("account.signed_out")
    assert {fix.kind for fix in found.fixes} == {"person"}


def test_what_could_not_be_measured_and_what_is_set_aside_stop_nothing() -> None:
    decided = World().working(troubles=(TROUBLE,), set_aside=2, alone_on_hub_disk=True).decided()
    assert {each.code for each in decided.findings} == {"app.probe_failed", "item.set_aside", "copies.one_machine"}
    assert decided.blocking == ()


@pytest.mark.parametrize(("offset", "words"), [(-301.0, "5 minutes behind"), (7200, "2 hours ahead of")])
def test_a_wrong_clock_is_told_and_stops_nothing(offset: float, words: str) -> None:
    found = World().reading(clock=offset).finding("clock.wrong")
    assert words in found.explanation
    assert not found.blocks
    assert World().reading(clock=300).codes() == set()


def test_a_backup_on_another_disk_is_a_second_copy_for_thirty_days() -> None:
    alone = World().working(alone_on_hub_disk=True)
    assert alone.working(hub_backed_up_at=NOW - 30 * DAY_MS + 1).codes() == set()
    assert alone.working(hub_backed_up_at=NOW + DAY_MS).codes() == set()
    found = alone.working(hub_backed_up_at=NOW - 30 * DAY_MS).finding("copies.one_machine")
    assert [(each.value, each.limit) for each in found.evidence] == [(1, 2), ("2026-10-25T12:00:00.000Z", "30 days")]
    never = alone.finding("copies.one_machine")
    assert never.evidence[1].value == "none known"
    assert [fix.id for fix in never.fixes] == ["second_device", "back_up_hub", "hub_elsewhere"]
