"""Small files are private, and written whole or not at all."""

import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from owntexts.agent.files import create_private, private_folder, replace_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_is_created_once_and_the_first_one_counts(tmp_path: Path) -> None:
    assert create_private(tmp_path / "a", b"first")
    assert not create_private(tmp_path / "a", b"second")
    assert (tmp_path / "a").read_bytes() == b"first"


def test_replacing_leaves_no_draft_behind(tmp_path: Path) -> None:
    replace_private(tmp_path / "a", b"old")
    replace_private(tmp_path / "a", b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"new"


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow larger."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_there_is_no_room_the_old_file_stays_and_no_draft(tmp_path: Path) -> None:
    replace_private(tmp_path / "a", b"old")
    with pytest.raises(OSError), room_for(1_000):  # noqa: PT011 - whichever the system gives
        replace_private(tmp_path / "a", bytes(10_000))
    assert [file.name for file in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"


def test_files_and_folders_are_for_this_person_only(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "x" / "y")
    replace_private(folder / "a", b"")
    assert (mode(folder), mode(folder / "a")) == (0o700, 0o600)


def test_a_folder_that_others_could_enter_is_closed(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    assert mode(private_folder(tmp_path / "open")) == 0o700
