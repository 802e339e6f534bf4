"""The main job, as a person does it: messages of one device reach the others, sealed, and stay equal everywhere."""

import shutil
from pathlib import Path

import pytest
from tests.end_to_end.world import Device, Hub, World

from owntexts.testing import apple

ROWS = 1_200
NEW_ROWS = 25
NEW_PASSWORD = "eleven slow herons over the canal"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "chat.db"
    apple.build_chat_db(path, messages=ROWS)
    return path


@pytest.fixture
def store(tmp_path: Path, corpus: Path) -> Path:
    """A live store of A's own, which may grow."""
    return Path(shutil.copy(corpus, tmp_path / "chat.db"))


@pytest.fixture
def hub(world: World) -> Hub:
    return world.hub()


@pytest.fixture
def laptop(world: World) -> Device:
    return world.device("laptop")


@pytest.fixture
def desktop(world: World) -> Device:
    return world.device("desktop")


def all_equal(*devices: Device) -> bytes:
    """Every device's copy agrees with itself, and all exports are the same bytes."""
    exports = {device.export() for device in devices}
    assert len(exports) == 1, "the devices differ"
    for device in devices:
        assert device.verify()["agree"]
    return exports.pop()


def test_messages_of_one_device_reach_two_others_byte_for_byte(
    world: World, store: Path, hub: Hub, laptop: Device, desktop: Device
) -> None:
    tablet = world.device("tablet")
    assert laptop.state() == "signed_out"
    imported = laptop.add(store)
    assert imported["added"] == ROWS
    created = laptop.create(hub.address)
    assert laptop.state() == "pending"
    sent = laptop.sync()
    assert sent["sent"] > ROWS
    assert sent["decision"]["texts"] == {"run": True, "findings": []}
    assert laptop.state() == "up_to_date"
    joined = desktop.join(hub.address)
    assert joined["devices"] == ["laptop", "desktop"]
    assert desktop.state() == "pending"
    assert desktop.sync()["received"] == sent["sent"]
    assert desktop.state() == "up_to_date"
    tablet.join(hub.address, "--recovery-key", OWNTEXTS_RECOVERY_KEY=created["recovery_key"])
    assert tablet.sync()["received"] == sent["sent"]
    lines = all_equal(laptop, desktop, tablet).splitlines()
    assert len(lines) == laptop.ask("status")["messages"]


def test_what_was_read_before_is_not_read_again_on_any_device(
    store: Path, hub: Hub, laptop: Device, desktop: Device
) -> None:
    laptop.add(store)
    laptop.create(hub.address)
    laptop.sync()
    again = laptop.ask("import")
    assert (again["added"], again["updated"]) == (0, 0)
    assert laptop.sync()["sent"] == 0
    desktop.join(hub.address)
    desktop.sync()
    before = desktop.export()
    assert desktop.add(store)["added"] == 0
    assert desktop.export() == before
    assert desktop.sync()["sent"] == 0, "what the zone has is not sent once more"
    assert laptop.sync()["received"] == 0
    assert all_equal(laptop, desktop) == before


def test_a_device_that_read_the_same_store_before_it_joins_sends_nothing(
    store: Path, hub: Hub, laptop: Device, desktop: Device
) -> None:
    desktop.add(store)
    laptop.add(store)
    laptop.create(hub.address)
    laptop.sync()
    desktop.join(hub.address)
    assert desktop.sync()["sent"] == 0
    assert desktop.state() == "up_to_date"
    all_equal(laptop, desktop)


def test_two_stores_that_overlap_end_as_one_on_both_devices(
    store: Path, hub: Hub, laptop: Device, desktop: Device
) -> None:
    earlier = Path(shutil.copy(store, store.with_name("earlier.db")))
    apple.append(store, NEW_ROWS, seed=5)
    laptop.add(store)
    desktop.add(earlier)
    desktop.create(hub.address)
    desktop.sync()
    laptop.join(hub.address)
    sent = laptop.sync()["sent"]
    assert 0 < sent < ROWS, "only what the zone lacks is sent"
    desktop.sync()
    all_equal(laptop, desktop)


def test_a_new_message_reaches_the_other_device(store: Path, hub: Hub, laptop: Device, desktop: Device) -> None:
    laptop.add(store)
    laptop.create(hub.address)
    laptop.sync()
    desktop.join(hub.address)
    desktop.sync()
    before = len(desktop.export().splitlines())
    added = apple.append(store, NEW_ROWS, seed=7)
    assert laptop.ask("import")["added"] >= NEW_ROWS
    assert laptop.state() == "pending"
    assert laptop.sync()["sent"]
    assert desktop.sync()["received"]
    assert len(all_equal(laptop, desktop).splitlines()) == before + added.messages + added.events


def test_after_a_new_password_devices_stay_in_and_only_it_opens_the_door(
    world: World, store: Path, hub: Hub, laptop: Device, desktop: Device
) -> None:
    laptop.add(store)
    created = laptop.create(hub.address)
    desktop.join(hub.address)
    epoch = laptop.ask("account", "show")["epoch"]
    laptop.ask("account", "password", OWNTEXTS_NEW_PASSWORD=NEW_PASSWORD)
    laptop.sync()
    desktop.sync()
    assert desktop.ask("account", "show")["epoch"] == laptop.ask("account", "show")["epoch"] == epoch + 1
    tablet = world.device("tablet")
    joining = ("account", "join", "--hub", hub.address, "--name", "ada", "--device", "tablet")
    refused = tablet.run(*joining)
    assert (refused.exit, refused.code) == (1, "account.password_wrong"), refused
    tablet.password = NEW_PASSWORD
    tablet.join(hub.address)
    tablet.sync()
    phone = world.device("phone")
    phone.join(hub.address, "--recovery-key", OWNTEXTS_RECOVERY_KEY=created["recovery_key"])
    phone.sync()
    all_equal(laptop, desktop, tablet, phone)


def test_with_a_new_recovery_key_the_old_one_opens_nothing(
    world: World, hub: Hub, laptop: Device, desktop: Device
) -> None:
    created = laptop.create(hub.address)
    changed = laptop.ask("account", "password", "--with-recovery-key", OWNTEXTS_NEW_PASSWORD=NEW_PASSWORD)
    assert changed["recovery_key"] != created["recovery_key"]
    joining = ("account", "join", "--hub", hub.address, "--name", "ada", "--recovery-key")
    refused = desktop.run(*joining, OWNTEXTS_RECOVERY_KEY=created["recovery_key"])
    assert refused.exit == 1, refused
    desktop.ask(*joining, OWNTEXTS_RECOVERY_KEY=changed["recovery_key"])
    desktop.sync()
    all_equal(laptop, desktop)


def test_leaving_and_joining_again_merges_and_sends_nothing_twice(
    store: Path, hub: Hub, laptop: Device, desktop: Device
) -> None:
    laptop.add(store)
    laptop.create(hub.address)
    laptop.sync()
    desktop.join(hub.address)
    desktop.sync()
    before = all_equal(laptop, desktop)
    desktop.ask("account", "leave", "--keep")
    assert desktop.state() == "signed_out"
    assert desktop.export() == before, "everything stays here"
    held = desktop.run("sync")
    assert (held.exit, held.said["decision"]["texts"]["run"]) == (3, False), held
    assert held.said["decision"]["texts"]["findings"] == ["account.signed_out"]
    apple.append(store, NEW_ROWS, seed=9)
    assert desktop.add(store)["added"] >= NEW_ROWS
    desktop.join(hub.address)
    assert 0 < desktop.sync()["sent"] < ROWS
    assert desktop.sync()["sent"] == 0
    laptop.sync()
    all_equal(laptop, desktop)
    states = {each["name"]: each["state"] for each in laptop.ask("account", "show")["devices"]}
    assert states["laptop"] == "active"


def test_removing_this_copy_is_refused_while_changes_are_here_only(store: Path, hub: Hub, laptop: Device) -> None:
    laptop.add(store)
    laptop.create(hub.address)
    refused = laptop.run("account", "leave", "--remove")
    assert (refused.exit, refused.code) == (3, "account.unsent"), refused
    assert laptop.ask("status")["messages"]
    laptop.sync()
    left = laptop.run("account", "leave", "--remove", "--yes")
    assert left.exit == 0, left
    assert laptop.state() == "signed_out"
    assert laptop.ask("status")["messages"] == 0
    laptop.join(hub.address)
    assert laptop.sync()["received"]
    assert laptop.ask("status")["messages"]


def test_the_account_shows_its_devices_and_which_is_this(hub: Hub, laptop: Device, desktop: Device) -> None:
    laptop.create(hub.address)
    desktop.join(hub.address)
    shown = desktop.ask("account", "show")
    assert (shown["account"], shown["device"]) == ("ada", "desktop")
    assert [(each["name"], each["this"], each["state"]) for each in shown["devices"]] == [
        ("laptop", False, "active"),
        ("desktop", True, "active"),
    ]


def test_a_name_is_given_once_and_a_stranger_cannot_tell_which(world: World, hub: Hub, laptop: Device) -> None:
    laptop.create(hub.address)
    stranger = world.device("stranger")
    answers = {
        stranger.run("account", "join", "--hub", hub.address, "--name", name, OWNTEXTS_PASSWORD="guess " * 3).code
        for name in ("ada", "nobody-of-that-name")
    }
    assert answers == {"account.password_wrong"}
    invite = world.operate("hub", "invite", "--data", str(hub.data)).said["code"]
    creating = ("account", "create", "--hub", hub.address, "--name", "ada")
    assert stranger.run(*creating).code == "account.invite_needed"
    assert stranger.run(*creating, "--invite", invite).code == "account.name_taken"


def test_nothing_is_asked_where_nobody_can_answer(hub: Hub, laptop: Device) -> None:
    answer = laptop.run("account", "create", "--hub", hub.address, "--name", "ada", OWNTEXTS_PASSWORD="")
    assert answer.exit == 4, answer
    assert "OWNTEXTS_PASSWORD" in answer.said["error"]["explanation"]


def test_the_small_real_store_with_three_orphans_travels(
    shared_fixtures: Path, hub: Hub, laptop: Device, desktop: Device
) -> None:
    real = shared_fixtures / "apple" / "imessage-exporter" / "db" / "test.db"
    before = real.read_bytes()
    assert laptop.add(real)["added"] == 3
    laptop.create(hub.address)
    laptop.sync()
    desktop.join(hub.address)
    desktop.sync()
    assert len(all_equal(laptop, desktop).splitlines()) == 3
    assert laptop.ask("import")["added"] == 0
    assert desktop.add(real)["added"] == 0
    assert real.read_bytes() == before
    assert [each["messages"] for each in desktop.ask("conversations")] == [3]
