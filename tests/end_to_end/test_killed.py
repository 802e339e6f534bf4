"""kill -9 of whoever is at work, at random points of import and sync: afterwards all is there, once, everywhere."""

from random import Random

import pytest
from tests.end_to_end.killing import Strike, killed
from tests.end_to_end.world import Device, Hub, World

from owntexts.testing import apple

ROWS = 900
NEW_ROWS = 200
ROUNDS_OF_TORTURE = 13
FIRST_ROWS = 24_000
FIRST_KILLS = 5
SYNC_S = 0.15
IMPORT_S = 0.15
ACCOUNT_S = 0.1
REFRESH_S = 0.6
FIX_S = 0.05


class Life:
    """A store that grows, two devices and a hub; somebody is killed all the time."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.chance = Random(seed)  # noqa: S311 - which of the moments is no secret
        self.store = world.folder / "chat.db"
        apple.build_chat_db(self.store, messages=ROWS, seed=seed)
        self.hub: Hub = world.hub()
        self.writer, self.reader = world.device("laptop"), world.device("desktop")
        self.writer.add(self.store)
        self.writer.create(self.hub.address)
        self.reader.join(self.hub.address)

    def kill_an_import(self) -> None:
        apple.append(self.store, NEW_ROWS, seed=self.chance.getrandbits(30))
        strike = Strike(self.writer.home, self.chance, IMPORT_S)
        killed(self.writer.start("import"), strike)
        self.writer.ask("import")

    def kill_a_sync(self) -> None:
        strike = Strike(self.writer.home, self.chance, SYNC_S)
        killed(self.writer.start("sync"), strike)

    def kill_the_hub(self) -> None:
        strike = Strike(self.hub.data, self.chance, SYNC_S)
        syncing = self.writer.start("sync")
        strike.at(syncing, self.hub.kill)
        assert syncing.wait() in {0, 3}, self.writer.log()
        self.hub.start()

    def kill_an_agent(self) -> None:
        """That of the device which only receives, while it applies what comes."""
        strike = Strike(self.reader.home, self.chance, SYNC_S)
        agent = self.reader.start("agent", "run")
        self.writer.sync()
        killed(agent, strike)

    def kill_a_refresh(self) -> None:
        strike = Strike(self.writer.home, self.chance, REFRESH_S)
        killed(self.writer.start("refresh", "--yes"), strike)

    def kill_a_fix(self) -> None:
        """Whether it came through or not, the pause is over once it is said again."""
        self.writer.ask("pause")
        strike = Strike(self.writer.home, self.chance, FIX_S)
        killed(self.writer.start("fix", "paused.by_you"), strike)
        self.writer.ask("resume")

    def round(self) -> None:
        """Four kills; then everybody goes on as if nothing had happened."""
        self.kill_an_import()
        self.kill_a_sync()
        self.kill_the_hub()
        self.kill_an_agent()
        self.all_is_well()

    def all_is_well(self) -> None:
        again = self.writer.ask("import")
        assert (again["added"], again["updated"], again["problems"]) == (0, 0, []), again
        self.writer.sync()
        self.reader.sync()
        assert self.writer.state() == self.reader.state() == "up_to_date"
        assert self.writer.export() == self.reader.export()
        assert self.writer.verify()["agree"]
        assert self.reader.verify()["agree"]

    def as_if_nobody_was_ever_killed(self) -> None:
        """One device that reads the store in peace, and one that gets all of it from the hub, have the same."""
        peaceful, late = self.world.device("peaceful"), self.world.device("late")
        peaceful.add(self.store)
        late.join(self.hub.address)
        late.sync()
        assert peaceful.export() == late.export() == self.writer.export()


@pytest.mark.parametrize(("seed", "rounds"), [(20, 2), (21, 3)])
def test_killing_importers_syncers_agents_and_hubs_loses_nothing(world: World, seed: int, rounds: int) -> None:
    life = Life(world, seed=seed)
    for _ in range(rounds):
        life.round()
    life.as_if_nobody_was_ever_killed()


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(4))
def test_killing_them_again_and_again_loses_nothing(world: World, seed: int) -> None:
    life = Life(world, seed=seed)
    for _ in range(ROUNDS_OF_TORTURE):
        life.round()
        life.kill_a_refresh()
        life.kill_a_fix()
        life.all_is_well()
    life.as_if_nobody_was_ever_killed()


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(2, 12))])
def test_an_account_command_that_was_killed_can_be_said_again(world: World, seed: int) -> None:
    chance, store = Random(seed), world.folder / "chat.db"  # noqa: S311 - as above
    apple.build_chat_db(store, messages=100, other_kinds=0.1)
    hub, laptop, desktop = world.hub(), world.device("laptop"), world.device("desktop")
    for device in (laptop, desktop):
        device.add(store)
    hub_and_name = ("--hub", hub.address, "--name", "ada")
    kill_and_say_again(chance, laptop, "account", "create", *hub_and_name)
    laptop.sync()
    kill_and_say_again(chance, desktop, "account", "join", *hub_and_name)
    desktop.sync()
    new = {"OWNTEXTS_NEW_PASSWORD": "three owls at the lighthouse"}
    killed(laptop.start("account", "password", more=new), Strike(laptop.home, chance, ACCOUNT_S))
    laptop.ask("account", "password", **new)
    desktop.password = new["OWNTEXTS_NEW_PASSWORD"]
    kill_and_say_again(chance, desktop, "account", "leave", "--remove")
    assert desktop.ask("status")["messages"] == 0
    kill_and_say_again(chance, desktop, "account", "join", *hub_and_name)
    desktop.sync()
    laptop.sync()
    assert laptop.export() == desktop.export()
    assert laptop.state() == desktop.state() == "up_to_date"


def kill_and_say_again(chance: Random, device: Device, *command: str) -> None:
    """Kills it once; then it does what it should, or says that it has done so already."""
    killed(device.start(*command), Strike(device.home, chance, ACCOUNT_S))
    again = device.run(*command)
    assert again.exit == 0 or again.code in {"account.already_in_one", "account.signed_out"}, again


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(2, 12))])
def test_a_refresh_that_was_killed_loses_nothing_be_the_copy_damaged_or_sound(world: World, seed: int) -> None:
    life = Life(world, seed=seed)
    life.writer.sync()
    life.kill_a_refresh()
    life.kill_a_fix()
    life.writer.ask("import")
    life.writer.sync()
    life.reader.sync()
    everything = life.reader.export()
    with (life.writer.home / "replica.db").open("r+b") as file:
        file.write(bytes(100_000))
    life.kill_a_refresh()
    again = life.writer.ask("refresh", "--yes")
    assert again["after"]["messages"] == life.reader.ask("status")["messages"]
    assert life.writer.export() == everything
    life.all_is_well()


@pytest.mark.torture
@pytest.mark.parametrize("begin", ["import", "sync"])
def test_a_first_time_that_is_killed_again_and_again_comes_to_its_end(world: World, begin: str) -> None:
    """A long first import and a long first sync go on where they were, each time."""
    chance, store = Random(begin), world.folder / "chat.db"  # noqa: S311 - as above
    apple.build_chat_db(store, messages=FIRST_ROWS, seed=4)
    writer, reader, peaceful = (world.device(name) for name in ("laptop", "desktop", "peaceful"))
    writer.ask("source", "add", str(store))
    if begin == "sync":
        writer.ask("import")
    repeatedly(chance, writer, "import")
    hub = world.hub()
    writer.create(hub.address)
    repeatedly(chance, writer, "sync")
    reader.join(hub.address)
    repeatedly(chance, reader, "sync")
    assert writer.ask("import")["added"] == 0
    writer.sync()
    peaceful.add(store)
    assert writer.export() == reader.export() == peaceful.export()
    for device in (writer, reader):
        assert device.verify()["agree"]


def repeatedly(chance: Random, device: Device, command: str) -> None:
    """Begins the command and kills it, several times, then lets it come to its end."""
    for _ in range(FIRST_KILLS):
        strike = Strike(device.home, chance, 1.5)
        killed(device.start(command), strike)
    device.ask(command)
