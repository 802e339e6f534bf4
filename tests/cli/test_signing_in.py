"""Where the browsers that are signed in are kept."""

import stat
from pathlib import Path

from owntexts.cli.shelves.signing_in import FILE, KeptSessions
from owntexts.web.sessions import HERE, Sessions


def sessions(home: Path) -> Sessions:
    made = iter(range(1, 1_000))
    return Sessions(lambda: 0.0, lambda size: next(made).to_bytes(size, "big"), KeptSessions(home))


def test_what_one_process_ends_is_over_in_another(tmp_path: Path) -> None:
    one = sessions(tmp_path)
    token = one.begin("Firefox on Linux", HERE)
    other = sessions(tmp_path)
    assert other.is_open(token)
    one.end_all()
    assert not other.is_open(token)


def test_the_file_is_private_and_holds_no_token(tmp_path: Path) -> None:
    token = sessions(tmp_path).begin("Firefox on Linux", HERE)
    file = tmp_path / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert token.encode() not in file.read_bytes()


def test_where_it_cannot_be_written_a_session_lasts_as_long_as_the_process(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    one = sessions(tmp_path)
    token = one.begin("", HERE)
    assert one.is_open(token)
    assert not sessions(tmp_path).is_open(token)


def test_a_file_that_was_meddled_with_signs_everybody_out(tmp_path: Path) -> None:
    one = sessions(tmp_path)
    token = one.begin("", HERE)
    (tmp_path / FILE).write_bytes(b"{")
    assert not one.is_open(token)
    assert one.is_open(one.begin("", HERE))
