"""The nine steps that people try on Apple's pause, each from paused to synced."""

import signal
from collections.abc import Iterator
from datetime import datetime

import pytest
from tests.end_to_end.scene import Scene, called
from tests.end_to_end.world import Device, World, wait_until

from owntexts.agent import habits, local_time
from owntexts.agent.home import now_ms, open_home
from owntexts.conditions.readings import CHARGING, METERED, NETWORK, Reading
from owntexts.replica import state
from owntexts.testing import apple

HOUR_MS = 3_600_000
SAVING = {"power__low_power_mode": True}
OUTDOORS = {
    "network__kind": "cellular",
    "network__metered": True,
    "power__charging": False,
    "power__battery_percent": 80,
}
AT_HOME = {"network__kind": "wifi", "network__metered": False, "power__charging": True}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    world = World(tmp_path_factory.mktemp("remedies"))
    try:
        yield Scene(world)
    finally:
        world.end()


@pytest.fixture(scope="module")
def other(started: Scene) -> Device:
    """A second device of the account, by which one sees what has arrived."""
    device = started.world.device("desktop")
    device.join(started.hub.address)
    return called(device)


@pytest.fixture
def scene(started: Scene, other: Device) -> Iterator[Scene]:
    """Commands are called in this process, but for agents; afterwards nothing is read and nothing set."""
    quick = started.quick()
    yield quick
    quick.reads()
    for each in quick.device.ask("settings", "list"):
        if each["from"] == "you" and each["key"] not in {"region", "timezone"}:
            quick.device.ask("settings", "reset", each["key"])
    if quick.device.ask("agent", "status")["pid"]:
        quick.device.end_agent()


def new_messages(scene: Scene, seed: int, count: int = 5) -> None:
    """They wait to be sent; an agent that runs may have read them before the import does."""
    before = scene.device.ask("status")["messages"]
    apple.append(scene.store, count, seed=seed)
    scene.device.ask("import")
    status = scene.device.ask("status")
    assert (status["messages"] > before, status["pending"] > 0) == (True, True)


def has_all(scene: Scene, other: Device) -> bool:
    other.sync()
    return other.export() == scene.device.export()


def comes_to(scene: Scene, state: str) -> None:
    """The agent gets there by itself: nobody asks for a sync."""
    wait_until(lambda: scene.device.state() == state, f"the agent comes to be {state}")


def test_1_sync_now_overrides_soft_limits_and_says_which(scene: Scene, other: Device) -> None:
    scene.sets({"texts.low_power": "pause", "background": "off"})
    scene.reads(**SAVING)
    new_messages(scene, 11)
    held = scene.device.run("sync")
    assert (held.exit, held.said["sent"]) == (3, 0)
    now = scene.device.ask("sync", "--now")
    assert now["sent"] > 0
    assert now["overrode"] == ["background.off", "power.low_power_mode"]
    assert now["decision"]["texts"] == {"run": True, "findings": []}
    assert scene.device.state() == "paused", "the limits hold for the background as before"
    assert has_all(scene, other)
    [pause, *_] = [each for each in scene.device.ask("why", "--history", "1h")["pauses"] if each["to"]][-1:]
    assert pause["ended_by"] == "sync_now"


def test_2_low_power_mode_is_respected_or_allowed(scene: Scene, started: Scene, other: Device) -> None:
    scene.reads(**SAVING)
    new_messages(scene, 21)
    assert scene.device.ask("sync")["sent"] > 0, "texts go on by default"
    scene.sets({"texts.low_power": "pause"})
    agent = started.device.agent()
    comes_to(scene, "paused")
    new_messages(scene, 22)
    scene.reads(power__low_power_mode=False)
    comes_to(scene, "up_to_date")
    scene.reads(**SAVING)
    comes_to(scene, "paused")
    new_messages(scene, 23)
    assert scene.fixed("power.low_power_mode", "allow_both")["state_before"] == "paused"
    comes_to(scene, "up_to_date")
    assert agent.poll() is None
    assert has_all(scene, other)


def test_3_wifi_and_charger_come_when_they_usually_do(scene: Scene, other: Device) -> None:
    scene.sets({"preset": "careful"})
    scene.reads(**OUTDOORS)
    new_messages(scene, 31)
    held = scene.why()["lanes"]["texts"]["findings"]
    cellular = ["network.cellular_not_allowed", "network.allowance_used", "background.wifi_only"]
    assert held == ["power.not_charging", *cellular]
    _live_two_weeks(scene.device)
    found = scene.named("power.not_charging")
    assert found["ends_when"]["text"].endswith("about 23:10, judging by the last 14 days")
    [window] = [each for each in found["evidence"] if each["name"] == "the usual window"]
    assert "which suffices for" in window["value"]
    scene.reads(**AT_HOME)
    assert scene.device.ask("sync")["sent"] > 0
    assert has_all(scene, other)


def test_4_background_refresh_is_off_on_wifi_or_everywhere_for_all_and_for_each_source(
    scene: Scene, started: Scene, other: Device
) -> None:
    scene.device.ask("source", "set", "1", "background", "off")
    started.device.agent()
    comes_to(scene, "up_to_date")
    before = scene.device.ask("status")["messages"]
    apple.append(scene.store, 5, seed=41)
    scene.named("background.source_off")
    assert scene.device.ask("status")["messages"] == before
    scene.fixed("background.source_off", "read_source_1")
    wait_until(lambda: scene.device.ask("status")["messages"] > before, "the source is read by itself")
    scene.sets({"background": "wifi"})
    scene.reads(**OUTDOORS)
    comes_to(scene, "paused")
    assert scene.why()["lanes"]["texts"]["findings"] == ["background.wifi_only"]
    scene.reads(**AT_HOME)
    comes_to(scene, "up_to_date")
    scene.sets({"background": "off"})
    comes_to(scene, "paused")
    scene.fixed("background.off", "background_wifi")
    comes_to(scene, "up_to_date")
    assert has_all(scene, other)


def test_5_a_full_hub_takes_texts_and_is_tried_again_at_once(scene: Scene, other: Device) -> None:
    operate = scene.world.operate
    folder = ("--data", str(scene.hub.data))
    [account] = operate("hub", "accounts", *folder).said
    operate("hub", "quota", "ada", str(account["used"]), *folder)
    new_messages(scene, 51)
    assert scene.device.ask("sync")["sent"] > 0, "texts have a reserve"
    assert scene.named("storage.hub_full")["blocks"] == ["attachments"]
    assert scene.device.state() == "up_to_date"
    operate("hub", "quota", "ada", "1GiB", *folder)
    scene.device.sync()
    scene.is_over("storage.hub_full")
    assert has_all(scene, other)


def test_6_heat_pauses_and_goes_on_one_step_lower_than_it_began(scene: Scene, started: Scene, other: Device) -> None:
    started.device.agent()
    scene.reads(heat="fair")
    comes_to(scene, "up_to_date")
    scene.reads(heat="serious")
    comes_to(scene, "paused")
    new_messages(scene, 61)
    assert "shade" in scene.named("heat.serious")["fixes"][0]["title"]
    scene.reads(heat="fair")
    assert scene.named("heat.serious")["title"] == "The device is cooling down"
    assert scene.device.state() == "paused"
    scene.reads(heat="nominal")
    comes_to(scene, "up_to_date")
    assert has_all(scene, other)


def test_7_a_crash_is_healed_by_a_restart_and_an_update_is_known_of_without_a_network(
    scene: Scene, started: Scene, other: Device
) -> None:
    scene.device.ask("pause")
    agent = started.device.agent()
    new_messages(scene, 71)
    agent.send_signal(signal.SIGKILL)
    agent.wait()
    scene.device.ask("resume")
    assert scene.device.state() == "pending"
    started.device.agent()
    comes_to(scene, "up_to_date")
    assert has_all(scene, other)
    scene.hub.stop()
    known = scene.device.ask("update", "--check")
    scene.hub.start()
    assert set(known) == {"installed", "newest_known", "known_from", "oldest_accepted", "command"}
    assert known["newest_known"] == known["installed"]
    assert (known["command"], known["oldest_accepted"] is None) == (None, False)


def test_8_refresh_makes_the_copy_anew_and_keeps_what_is_unsent(scene: Scene, other: Device) -> None:
    asked = scene.device.run("refresh")
    assert (asked.exit, asked.code) == (4, "usage.needs_person")
    scene.device.ask("pause")
    new_messages(scene, 81)
    conversation = scene.device.ask("conversations")[0]["id"]
    scene.device.ask("pin", conversation)
    pending = scene.device.ask("status")["pending"]
    held = scene.device.run("refresh", "--yes")
    assert (held.exit, held.said["held"]) == (3, ["paused.by_you"])
    assert held.said["before"] == held.said["after"]
    assert held.said["after"]["pending"] == pending
    scene.device.ask("resume")
    done = scene.device.ask("refresh", "--yes")
    assert done["before"]["messages"] == done["after"]["messages"]
    assert (done["after"]["pending"], scene.device.state()) == (0, "up_to_date")
    assert scene.device.ask("sync", "off", "--download") == {"state": "off", "downloaded": True}
    assert scene.device.run("sync").exit == 3
    assert scene.device.ask("sync", "on")["state"] == "up_to_date"
    assert has_all(scene, other)


def test_9_signing_out_and_in_loses_and_doubles_nothing(scene: Scene, other: Device) -> None:
    scene.device.ask("pause")
    new_messages(scene, 91)
    refused = scene.device.run("account", "leave", "--remove")
    assert (refused.exit, refused.code) == (3, "account.unsent")
    everything = scene.device.export()
    assert scene.device.ask("account", "leave", "--keep")["kept"]
    assert scene.device.state() == "signed_out"
    assert scene.device.export() == everything
    scene.device.join(scene.hub.address)
    assert scene.device.state() == "paused", "a pause is this device's, not the account's"
    scene.device.ask("resume")
    assert scene.device.sync()["sent"] > 0
    assert scene.device.export() == everything
    assert has_all(scene, other)
    reset = scene.device.ask("network", "reset")
    assert reset["hub"]["reachable"]
    assert reset["findings"] == []
    assert scene.device.ask("account", "leave", "--remove")["kept"] is False
    assert scene.device.ask("status")["messages"] == 0
    scene.device.join(scene.hub.address)
    scene.device.sync()
    assert scene.device.export() == everything


def _live_two_weeks(device: Device) -> None:
    """As if the device had seen Wi-Fi and the charger from 23:10 to 06:40 each night, and how fast its line is."""
    zone, now = local_time.zone(), now_ms()
    reads = {name: Reading(name, value) for name, value in ((NETWORK, "wifi"), (METERED, False), (CHARGING, True))}
    with open_home(device.home) as home:
        for nights_ago in range(15, 0, -1):
            evening = datetime.fromtimestamp(now / 1000, zone).replace(hour=23, minute=10, second=0, microsecond=0)
            begin = round(evening.timestamp() * 1000) - nights_ago * 24 * HOUR_MS
            for ms in range(begin, begin + 7 * HOUR_MS + HOUR_MS // 2, HOUR_MS // 4):
                if ms < now:
                    habits.observe(home.replica, reads, ms)
        state.put(home.replica, habits.SINCE, now - 15 * 24 * HOUR_MS)
        habits.measured(home.replica, 4 << 20, 4_000)
