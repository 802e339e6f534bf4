"""Backups of an iPhone and the address books in them, on two devices: as a person has them, as real commands."""

from pathlib import Path
from random import Random

import pytest
from tests.end_to_end.killing import Strike, killed
from tests.end_to_end.world import Device, World, fingerprint

from owntexts.sources.iphone_backup.addressbook import BOOK, IMAGES
from owntexts.sources.iphone_backup.entries import HOME
from owntexts.testing.apple import build_chat_db
from owntexts.testing.contacts import everybody, write_vcards
from owntexts.testing.iphone import Backup, build_backup, pack

ROWS = 400
MANY = 2_500
PEOPLE = 6
SECRET = "correct horse"
IMPORT_S = 1.0


@pytest.fixture
def backups(tmp_path: Path) -> tuple[Backup, Backup]:
    """The same messages and contacts twice: plain, and encrypted."""
    store = tmp_path / "sms.db"
    build_chat_db(store, messages=ROWS, schema="ios14", seed=21)
    whole = build_backup(tmp_path / "book", messages=1, contacts=PEOPLE, seed=21)
    book = {(HOME, path): whole.files[HOME, path] for path in (BOOK, IMAGES)}
    return pack(store, tmp_path / "plain", more=book), pack(store, tmp_path / "locked", password=SECRET, more=book)


def read(device: Device, path: Path) -> int:
    """How many messages a source adds on a device."""
    device.ask("source", "add", str(path))
    return int(device.ask("import", OWNTEXTS_SOURCE_PASSWORD=SECRET)["added"])


def names(device: Device) -> list[str | None]:
    return [each["name"] for each in device.ask("conversations")]


def test_two_devices_with_two_backups_of_one_iphone_have_one_history(
    world: World, backups: tuple[Backup, Backup], tmp_path: Path
) -> None:
    hub, laptop, desktop = world.hub(), world.device("laptop"), world.device("desktop")
    plain, locked = backups
    before = fingerprint(plain.folder), fingerprint(locked.folder)
    assert read(laptop, plain.folder) == read(desktop, locked.folder) == ROWS
    laptop.create(hub.address)
    laptop.sync()
    desktop.join(hub.address)
    assert desktop.sync()["sent"] == 0, "what the zone has is not sent once more"
    assert laptop.export() == desktop.export()
    assert names(laptop) == names(desktop)
    assert any(names(desktop))
    assert (fingerprint(plain.folder), fingerprint(locked.folder)) == before
    write_vcards(tmp_path / "all.vcf", everybody(PEOPLE, 22))
    read(desktop, tmp_path / "all.vcf")
    one, other = (each["handles"][0] for each in desktop.ask("contacts", "list")[:2])
    desktop.ask("contacts", "same", one, other)
    assert desktop.sync()["sent"]
    assert laptop.sync()["received"]
    assert laptop.ask("contacts", "list") == desktop.ask("contacts", "list")
    assert names(laptop) == names(desktop)
    assert laptop.export() == desktop.export()
    assert all(device.verify()["agree"] for device in (laptop, desktop))


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.torture) for seed in range(2, 9))])
def test_killed_while_it_reads_an_encrypted_backup_it_leaves_nothing_plain_and_goes_on(
    world: World, tmp_path: Path, seed: int
) -> None:
    backup = build_backup(tmp_path / "backup", messages=MANY, password=SECRET, seed=seed)
    before = fingerprint(backup.folder)
    laptop, peaceful = world.device("laptop"), world.device("peaceful")
    laptop.ask("source", "add", str(backup.folder))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    given = {"OWNTEXTS_SOURCE_PASSWORD": SECRET, "TMPDIR": str(temporary)}
    chance = Random(seed)  # noqa: S311 - which of the moments is no secret
    for _ in range(2):
        killed(laptop.start("import", more=given), Strike(laptop.home, chance, IMPORT_S))
        assert list(temporary.iterdir()) == []
    laptop.ask("import", **given)
    read(peaceful, backup.folder)
    assert laptop.export() == peaceful.export()
    assert fingerprint(backup.folder) == before
