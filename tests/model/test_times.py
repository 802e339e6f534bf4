"""Times are told in RFC 3339, UTC, to the millisecond."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.times import rfc3339

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_time_of_the_years_1_to_9999_is_told(when: datetime) -> None:
    ms = (when - EPOCH) // timedelta(milliseconds=1)
    expected = EPOCH + timedelta(milliseconds=ms)
    assert rfc3339(ms) == expected.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("ms", "expected"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (978_307_200_000, "2001-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (253_402_300_800_000, None),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        (-62_135_596_800_001, None),
        (1 << 62, None),
        (None, None),
    ],
)
def test_times_beyond_a_calendar_are_unknown(ms: int | None, expected: str | None) -> None:
    assert rfc3339(ms) == expected
