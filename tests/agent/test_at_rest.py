"""Where the key of a home is kept."""

import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backends.fail
import pytest
from tests.keyrings import KeyringInMemory, keyring_in_memory

from owntexts.agent.at_rest import at_rest_key, key_file
from owntexts.errors import OwntextsError, WrongUsage

DEVICE = bytes(range(16))


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyringInMemory]:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.delenv("OWNTEXTS_KEY_STORE")
    with keyring_in_memory() as here:
        yield here


def test_without_a_keyring_the_key_lies_in_a_file_that_only_this_person_reads(tmp_path: Path) -> None:
    key, store = at_rest_key(tmp_path, DEVICE, new=True)
    assert store == "file"
    assert key_file(tmp_path).read_text() == key.hex()
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file(tmp_path).parent.stat().st_mode) == 0o700


def test_the_key_stays_the_same(tmp_path: Path) -> None:
    first, _ = at_rest_key(tmp_path, DEVICE, new=True)
    again, _ = at_rest_key(tmp_path, DEVICE, new=False)
    assert first == again


def test_a_home_whose_key_is_gone_says_so_and_makes_no_other(tmp_path: Path) -> None:
    with pytest.raises(OwntextsError) as told:
        at_rest_key(tmp_path, DEVICE, new=False)
    assert told.value.code == "keys.missing"
    assert told.value.finding.fixes
    assert not key_file(tmp_path).exists()


def test_on_a_desktop_the_keyring_keeps_the_key_and_no_file_does(tmp_path: Path, desktop: KeyringInMemory) -> None:
    key, store = at_rest_key(tmp_path, DEVICE, new=True)
    assert store == "keyring"
    assert desktop.kept == {("owntexts", DEVICE.hex()): key.hex()}
    assert not key_file(tmp_path).exists()


@pytest.mark.parametrize(("first", "then"), [("file", "keyring"), ("keyring", "file")])
def test_choosing_the_other_place_moves_the_key(
    tmp_path: Path, desktop: KeyringInMemory, monkeypatch: pytest.MonkeyPatch, first: str, then: str
) -> None:
    monkeypatch.setenv("OWNTEXTS_KEY_STORE", first)
    key, _ = at_rest_key(tmp_path, DEVICE, new=True)
    (tmp_path / "identity").touch()
    monkeypatch.setenv("OWNTEXTS_KEY_STORE", then)
    assert at_rest_key(tmp_path, DEVICE, new=False) == (key, then)
    assert key_file(tmp_path).exists() == (then == "file")
    assert bool(desktop.kept) == (then == "keyring")


def test_a_place_that_does_not_exist_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OWNTEXTS_KEY_STORE", "cloud")
    with pytest.raises(WrongUsage):
        at_rest_key(tmp_path, DEVICE, new=True)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose only keyring refuses everything, as the keyring library has it where there is none."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", keyring.backends.fail.Keyring())


def test_a_keyring_that_is_wanted_where_there_is_none_is_refused(
    tmp_path: Path, server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OWNTEXTS_KEY_STORE", "keyring")
    with pytest.raises(WrongUsage) as told:
        at_rest_key(tmp_path, DEVICE, new=True)
    assert told.value.finding.fixes
    assert not key_file(tmp_path).exists()


def test_a_key_that_is_nowhere_is_missing_with_or_without_a_keyring(tmp_path: Path, server: None) -> None:
    (tmp_path / "identity").touch()
    with pytest.raises(OwntextsError) as told:
        at_rest_key(tmp_path, DEVICE, new=False)
    assert told.value.code == "keys.missing"
