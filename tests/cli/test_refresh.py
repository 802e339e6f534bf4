"""A copy made anew: in place where it can be read, from the hub where it cannot; nothing unsent is lost."""

from pathlib import Path

from tests.cli.conftest import Cli, Device, started
from tests.end_to_end.world import wait_until

from owntexts.agent.home import open_home


def damage(home: Path) -> None:
    """Overwrites every page but the first few, as a failing disk does."""
    file = home / "replica.db"
    size = file.stat().st_size
    with file.open("r+b") as replica:
        replica.seek(16 << 10)
        replica.write(b"\xff" * (size - (16 << 10)))
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def test_nobody_is_asked_without_a_terminal(filled_cli: Cli) -> None:
    said = filled_cli("refresh", "--json")
    assert said.code == 4
    assert "--yes" in said.json["error"]["fixes"][0]["title"]


def test_without_an_account_it_is_rebuilt_from_its_sources(filled_cli: Cli) -> None:
    before = filled_cli("export", "jsonl", "-").out
    done = filled_cli("refresh", "--yes", "--json")
    assert done.code == 0
    assert done.json["before"] == done.json["after"]
    assert done.json["rows_read"] == 600
    assert filled_cli("export", "jsonl", "-").out == before
    assert filled_cli("verify").code == 0


def test_what_does_not_agree_is_put_right(filled_cli: Cli, own_home: Path) -> None:
    with open_home(own_home) as home, home.replica.write() as connection:
        connection.execute("delete from membership where at = (select min(at) from membership)")
        connection.execute("insert into words (words) values ('delete-all')")
    assert filled_cli("verify").code == 5
    assert filled_cli("refresh", "--yes").code == 0
    assert filled_cli("verify").code == 0


def test_unsent_changes_are_kept_while_the_hub_is_away_and_sent_afterwards(tmp_path: Path, small_store: Path) -> None:
    device = Device(tmp_path / "device")
    with started("hub", "serve", "--data", str(tmp_path / "hub"), "--listen", "127.0.0.1:0", home=tmp_path) as ready:
        device.ok("account", "create", "--hub", ready["address"], "--name", "ada")
        device.ok("sync")
    device.ok("source", "add", str(small_store))
    device.ok("import")
    code, done = device.said("refresh", "--yes")
    assert (code, done["held"]) == (3, ["hub.unreachable"])
    assert done["before"] == done["after"]
    assert done["after"]["pending"] > 0
    port = ready["address"].rpartition(":")[2]
    with started("hub", "serve", "--data", str(tmp_path / "hub"), "--listen", f"127.0.0.1:{port}", home=tmp_path):
        done = device.ok("refresh", "--yes")
        assert done["after"]["pending"] == 0
        assert device.ok("status")["state"] == "up_to_date"


def test_the_log_is_read_again_and_both_devices_stay_equal(laptop: Device, desktop: Device) -> None:
    desktop.ok("sync")
    row = desktop.ok("conversations")[0]
    desktop.ok("name", row["id"], "Book club")
    done = desktop.ok("refresh", "--yes")
    assert done["received"] >= done["after"]["messages"]
    assert done["after"]["pending"] == 0
    assert desktop.ok("conversations")[0]["name"] == "Book club"
    laptop.ok("sync")
    assert desktop.exported() == laptop.exported()
    assert desktop.ok("verify")["agree"]
    assert desktop.ok("sync")["sent"] == 0


def test_beside_an_agent_too(laptop: Device) -> None:
    before = laptop.exported()
    with started("agent", "run", home=laptop.home):
        laptop.ok("sync")
        done = laptop.ok("refresh", "--yes")
        assert done["held"] == []
        wait_until(lambda: laptop.ok("status")["state"] == "up_to_date", "the agent to have synced with the new copy")
    assert laptop.exported() == before
    assert laptop.ok("verify")["agree"]


def test_a_damaged_copy_comes_back_from_the_hub_under_a_new_id(laptop: Device, desktop: Device) -> None:
    desktop.ok("sync")
    before = laptop.exported()
    damage(laptop.home)
    assert laptop.ok("status")["findings"][0]["code"] == "replica.damaged"
    fixed = laptop.ok("fix", "replica.damaged", "--yes")
    assert fixed["applied"]
    assert (fixed["state_before"], fixed["state_after"]) == ("paused", "up_to_date")
    assert laptop.exported() == before
    assert laptop.ok("verify")["agree"]
    assert len(list(laptop.home.glob("replica.db.damaged-*"))) >= 1
    desktop.ok("sync")
    assert desktop.exported() == before
    states = {each["name"]: each["state"] for each in laptop.ok("account", "show")["devices"]}
    assert set(states) == {"laptop", "desktop"}


def test_a_damaged_copy_waits_for_a_hub_that_is_away(tmp_path: Path, small_store: Path) -> None:
    device = Device(tmp_path / "device")
    with started("hub", "serve", "--data", str(tmp_path / "hub"), "--listen", "127.0.0.1:0", home=tmp_path) as ready:
        device.ok("account", "create", "--hub", ready["address"], "--name", "ada")
        device.ok("sync")
    damage(device.home)
    code, answer = device.said("refresh", "--yes")
    assert (code, answer["error"]["code"]) == (3, "hub.unreachable")
    assert not list(device.home.glob("replica.db.damaged-*"))


def test_a_damaged_copy_without_an_account_is_built_from_what_can_be_saved(filled_cli: Cli, own_home: Path) -> None:
    damage(own_home)
    done = filled_cli("refresh", "--yes", "--json")
    assert done.code == 0
    assert done.json["before"] is None
    assert done.json["damaged_copy"]
    assert filled_cli("status", "--json").json["state"] == "signed_out"
    assert filled_cli("verify").code == 0
