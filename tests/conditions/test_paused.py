"""What the person holds by hand, what has the copy to itself, and the one word for how it stands."""

import pytest
from tests.conditions.worlds import BERLIN, DAY_MS, NOW, World

from owntexts.conditions.state import Standing, state_of
from owntexts.conditions.work import Busy

PAUSE = "paused.by_you"


def test_a_pause_lasts_until_its_last_millisecond() -> None:
    assert World().working(paused_until=NOW).codes() == set()
    assert World().working(paused_until=NOW + 1).codes() == {PAUSE}
    assert World().working(paused_until="always").codes() == {PAUSE}


def test_a_pause_says_until_when_in_the_persons_own_time() -> None:
    timed = World().working(paused_until=NOW + DAY_MS // 4, zone=BERLIN).finding(PAUSE)
    assert timed.title == "Paused by you until 19:00"
    assert timed.ends_when is not None
    assert timed.ends_when.at == "2026-11-24T18:00:00.000Z"
    assert World().working(paused_until=NOW + DAY_MS, zone=BERLIN).finding(PAUSE).title.endswith("until tomorrow 13:00")
    endless = World().working(paused_until="always").finding(PAUSE)
    assert (endless.title, endless.ends_when) == ("Paused by you", None)


def test_an_import_says_how_far_it_is() -> None:
    found = World().working(busy=Busy("an import", 20, 300, "rows")).finding("app.busy")
    assert (found.evidence[0].name, found.evidence[0].value, found.evidence[0].limit) == ("rows done", 20, 300)


STANDING = Standing(signed_in=True, syncing=False, unsettled=False)


@pytest.mark.parametrize(
    ("standing", "world", "state"),
    [
        (
            Standing(signed_in=False, syncing=False, unsettled=True),
            World().working(sync_off=True, signed_in=False),
            "off",
        ),
        (
            Standing(signed_in=False, syncing=False, unsettled=True),
            World().reading(network="none").working(signed_in=False),
            "signed_out",
        ),
        (Standing(signed_in=True, syncing=True, unsettled=True), World().reading(network="none"), "paused"),
        (Standing(signed_in=True, syncing=True, unsettled=True), World(), "syncing"),
        (Standing(signed_in=True, syncing=False, unsettled=True, attachments_waiting=1), World(), "pending"),
        (
            Standing(signed_in=True, syncing=False, unsettled=False, attachments_waiting=1),
            World().reading(battery=30, charging=False),
            "waiting",
        ),
        (STANDING, World().reading(battery=30, charging=False), "up_to_date"),
        (STANDING, World(), "up_to_date"),
    ],
)
def test_the_state_is_the_first_that_holds(standing: Standing, world: World, state: str) -> None:
    assert state_of(standing, world.decided()) == state
