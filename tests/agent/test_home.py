"""A home: made by the first command, the same ever after."""

import resource
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from owntexts.agent.home import Home, home_path, open_home
from owntexts.errors import OwntextsError
from owntexts.replica import state


def test_the_first_command_makes_a_private_home(home: Home) -> None:
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    assert {file.name for file in home.path.iterdir()} == {"device-id", "identity", "secret"}
    assert home.identity.membership is None
    assert home.identity.device == home.device


def test_a_home_is_the_same_device_when_it_is_opened_again(home: Home) -> None:
    state.put(home.replica, "kept", "yes")
    with open_home(home.path) as again:
        assert again.device == home.device
        assert state.get(again.replica, "kept") == "yes"


def test_the_folder_is_named_by_the_environment(own_home: Path) -> None:
    assert home_path() == own_home


def test_without_a_name_the_home_is_this_persons_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWNTEXTS_HOME")
    assert home_path().name == "owntexts"


def test_a_copy_without_its_secret_yields_nothing(filled_home: Home, tmp_path: Path) -> None:
    filled_home.close()
    copy = tmp_path / "copy"
    shutil.copytree(filled_home.path, copy, ignore=shutil.ignore_patterns("secret"))
    with pytest.raises(OwntextsError) as told:
        open_home(copy)
    assert told.value.code == "keys.missing"


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OwntextsError) as told:
        open_home(tmp_path / "file" / "home")
    assert told.value.finding.evidence[0].value == str(tmp_path / "file" / "home")


def test_a_home_that_finds_no_room_says_that_the_device_is_full(tmp_path: Path) -> None:
    with files_no_longer_than(16), pytest.raises(OwntextsError) as told:
        open_home(tmp_path / "home")
    assert told.value.code == "storage.device_full"


@contextmanager
def files_no_longer_than(size: int) -> Iterator[None]:
    """The system refuses to let a file of this process grow on."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_identity_that_was_exchanged_is_found_out(home: Home, tmp_path: Path) -> None:
    with open_home(tmp_path / "other") as other:
        shutil.copy(other.path / "identity", home.path / "identity")
    with pytest.raises(OwntextsError) as told:
        _ = home.identity
    assert told.value.code == "keys.missing"


def test_a_damaged_device_id_is_told(home: Home) -> None:
    (home.path / "device-id").write_text("not hex")
    with pytest.raises(OwntextsError) as told:
        open_home(home.path)
    assert told.value.finding.fixes


def test_a_copy_that_another_process_removed_is_not_used_any_more(home: Home) -> None:
    state.put(home.replica, "kept", "yes")
    with open_home(home.path) as other:
        other.remove_replica()
        state.put(other.replica, "kept", "anew")
        assert state.get(home.replica, "kept") == "anew"
