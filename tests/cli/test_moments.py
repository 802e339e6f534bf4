"""Times to come and times past, as people write them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from owntexts.cli.moments import ago, moment
from owntexts.errors import WrongUsage

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")


def ms(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=BERLIN).timestamp()) * 1000


NOW = ms(2026, 10, 24, 20)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow", ms(2026, 10, 25, 7)),  # the clocks go back in between
        ("22:30", ms(2026, 10, 24, 22, 30)),
        ("07:00", ms(2026, 10, 25, 7)),
        ("2026-10-26T07:00", ms(2026, 10, 26, 7)),
        ("2026-11-01", ms(2026, 11, 1, 0)),
        ("2026-10-24T19:00:00Z", ms(2026, 10, 24, 21)),
    ],
)
def test_times_are_local_unless_they_say_otherwise(text: str, expected: int) -> None:
    assert moment(text, NOW) == expected


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2020-01-01", "2026-10-24T20:00"])
def test_what_is_over_or_no_time_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage):
        moment(text, NOW)


def test_days_past() -> None:
    assert ago("7d", NOW) == NOW - 7 * 86_400_000
    with pytest.raises(WrongUsage):
        ago("a week", NOW)
