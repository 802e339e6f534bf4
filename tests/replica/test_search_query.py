"""What a person types, read."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.replica.search_query import OPERATORS, Calendar, Query, Term, read

TODAY = Calendar(date(2026, 11, 24), UTC)


def ms(year: int, month: int = 1, day: int = 1) -> int:
    return round(datetime(year, month, day, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            'plum cake* "see you" "so lo"*',
            Query(terms=[Term("plum", False), Term("cake", True), Term("see you", False), Term("so lo", True)]),
        ),
        ('from:Ada FROM:"Ben H" in:club', Query(senders=["Ada", "Ben H"], conversations=["club"])),
        ("has:photos has:link is:unread", Query(has={"photo", "link"}, unread=True)),
        ("service:SMS service:rcs", Query(services={"sms", "rcs"})),
        ("before:2026-11-03", Query(until=ms(2026, 11, 3))),
        ("after:2026-11", Query(since=ms(2026, 11))),
        ("on:2025", Query(since=ms(2025), until=ms(2026))),
        ("on:2025-12", Query(since=ms(2025, 12), until=ms(2026))),
        ("on:yesterday", Query(since=ms(2026, 11, 23), until=ms(2026, 11, 24))),
        ("after:7d before:today", Query(since=ms(2026, 11, 17), until=ms(2026, 11, 24))),
        ("after:2024 after:2025 before:2026 before:2027", Query(since=ms(2025), until=ms(2026))),
        ("in: train", Query(terms=[Term("in ", False), Term("train", False)], unclear=[])),
        (
            "at 10:30 see:you http://from:x",
            Query(
                terms=[Term("at", False), Term("10:30", False), Term("see:you", False), Term("http://from:x", False)]
            ),
        ),
        ("before:2026-13-01", Query(terms=[Term("before 2026-13-01", False)], unclear=["before:2026-13-01"])),
        ("on:0000", Query(terms=[Term("on 0000", False)], unclear=["on:0000"])),
        ("has:cake", Query(terms=[Term("has cake", False)], unclear=["has:cake"])),
    ],
)
def test_operators_are_told_from_words(typed: str, meant: Query) -> None:
    told = read(typed, TODAY)
    if typed.startswith("in: "):
        assert [term.text.strip(": ") for term in told.terms] == ["in", "train"]
    else:
        assert told == meant


def test_a_word_that_is_still_typed_may_go_on() -> None:
    assert read("see tomor", TODAY, goes_on=True).terms == [Term("see", False), Term("tomor", True)]
    for done in ("tomor ", '"tomor"', "t"):
        assert not read(done, TODAY, goes_on=True).terms[-1].prefix


def test_days_begin_by_the_clock_that_is_asked() -> None:
    assert read("on:today", Calendar(date(2026, 7, 1))).until is not None
    assert Query().is_empty
    assert not read("is:unread", TODAY).is_empty


@given(
    st.lists(
        st.sampled_from([*(f"{one}:" for one in OPERATORS), '"', "*", " ", "a", "2026", "-", "99999999d", "\0", ":"])
    )
)
def test_nothing_that_is_typed_is_an_error(pieces: list[str]) -> None:
    read("".join(pieces), TODAY, goes_on=True)
