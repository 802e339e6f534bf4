"""A commuter's year: what the presets do to a phone, and what they never do."""

from itertools import islice, pairwise
from types import ModuleType

import pytest
from tests.house.test_docs import script

from owntexts.conditions.policy import policy_of
from owntexts.testing.commuter import STEP_MS, Moment, year
from owntexts.testing.simulation import DAY_MS, Phone, Year, live_through, table

A_DAY = DAY_MS // STEP_MS


@pytest.fixture(scope="module")
def moments() -> list[Moment]:
    return list(year())


@pytest.fixture(scope="module")
def balanced(moments: list[Moment]) -> Year:
    return live_through(moments, "balanced")


@pytest.fixture(scope="module")
def pages(request: pytest.FixtureRequest) -> ModuleType:
    return script(request.getfixturevalue("checkout"), "conditions")


def test_balanced_leaves_no_text_behind_while_a_network_that_it_allows_is_there(balanced: Year) -> None:
    assert balanced.left_behind == []
    assert balanced.texts > 10_000
    assert balanced.longest_unsynced < DAY_MS


def test_balanced_stays_far_below_its_allowance_and_sends_no_attachment_where_bytes_cost(balanced: Year) -> None:
    assert 0 < balanced.most_costly_day < 20 << 20
    assert balanced.waits["network.cellular_not_allowed"] > 0


def test_a_phone_that_may_not_sync_by_itself_leaves_texts_behind() -> None:
    """So that the test above can fail."""
    phone = Phone(policy_of({"background": "off"}))
    for moment in islice(year(), 3 * A_DAY):
        phone.live(moment)
    assert phone.year.left_behind
    assert phone.year.paused["background.off"] == 3 * DAY_MS
    assert phone.year.longest_unsynced > 2 * DAY_MS


def test_the_year_is_whole_the_same_each_time_and_has_something_of_everything(moments: list[Moment]) -> None:
    assert list(islice(year(), 3 * A_DAY)) == moments[: 3 * A_DAY]
    assert len(moments) == 365 * A_DAY
    assert {after.ms - before.ms for before, after in pairwise(moments)} == {STEP_MS}
    assert {moment.network for moment in moments} == {"none", "wifi", "cellular"}
    assert {moment.heat for moment in moments} == {"nominal", "fair", "serious", "critical"}
    for name in ("charging", "low_power", "metered", "roaming", "portal"):
        assert {getattr(moment, name) for moment in moments} == {True, False}
    assert all(0 < moment.battery <= 100 for moment in moments)


def test_the_limits_in_the_page_are_those_of_the_settings(pages: ModuleType) -> None:
    page = pages.PAGE.read_text("utf-8")
    assert pages.with_limits(page) == page, "say `make docs`"


def test_the_figures_in_the_page_are_those_of_the_year(pages: ModuleType, balanced: Year) -> None:
    shown = [
        line.split("|")[3].strip() for line in pages.PAGE.read_text("utf-8").splitlines() if line.startswith("| times")
    ]
    assert shown == [f"{balanced.syncs:,}"], "say `make docs`"


@pytest.mark.torture
def test_all_figures_in_the_page_are_those_of_the_year(pages: ModuleType) -> None:
    page = pages.PAGE.read_text("utf-8")
    assert pages.with_year(page, table(pages.years())) == page, "say `make docs`"
