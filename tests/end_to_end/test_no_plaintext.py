"""What the hub keeps, and what a copied device keeps, gives away not a word."""

import base64
import os
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.end_to_end.needles import Found, search
from tests.end_to_end.world import PASSWORD, Device, World

from owntexts.testing import apple

ROWS = 1_500
NAMES = ("Ada's own laptop", "the desktop upstairs")


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> "Journey":
    folder = tmp_path_factory.mktemp("journey")
    world = World(folder)
    try:
        return travelled(world)
    finally:
        world.end()


class Journey:
    """What is left on disk after a full journey, and what must not stand in it."""

    def __init__(self, hub: Path, home: Path, needles: tuple[str, ...]) -> None:
        self.hub, self.home, self.needles = hub, home, needles


def travelled(world: World) -> Journey:
    """Two devices, a password changed, messages that came later, a search; the processes are killed, not stopped."""
    store = world.folder / "chat.db"
    manifest = apple.build_chat_db(store, messages=ROWS)
    hub, first, second = world.hub(), world.device(NAMES[0]), world.device(NAMES[1])
    first.add(store)
    recovery_key = first.create(hub.address)["recovery_key"]
    first.sync()
    second.join(hub.address)
    second.sync()
    first.ask("account", "password", OWNTEXTS_NEW_PASSWORD="another lamp, another harbour")
    more = apple.append(store, 50, seed=3)
    first.ask("import")
    first.sync()
    second.sync()
    second.ask("search", manifest.names[0].split()[0])
    said = (PASSWORD, "another lamp, another harbour", recovery_key, *NAMES, "chat.db")
    needles = {*apple.plaintext_needles(manifest), *apple.plaintext_needles(more), *said, *shown_texts(second)}
    hub.kill()
    return Journey(hub.data, second.home, tuple(sorted(needles)))


def shown_texts(device: Device) -> set[str]:
    """Pieces of what the device shows: every long word of every conversation's last text, names, participants."""
    rows = device.ask("conversations")
    texts = [row["last_text"] or "" for row in rows] + [row["name"] or "" for row in rows]
    people = [handle for row in rows for handle in row["participants"]]
    return {*people, *(word for text in texts for word in text.split())}


def test_the_hub_keeps_not_a_word(journey: Journey) -> None:
    assert len([needle for needle in journey.needles if len(needle.encode()) >= 10]) > 50
    assert sum(file.stat().st_size for file in journey.hub.rglob("*") if file.is_file()) > 50_000
    assert search(journey.hub, journey.needles) == []


def test_a_copied_home_without_its_secret_keeps_not_a_word(journey: Journey, tmp_path: Path) -> None:
    copy = tmp_path / "copied"
    shutil.copytree(journey.home, copy, ignore=shutil.ignore_patterns("secret"))
    assert (copy / "replica.db").stat().st_size > 100_000
    assert search(copy, journey.needles) == []
    assert not zlib_gives_anything(copy), "it is random to whoever has no key"


def test_a_copied_home_without_its_secret_opens_for_nobody(world: World, journey: Journey) -> None:
    thief = world.device("thief")
    shutil.copytree(journey.home, thief.home, ignore=shutil.ignore_patterns("secret"))
    refused = thief.run("conversations")
    assert (refused.exit, refused.code) == (1, "keys.missing"), refused
    assert refused.said["error"]["fixes"]
    assert (thief.home / "replica.db").stat().st_size == (journey.home / "replica.db").stat().st_size


def test_only_the_person_may_open_what_is_secret(journey: Journey) -> None:
    for folder in (journey.home, journey.home / "secret", journey.hub):
        assert folder.stat().st_mode & 0o077 == 0, folder
    for file in (*journey.home.rglob("*"), *journey.hub.rglob("*")):
        assert file.stat().st_mode & 0o077 == 0, file


@pytest.mark.parametrize(
    "dress",
    [
        lambda word: word.encode(),
        lambda word: word.encode("utf-16le"),
        lambda word: word.encode("utf-16be"),
        lambda word: word.encode().hex().encode(),
        lambda word: base64.b64encode(b"" + word.encode()),
        lambda word: base64.b64encode(b"x" + word.encode() + b"yz"),
        lambda word: base64.b64encode(b"xx" + word.encode() + b"z"),
        lambda word: base64.urlsafe_b64encode(b"x" + word.encode()),
    ],
)
def test_a_word_that_is_there_is_found_in_any_dress(tmp_path: Path, dress: Callable[[str], bytes]) -> None:
    planted = "Grüße aus Øresund?"
    (tmp_path / "blob").write_bytes(os.urandom(5_000) + dress(planted) + os.urandom(5_000))
    assert {found.needle for found in search(tmp_path, [planted, "something else"])} == {planted}


def test_a_word_that_names_a_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "ada.lovelace@example.org").mkdir()
    assert search(tmp_path, ["ada.lovelace@example.org"]) == [
        Found("ada.lovelace@example.org", "raw", "ada.lovelace@example.org")
    ]


def zlib_gives_anything(folder: Path) -> bool:
    """Whether the replica can be made smaller: bytes that are sealed cannot."""
    data = (folder / "replica.db").read_bytes()
    return len(zlib.compress(data, 6)) < 0.98 * len(data)
