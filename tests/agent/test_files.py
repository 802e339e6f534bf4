"""Small files are private, and written whole or not at all."""

import stat
from pathlib import Path

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


def test_files_and_folders_are_for_this_person_only(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "x" / "y")
    replace_private(folder / "a", b"")
    assert (mode(folder), mode(folder / "a")) == (0o700, 0o600)


def test_a_folder_that_others_could_enter_is_closed(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    assert mode(private_folder(tmp_path / "open")) == 0o700
