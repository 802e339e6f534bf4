"""Pieces of bytes as files."""

import io
from collections.abc import Iterator

import pytest

from owntexts.sources.telephony.streams import IN_MEMORY, kept, stream


def test_pieces_are_one_file_however_much_is_asked_for() -> None:
    file = stream([b"ab", b"", b"cde", b"f"])
    assert (file.read(1), file.read(3), file.read(), file.read()) == (b"a", b"bcd", b"ef", b"")


def test_the_next_piece_is_asked_for_only_when_it_is_needed() -> None:
    asked = 0

    def pieces() -> Iterator[bytes]:
        nonlocal asked
        for _ in range(100):
            asked += 1
            yield bytes(65_536)

    stream(pieces()).read(10)
    assert asked <= 2


def test_what_is_kept_begins_at_its_beginning_and_may_be_searched() -> None:
    with kept([b"abc", b"def"]) as file:
        assert file.read() == b"abcdef"
        assert file.seek(-2, io.SEEK_END) == 4
        assert file.read() == b"ef"


def test_what_is_large_is_kept_on_disk_without_a_name() -> None:
    with kept(bytes(1 << 20) for _ in range((IN_MEMORY >> 20) + 2)) as file:
        assert file.fileno() > 0
        assert isinstance(getattr(file, "name", None), int | None)


def test_nothing_is_left_where_the_pieces_break_off() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"a"
        raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        kept(pieces())
