"""What the wall clock says."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from owntexts.agent import local_time

NEW_YEAR = 1_767_225_600_000


def test_the_zone_is_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert local_time.zone() == ZoneInfo("Europe/Berlin")
    assert local_time.minute(NEW_YEAR, local_time.zone()) == 60
    assert local_time.date(NEW_YEAR, ZoneInfo("America/New_York")) == "2025-12-31"


@pytest.mark.parametrize("name", ["EST5EDT4,M3.2.0,M11.1.0", "no/such zone", "../../etc/passwd", ""])
def test_a_name_that_says_nothing_gives_the_machines_own(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TZ", name)
    assert datetime.fromtimestamp(0, UTC).astimezone(local_time.zone())
