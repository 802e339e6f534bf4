"""What QUIK keeps of a message."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.sources.telling import Told, summaries, told

from owntexts.model.records import READ
from owntexts.sources.quik import SOURCE

SMS = {"type": 1, "address": "+12025550101", "date": 1_704_103_200_123, "dateSent": 0, "read": True, "body": "hi"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "backup.json"


def read(path: Path, *messages: Any, count: int = 1) -> Told:
    path.write_text(json.dumps({"messageCount": count, "messages": messages}, indent="\t"), "utf-8")
    return told(SOURCE, path)


def test_its_count_means_nothing(path: Path) -> None:
    assert read(path, SMS, {**SMS, "type": 2}, count=77).total == 2


def test_what_has_no_words_was_an_mms(path: Path) -> None:
    (said,) = read(path, {**SMS, "body": ""}).sightings
    assert summaries(said) == ["MMS without its content (QUIK does not export it)"]


def test_whether_it_was_read_is_a_word(path: Path) -> None:
    said = read(path, SMS, {**SMS, "read": False, "date": 1_704_103_300_123}).sightings
    assert [one.flags for one in said] == [READ, None]


def test_what_is_no_message_is_named(path: Path) -> None:
    assert read(path, SMS, {**SMS, "date": "soon"}, 5, None).unreadable == [2, 3]
