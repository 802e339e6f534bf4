"""Each reason from outside: `why` names it with evidence and ways out, a way out ends it, `status` follows."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from tests.end_to_end.scene import Scene, standing_in
from tests.end_to_end.world import World, wait_until

from owntexts.agent.home import open_home
from owntexts.replica.database import PAGE_BYTES

BOTH: Final = ("texts", "attachments")


@dataclass(frozen=True)
class Case:
    """What brings a reason, what it holds, and what ends it: a fix of ours, else better readings."""

    code: str
    reads: Mapping[str, Any] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)
    holds: tuple[str, ...] = BOTH
    soft: bool = True
    fix: str | None = None
    better: Mapping[str, Any] = field(default_factory=dict)


LOW: Final = {"power__battery_percent": 3, "power__charging": False}
SAVING: Final = {"power__low_power_mode": True}
METERED: Final = {"network__kind": "wifi", "network__metered": True}
CELLULAR: Final = {"network__kind": "cellular", "network__metered": True}
WIFI: Final = {"network__kind": "wifi", "network__metered": False}
WAITS: Final = {"texts.needs_charging": "true"}
LITTLE: Final = {"storage__device_free_bytes": 200 << 20}

CASES: Final = (
    Case("power.battery_low", LOW, fix="lower_both"),
    Case("power.battery_low", LOW, better={**LOW, "power__charging": True}),
    Case("power.low_power_mode", SAVING, {"texts.low_power": "pause"}, fix="allow_both"),
    Case("power.low_power_mode", SAVING, holds=("attachments",), better={"power__low_power_mode": False}),
    Case(
        "power.not_charging",
        {"power__charging": False},
        {"texts.needs_charging": "true"},
        ("texts",),
        fix="uncharged_texts",
    ),
    Case("network.none", {"network__kind": "none"}, soft=False, better=WIFI),
    Case("network.captive_portal", {"network__captive_portal": True}, soft=False, better=WIFI),
    Case("network.metered", METERED, {"texts.metered": "pause"}, fix="allow_both"),
    Case("network.metered", METERED, {"texts.metered": "pause"}, better=WIFI),
    Case("network.cellular_not_allowed", CELLULAR, {"texts.metered": "pause"}, fix="allow_both"),
    Case("network.roaming", {**CELLULAR, "network__roaming": True}, better=WIFI),
    Case("network.roaming", {"network__kind": "cellular", "network__roaming": True}, fix="allow_both"),
    Case("network.allowance_used", CELLULAR, {"cellular.daily_allowance": "0MiB"}, fix="raise_allowance"),
    Case("heat.serious", {"heat": "serious"}, fix="allow_heat"),
    Case("heat.serious", {"heat": "serious"}, better={"heat": "nominal"}),
    Case("heat.critical", {"heat": "critical"}, soft=False, better={"heat": "nominal"}),
    Case("background.off", sets={"background": "off"}, fix="background_on"),
    Case("background.wifi_only", CELLULAR, {"background": "wifi"}, fix="background_on"),
    Case("background.wifi_only", CELLULAR, {"background": "wifi"}, better=WIFI),
    Case("schedule.outside", sets={"schedule": "an hour that is not now"}, fix="any_time"),
    Case("storage.device_full", {"storage__device_free_bytes": 20 << 20}, soft=False, better={}),
    Case(
        "storage.device_full",
        {"storage__device_free_bytes": 200 << 20},
        {},
        ("attachments",),
        soft=False,
        fix="lower_free",
    ),
    Case("clock.wrong", {"clock__offset_seconds": 900}, {}, (), soft=False, better={"clock__offset_seconds": 1}),
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    world = World(tmp_path_factory.mktemp("reasons"))
    try:
        yield Scene(world)
    finally:
        world.end()


@pytest.fixture(scope="module")
def quick(scene: Scene) -> Scene:
    return scene.quick()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code} {case.fix or 'by a person'}")
def test_what_is_read_and_set_is_named_and_ended(case: Case, quick: Scene) -> None:
    with quick.put_back():
        quick.reads(**case.reads)
        quick.sets({key: _hours(value) for key, value in case.sets.items()})
        why = quick.why()
        [found] = [each for each in why["findings"] if each["code"] == case.code]
        held = "paused" if "texts" in case.holds else "up_to_date"
        assert (tuple(found["blocks"]), found["soft"], why["state"]) == (case.holds, case.soft, held)
        if case.fix is not None:
            answer = quick.fixed(case.code, case.fix)
            assert (answer["state_before"], answer["state_after"]) == (held, "up_to_date")
        else:
            told = quick.device.run("fix", case.code, "--fix", found["fixes"][0]["id"])
            assert (told.exit, told.said["applied"]) == (4, False), told
            assert told.said["steps"]
            quick.reads(**case.better)
        quick.is_over(case.code)


def _hours(value: str) -> str:
    if not value.startswith("an hour"):
        return value
    begin = datetime.now(UTC).astimezone() + timedelta(hours=3)
    return f"{begin:%H:%M}-{begin + timedelta(hours=1):%H:%M}"


def test_several_causes_are_all_named_in_the_order_that_is_stated(quick: Scene) -> None:
    quick.reads(network__kind="none", **LOW)
    assert quick.why()["lanes"]["texts"]["findings"] == ["power.battery_low", "network.none"]
    quick.device.ask("pause")
    assert quick.why()["lanes"]["texts"]["findings"] == ["paused.by_you", "power.battery_low", "network.none"]
    quick.reads(network__kind="none", heat="serious", **LOW)
    quick.sets({"schedule": _hours("an hour")})
    five = ["paused.by_you", "power.battery_low", "network.none", "heat.serious", "schedule.outside"]
    assert quick.why()["lanes"]["texts"]["findings"] == five
    assert quick.why()["lanes"]["attachments"]["findings"] == five
    urgent = quick.device.run("sync", "--now")
    assert urgent.exit == 3
    assert urgent.said["decision"]["texts"] == {"run": False, "findings": ["network.none"]}
    quick.reads()
    assert quick.device.ask("sync", "--now")["overrode"] == ["paused.by_you", "schedule.outside"]
    quick.device.ask("resume")
    quick.device.ask("settings", "reset", "schedule")


@pytest.mark.parametrize(
    "written",
    [
        "no JSON",
        "[]",
        '{"power.battery_percent": 3',
        '{"power.battery_percent": 900, "heat": "tropical", "network.kind": "pigeon", "power.charging": "perhaps"}',
        '{"power.battery_percent": -1e999, "storage.device_free_bytes": -5, "clock.offset_seconds": "late"}',
        '{"network.kind": "none", "valid_for_s": "soon"}',
        "{}" + " " * 70_000,
        "\x00" * 200,
    ],
)
def test_a_broken_readings_file_is_named_and_sync_goes_on(written: str, quick: Scene) -> None:
    file = quick.device.home / "readings.json"
    file.write_text(written)
    troubles = [each for each in quick.why()["findings"] if each["code"] == "app.probe_failed"]
    assert any("readings.json" in each["title"] for each in troubles)
    assert {(each["severity"], tuple(each["blocks"])) for each in troubles} == {("info", ())}
    assert quick.device.sync()["decision"]["texts"] == {"run": True, "findings": []}
    file.unlink()


def test_what_is_null_is_unknown_and_holds_nothing(quick: Scene) -> None:
    names = ("power.battery_percent", "power.charging", "power.low_power_mode", "network.kind", "network.metered")
    more = ("network.roaming", "network.captive_portal", "heat", "storage.device_free_bytes", "clock.offset_seconds")
    quick.reads(**dict.fromkeys((*names, *more)))
    quick.sets({"preset": "careful"})
    why = quick.why()
    assert why["lanes"]["texts"] == why["lanes"]["attachments"] == {"run": True, "findings": []}
    assert not {*names, *more} & {each["name"] for each in why["passed"]}
    quick.device.ask("settings", "reset", "preset")


def test_what_is_held_by_hand_is_let_go_by_hand(quick: Scene) -> None:
    quick.device.ask("pause", "--for", "1h")
    assert quick.named("paused.by_you")["ends_when"]["at"]
    assert quick.fixed("paused.by_you", "resume")["state_after"] == "up_to_date"
    assert quick.device.ask("sync", "off")["state"] == "off"
    assert quick.named("sync.off_here")["soft"] is False
    assert quick.device.run("sync", "--now").exit == 3
    assert quick.fixed("sync.off_here", "sync_on")["state_after"] == "up_to_date"


def test_what_has_been_silent_is_told_and_holds_nothing(quick: Scene) -> None:
    quick.sets({"stalled.after": "1s", "source.quiet_after": "1s"})
    wait_until(lambda: "sync.stalled" in _codes(quick), "it says that nothing has synced")
    assert quick.named("sync.stalled")["blocks"] == quick.named("source.quiet")["blocks"] == []
    quick.fixed("sync.stalled", "sync_now")
    quick.sets({"stalled.after": "1h"})
    quick.fixed("source.quiet", "archive_source_1")
    assert quick.named("background.source_off")["blocks"] == []
    quick.fixed("background.source_off", "read_source_1")
    quick.sets({"stalled.after": "3d", "source.quiet_after": "100d"})


def test_a_room_that_is_full_or_almost_is_told_and_texts_go_on(quick: Scene) -> None:
    [account] = quick.world.operate("hub", "accounts", "--data", str(quick.hub.data)).said
    for quota, code, blocks in (
        (account["used"] * 20 // 19, "storage.hub_almost_full", []),
        (account["used"], "storage.hub_full", ["attachments"]),
    ):
        quick.world.operate("hub", "quota", "ada", str(quota), "--data", str(quick.hub.data))
        quick.device.sync()
        found = quick.named(code)
        assert found["blocks"] == blocks
        assert found["evidence"][0]["value"] == account["used"]
    quick.world.operate("hub", "quota", "ada", "1GiB", "--data", str(quick.hub.data))
    quick.device.sync()
    quick.is_over("storage.hub_full")


def test_a_hub_that_is_gone_busy_or_of_another_version_holds_until_it_is_back(scene: Scene) -> None:
    scene.hub.stop()
    _held_by(scene, "hub.unreachable")
    with standing_in(scene.hub.port, 429, code="hub.busy", title="Too often", detail="", retry_after_s=5):
        _held_by(scene, "hub.busy")
    with standing_in(scene.hub.port, 426, code="hub.version", title="Too old", detail="from 9.0 on"):
        _held_by(scene, "hub.version")
    scene.hub.start()
    scene.device.sync()
    scene.is_over("hub.version")


def test_a_source_that_is_gone_cut_or_locked_is_told_and_read_again(scene: Scene) -> None:
    kept = scene.store.with_name("kept.db")
    scene.store.rename(kept)
    assert scene.named("source.missing")["blocks"] == []
    kept.rename(scene.store)
    scene.is_over("source.missing")
    shutil.copy(scene.store, kept)
    scene.store.write_bytes(scene.store.read_bytes()[:6_000])
    assert scene.device.run("import").exit == 1
    scene.named("source.damaged")
    kept.replace(scene.store)
    scene.fixed("source.damaged", "import_again")
    with closing(sqlite3.connect(scene.store, isolation_level=None)) as other:
        other.execute("pragma journal_mode = delete")
        other.execute("begin exclusive")
        assert scene.device.run("import").exit == 1
        scene.named("source.locked")
    scene.fixed("source.locked", "import_again")


def test_a_hub_that_was_copied_to_another_disk_is_a_second_copy(scene: Scene, other_disk: Path) -> None:
    scene.named("copies.one_machine")
    backup = ("hub", "backup", str(other_disk / "hub"), "--data", str(scene.hub.data))
    scene.device.ask(*backup)
    scene.device.sync()
    assert "copies.one_machine" not in _codes(scene)
    (last,) = [each for each in scene.device.ask("why")["passed"] if each["name"].startswith("last backup")]
    assert last["limit"] == "30 days"
    (scene.hub.data / "backed-up.json").unlink()
    scene.device.sync()
    scene.named("copies.one_machine")


def test_a_new_password_is_told_on_the_other_devices(scene: Scene) -> None:
    desktop = scene.world.device("desktop")
    assert scene.named("copies.one_machine")["blocks"] == []
    desktop.join(scene.hub.address)
    scene.device.sync()
    assert "copies.one_machine" not in _codes(scene)
    desktop.ask("account", "password", OWNTEXTS_NEW_PASSWORD="another lamp")
    scene.device.sync()
    assert scene.named("account.password_changed")["title"].endswith("changed on desktop")
    scene.device.ask("account", "password", OWNTEXTS_NEW_PASSWORD=scene.device.password)
    scene.is_over("account.password_changed")


def test_leaving_signs_out_and_joining_again_merges_what_is_there(scene: Scene) -> None:
    scene.device.ask("account", "leave", "--keep")
    assert scene.device.state() == "signed_out"
    assert {fix["kind"] for fix in scene.named("account.signed_out")["fixes"]} == {"person"}
    assert scene.device.run("fix", "account.signed_out").exit == 4
    scene.device.join(scene.hub.address)
    assert scene.device.sync()["sent"] == 0
    scene.is_over("account.signed_out")


def test_a_damaged_copy_is_rebuilt_from_the_hub(quick: Scene) -> None:
    messages = quick.device.ask("status")["messages"]
    replica = quick.device.home / "replica.db"
    with replica.open("r+b") as file:
        file.seek(100)
        file.write(bytes(16_000))
    assert quick.device.state() == "paused"
    assert [each["code"] for each in quick.why()["findings"]] == ["replica.damaged"]
    assert quick.device.run("fix", "replica.damaged").exit == 4, "it asks before it does so much"
    assert quick.fixed("replica.damaged", "refresh", "--yes")["state_after"] == "up_to_date"
    assert quick.device.ask("status")["messages"] == messages


def test_a_damaged_page_is_told_once_something_has_met_it(quick: Scene) -> None:
    before = quick.device.export()
    _damage_the_index(quick)
    assert quick.device.run("verify").exit == 5
    assert quick.named("replica.damaged")["blocks"] == ["texts", "attachments"]
    assert quick.device.state() == "paused"
    held = quick.device.run("sync")
    assert (held.exit, held.said["decision"]["texts"]["findings"]) == (3, ["replica.damaged"])
    assert quick.fixed("replica.damaged", "refresh", "--yes")["state_after"] == "up_to_date"
    quick.device.verify()
    assert quick.device.export() == before


def test_a_copy_that_was_put_right_is_held_no_more(quick: Scene) -> None:
    replica = quick.device.home / "replica.db"
    sound = replica.read_bytes()
    _damage_the_index(quick)
    assert quick.device.run("verify").exit == 5
    replica.write_bytes(sound)
    assert quick.device.state() == "paused"
    quick.device.verify()
    quick.is_over("replica.damaged")


def test_an_agent_that_does_not_run_is_started(scene: Scene) -> None:
    scene.named("agent.not_running")
    scene.fixed("agent.not_running", "run_agent")
    agent = scene.device.ask("agent", "status")
    assert agent["agent"] == "running"
    scene.device.end_agent()


def _damage_the_index(scene: Scene) -> None:
    """Overwrites a page that only searches read."""
    with open_home(scene.device.home) as home, home.replica.read() as connection:
        page = int(connection.execute("select rootpage from sqlite_schema where name = 'words_data'").get)
    with (scene.device.home / "replica.db").open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(bytes(PAGE_BYTES))


def _held_by(scene: Scene, code: str) -> None:
    held = scene.device.run("sync")
    assert held.exit == 3
    assert held.said["decision"]["texts"] == {"run": False, "findings": [code]}
    found = scene.named(code)
    assert (found["soft"], tuple(found["blocks"])) == (False, BOTH)
    assert scene.device.state() == "paused"


def _codes(scene: Scene) -> set[str]:
    return {each["code"] for each in scene.why()["findings"]}
