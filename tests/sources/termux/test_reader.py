"""The phone's own texts, asked page by page; times without a zone."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.sources.telling import Told, told

from owntexts.errors import SourceFailed
from owntexts.sources.base import Options
from owntexts.sources.registry import recognize
from owntexts.sources.termux import SOURCE
from owntexts.testing.android import termux
from owntexts.testing.life import life

PHONE = Path("termux:")
BERLIN = Options(timezone="Europe/Berlin")
TEXT = {"threadid": 1, "type": "inbox", "read": True, "address": "+12025550101", "received": "2024-01-01 12:00:00"}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def phone(program: Path, told: Any) -> None:
    """Termux on a phone that answers so."""
    (program / "list.json").write_text(json.dumps(told), "utf-8")
    termux.install(program, program / "list.json")


def texts(*received: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {**TEXT, "_id": number + 10, "body": f"text {number}", "received": when, **more}
        for number, when in enumerate(received)
    ]


def read(path: Path, objects: Any, options: Options = BERLIN) -> Told:
    path.write_text(json.dumps(objects), "utf-8")
    return told(SOURCE, path, options)


def test_all_pages_are_asked_for(program: Path) -> None:
    phone(program, texts(*["2024-01-01 12:00:00"] * 1_203))
    said = told(SOURCE, PHONE, BERLIN)
    assert len(said.rows) == 1_203
    assert list(said.rows)[:2] == [10, 11]
    assert recognize(PHONE).kind is SOURCE


def test_a_second_reading_finds_only_what_is_new(program: Path) -> None:
    phone(program, texts(*["2024-01-01 12:00:00"] * 30))
    first = told(SOURCE, PHONE, BERLIN)
    phone(program, texts(*["2024-01-01 12:00:00"] * 31))
    assert list(told(SOURCE, PHONE, BERLIN, first.digests).rows) == [40]


@pytest.mark.parametrize("answer", [{"API_ERROR": "permission denied"}, {}, 5, "x"])
def test_what_is_no_list_is_a_refusal(program: Path, answer: Any) -> None:
    phone(program, answer)
    with pytest.raises(SourceFailed) as refusal:
        told(SOURCE, PHONE, BERLIN)
    assert refusal.value.code == "source.permission"


def test_without_the_program_it_is_missing(program: Path) -> None:
    for ask in (lambda: told(SOURCE, PHONE, BERLIN), lambda: recognize(PHONE)):
        with pytest.raises(SourceFailed) as refusal:
            ask()
        assert refusal.value.code == "source.missing"
        assert "pkg install termux-api" in refusal.value.finding.fixes[0].title


def test_times_are_those_of_the_zone_that_was_said(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    (berlin,) = read(path, texts("2024-01-01 12:00:00")).sightings
    (tokyo,) = read(path, texts("2024-01-01 12:00:00"), Options(timezone="Asia/Tokyo")).sightings
    assert (berlin.at, tokyo.at) == (1_704_106_800_000, 1_704_078_000_000)
    assert berlin.native == tokyo.native


def test_without_a_zone_a_time_is_unknown_and_never_this_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    said = read(tmp_path / "list.json", texts("2024-01-01 12:00:00"), Options())
    assert said.sightings[0].at is None
    assert said.reasons == ["its time has no zone, and none was said for this source"]


def test_of_an_hour_that_comes_twice_the_first_is_taken_and_marked(tmp_path: Path) -> None:
    said = read(
        tmp_path / "list.json", texts("2024-10-27 01:59:59", "2024-10-27 02:30:00", "2024-10-27 03:00:00")
    ).sightings
    assert [one.at for one in said] == [1_729_987_199_000, 1_729_989_000_000, 1_729_994_400_000]
    assert [one.extra for one in said] == [None, {"repeated_hour": 1}, None]


def test_an_hour_that_never_was_is_none_to_be_marked(tmp_path: Path) -> None:
    (said,) = read(tmp_path / "list.json", texts("2024-03-31 02:30:00")).sightings
    assert said.extra is None


def test_senders_by_name_number_or_letters(tmp_path: Path) -> None:
    rows = [*texts("2024-01-01 12:00:00", sender="Ann"), *texts("2024-01-01 12:00:01", address="BANK")]
    assert [one.sender for one in read(tmp_path / "list.json", rows).sightings] == ["+12025550101", "bank"]


def test_words_for_boxes(tmp_path: Path) -> None:
    rows = [row for kind in ("inbox", "sent", "draft", "failed", "") for row in texts("2024-01-01 12:00:00", type=kind)]
    assert [one.direction for one in read(tmp_path / "list.json", rows).sightings] == [0, 1, 1, 1, 2]


def test_what_has_no_time_is_named(tmp_path: Path) -> None:
    rows = texts("2024-01-01 12:00:00", "yesterday", "2024-13-01 12:00:00", "2024-01-01T12:00:00")
    assert read(tmp_path / "list.json", rows).unreadable == [2, 3, 4]


def test_a_saved_list_of_a_life_has_all_its_texts(tmp_path: Path) -> None:
    lived = life(messages=60, seed=2)
    termux.write(tmp_path / "list.json", lived, "Europe/Berlin")
    said = told(SOURCE, tmp_path / "list.json", BERLIN)
    assert [one.at for one in said.sightings] == [
        one.at // 1000 * 1000 for one in lived.messages if one.service == "SMS"
    ]
