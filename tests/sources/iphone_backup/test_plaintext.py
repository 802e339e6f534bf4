"""An encrypted file reads as the plain one would, from any place and however it was cut."""

import gc
from contextlib import closing
from io import BufferedReader
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.foreign.cbc import encrypted
from owntexts.sources.iphone_backup import decrypted_database
from owntexts.sources.iphone_backup.plaintext import Plaintext

KEY = bytes(range(32))


def opened(folder: Path, stored: bytes, told: int | None) -> Plaintext:
    (folder / "file").write_bytes(stored)
    return Plaintext((folder / "file").open("rb"), KEY, told)


@given(st.binary(max_size=120), st.lists(st.tuples(st.integers(0, 130), st.integers(0, 130)), max_size=4))
def test_it_reads_as_the_plain_file_from_any_place(plain: bytes, stretches: list[tuple[int, int]]) -> None:
    with TemporaryDirectory() as folder, opened(Path(folder), encrypted(KEY, plain), len(plain)) as file:
        for place, amount in stretches:
            assert file.at(place, amount) == plain[place : place + amount]
        assert BufferedReader(file).read() == plain


@given(st.binary(max_size=120), st.integers(0, 140))
def test_cut_anywhere_it_gives_whole_blocks_and_says_how_much_it_lacks(plain: bytes, kept: int) -> None:
    stored = encrypted(KEY, plain)[:kept]
    with TemporaryDirectory() as folder, opened(Path(folder), stored, len(plain)) as file:
        left = min(len(plain), len(stored) // 16 * 16)
        assert file.at(0, 200) == plain[:left]
        assert file.lacks == len(plain) - left


@pytest.mark.parametrize("told", [None, 0, 5, 90])
def test_where_the_list_tells_too_few_bytes_or_none_the_padding_says_how_many(tmp_path: Path, told: int | None) -> None:
    with opened(tmp_path, encrypted(KEY, b"x" * 107), told) as file:
        assert file.size == 107


def test_padding_that_is_none_is_given_as_it_is(tmp_path: Path) -> None:
    with opened(tmp_path, bytes(48), None) as file:
        assert (file.size, len(file.at(0, 100))) == (48, 48)


@pytest.mark.parametrize("stored", [b"", b"x" * 15])
def test_a_file_without_a_block_is_empty(tmp_path: Path, stored: bytes) -> None:
    with opened(tmp_path, stored, None) as file:
        assert (file.size, file.at(0, 10)) == (0, b"")


def test_an_absurd_size_costs_nothing(tmp_path: Path) -> None:
    with opened(tmp_path, encrypted(KEY, b"hello"), 1 << 60) as file:
        assert file.at(0, 1 << 40)[:5] == b"hello"
        assert file.at(1 << 50, 10) == b""


def test_sqlite_reads_it_and_closes_the_file_with_the_connection(tmp_path: Path) -> None:
    with apsw.Connection(str(tmp_path / "plain.db")) as plain:
        plain.execute("CREATE TABLE t (x)")
        plain.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(1, 2_001)])
    stored = encrypted(KEY, (tmp_path / "plain.db").read_bytes())
    before = apsw.vfs_names()
    for _ in range(3):
        file = opened(tmp_path, stored, None)
        connection = decrypted_database.connection(file)
        gc.collect()
        assert connection.execute("SELECT sum(x) FROM t ORDER BY x").get == 2_001_000
        connection.close()
        assert file.closed
    assert apsw.vfs_names() == before


def test_sqlite_reads_its_log_of_changes_too_and_writes_nothing(tmp_path: Path) -> None:
    files = []
    with closing(apsw.Connection(str(tmp_path / "plain.db"))) as plain:
        plain.pragma("journal_mode", "wal")
        plain.execute("CREATE TABLE t (x)")
        plain.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(1, 2_001)])
        for side in ("", "-wal"):
            stored = tmp_path / f"stored{side}"
            stored.write_bytes(encrypted(KEY, (tmp_path / f"plain.db{side}").read_bytes()))
            files.append(Plaintext(stored.open("rb"), KEY, None))
    before = sorted(tmp_path.iterdir())
    with decrypted_database.connection(*files) as connection:
        large = "SELECT count(*) FROM (SELECT a.x || zeroblob(500) AS y FROM t a, (SELECT x FROM t LIMIT 5) ORDER BY y)"
        assert connection.execute("SELECT sum(x) FROM t").get == 2_001_000
        assert connection.execute(large).get == 10_000
        with pytest.raises(apsw.ReadOnlyError):
            connection.execute("DELETE FROM t")
    connection.close()
    assert [file.closed for file in files] == [True, True]
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_no_database_closes_the_file_too(tmp_path: Path) -> None:
    file = opened(tmp_path, bytes(4096), None)
    with decrypted_database.connection(file) as connection, pytest.raises(apsw.NotADBError):
        connection.execute("SELECT 1 FROM sqlite_schema")
    connection.close()
    assert file.closed
