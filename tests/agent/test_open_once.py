"""A source is opened once for many attachments."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from owntexts.agent import exporting_files, sources
from owntexts.agent.attachments import shelves_of
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.agent.open_once import OpenOnce
from owntexts.errors import SourceFailed
from owntexts.replica import exported
from owntexts.sources import failures
from owntexts.sources.base import OpenFiles
from owntexts.testing.android import smsbr
from owntexts.testing.life import life


@pytest.fixture
def filled(home: Home, tmp_path: Path) -> Home:
    smsbr.write(tmp_path / "sms.xml", life(messages=120, seed=4, rcs=False))
    sources.add(home, tmp_path / "sms.xml")
    import_sources(home)
    return home


def test_each_source_is_opened_once_and_given_back_at_the_end(filled: Home) -> None:
    opened, shelves = list[str](), shelves_of(filled)

    @contextmanager
    def opening(number: int) -> Iterator[OpenFiles]:
        opened.append(f"open {number}")
        with shelves.files(number) as files:
            yield files
        opened.append(f"close {number}")

    with OpenOnce(opening) as files:  # type: ignore[arg-type]  # a context manager of the same
        for _ in range(3):
            with files(1) as lent:
                assert list(lent.contents([])) == []
        assert opened == ["open 1"]
    assert opened == ["open 1", "close 1"]


def test_one_that_cannot_be_opened_is_not_tried_again(tmp_path: Path) -> None:
    tries = list[int]()

    def opening(number: int) -> OpenFiles:
        tries.append(number)
        raise failures.missing(tmp_path / "sms.xml")

    with OpenOnce(opening) as files:
        for _ in range(3):
            with pytest.raises(SourceFailed):
                files(1)
    assert tries == [1]


def test_many_attachments_of_one_export_are_all_written(filled: Home, tmp_path: Path) -> None:
    asked = exported.files(filled.replica)
    done = exporting_files.export_files(filled, tmp_path / "files")
    assert done.missing == 0
    lines = (tmp_path / "files" / exporting_files.LIST).read_bytes().splitlines()
    assert len(lines) == len(asked) > 10
