"""What may run, and every reason why not."""

from tests.conditions.situations import SITUATIONS
from tests.conditions.worlds import FAULTS, ROOM, World

from owntexts.conditions.decide import CHECKS
from owntexts.conditions.decision import Passed
from owntexts.conditions.readings import DEVICE_FREE


def test_two_three_and_five_causes_are_all_told_in_their_order() -> None:
    two = World().reading(battery=3, charging=False, network="none")
    assert two.decided().texts.findings == ("power.battery_low", "network.none")
    three = two.working(paused_until="always")
    assert three.decided().texts.findings == ("paused.by_you", "power.battery_low", "network.none")
    five = three.reading(heat="serious").setting(schedule="22:00-07:00")
    assert five.decided().texts.findings == (
        "paused.by_you",
        "power.battery_low",
        "network.none",
        "heat.serious",
        "schedule.outside",
    )
    assert five.decided().attachments == five.decided().texts


def test_with_nothing_in_the_way_both_lanes_run_and_what_holds_is_told() -> None:
    decided = World().reading(battery=80, charging=True, network="wifi", metered=False, free=ROOM).decided()
    assert decided.texts.run
    assert decided.attachments.run
    assert decided.findings == ()
    passed = {fact.name: fact for fact in decided.passed}
    assert passed[DEVICE_FREE] == Passed(DEVICE_FREE, ROOM, 500 << 20)
    assert {"power.battery_percent", "power.charging", "network.kind", "network.metered", "background"} <= set(passed)


def test_what_the_person_asks_for_now_is_held_by_hard_reasons_only() -> None:
    world = World().reading(battery=3, charging=False, network="none").working(faults=FAULTS[:1])
    assert world.decided().texts.findings == ("power.battery_low", "network.none", "hub.unreachable")
    assert world.decided(urgent=True).texts.findings == ("network.none", "hub.unreachable")


def test_the_limits_of_the_lanes_are_their_own() -> None:
    decided = World().reading(battery=30, charging=False).decided()
    assert decided.texts.run
    assert decided.attachments.findings == ("power.battery_low",)


def test_each_condition_says_something_in_some_situation() -> None:
    assert all(any(list(check(*world.asked())) for world in SITUATIONS) for check in CHECKS)
