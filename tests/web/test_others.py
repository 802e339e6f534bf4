"""Other devices in words."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.web.shelf import OtherDevice

from owntexts.model.times import rfc3339
from owntexts.web.others import told_words


def told(state: str, *reasons: str, days_ago: int = 0, silent: bool = False) -> str:
    noon = datetime.now(UTC).replace(hour=12, minute=0) - timedelta(days=days_ago)
    at = rfc3339(int(noon.timestamp() * 1000))
    return told_words(OtherDevice(state=state, reasons=reasons, told_at=at, silent=silent))


@pytest.mark.parametrize(
    ("state", "reasons", "words"),
    [
        ("up_to_date", (), "Up to date, as of "),
        ("syncing", (), "Syncing, as of "),
        ("paused", ("power.low_power_mode",), "Syncing paused · Low Power Mode, as of "),
        ("paused", ("a.b_c", "heat.serious", "x.y"), "Syncing paused · A: b c · and 2 more reasons, as of "),
        ("of_a_newer_version", (), "Of a newer version, as of "),
    ],
)
def test_it_reads_as_its_own_label_did(state: str, reasons: tuple[str, ...], words: str) -> None:
    assert told(state, *reasons).startswith(words)


def test_a_word_of_another_day_names_the_day() -> None:
    assert "as of Yesterday " in told("up_to_date", days_ago=1)
    assert "Today" not in told("up_to_date")


def test_long_silence_is_told_and_not_explained_away() -> None:
    assert told("up_to_date", days_ago=2, silent=True).endswith(
        ". Silent since then: asleep, off, paused or without a network"
    )


def test_one_that_fell_asleep_said_so_before() -> None:
    assert told("asleep").startswith("Asleep since ")
    assert "Yesterday" in told("asleep", days_ago=1, silent=True)
    assert "Silent" not in told("asleep", days_ago=2, silent=True)


def test_one_that_never_told_says_so() -> None:
    assert told_words(OtherDevice(told_at=None)) == "Has told nothing of itself yet"
