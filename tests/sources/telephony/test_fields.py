"""Values however a format writes them."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.telephony import fields
from owntexts.sources.telephony.fields import Moment

MS = 1_704_103_200_123


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("12", 12), (" -1 ", -1), ("+3", 3), (12, 12), (12.0, 12), ("", None), ("x", None), ("1_0", None),
        ("\uff11", None), ("1.5", None), (1.5, None), (True, None), (None, None), (float("nan"), None),
        (float("inf"), None), (1e300, None), ("9" * 41, None), (1 << 63, None), ([], None), ({}, None),
        (Decimal(5), None),
    ],
)  # fmt: skip
def test_a_whole_number_is_one_however_it_is_written(value: Any, meant: int | None) -> None:
    assert fields.whole(value) == meant


@pytest.mark.parametrize(
    ("value", "meant"), [("1", True), (1, True), (True, True), ("0", False), (False, False), ("", None), (None, None)]
)
def test_a_flag_is_one_however_it_is_written(value: Any, meant: bool | None) -> None:
    assert fields.flag(value) is meant


def test_halves_of_characters_become_whole_or_a_mark() -> None:
    assert fields.text("a\ud83d\ude00b\ud83dc") == "a😀b\ufffdc"
    assert fields.text(5) is None


def test_times_of_texts_are_milliseconds() -> None:
    assert fields.milliseconds(str(MS)) == Moment(str(MS), MS)
    assert fields.milliseconds("0") == Moment("0", None)
    assert fields.milliseconds("-2147483648") == Moment("-2147483648", None)
    assert fields.milliseconds("2147483647") == Moment("2147483647", None)
    assert fields.milliseconds("today") is None


def test_times_of_mms_are_seconds_also_where_a_format_multiplies_them() -> None:
    seconds = Moment("1704103200", 1_704_103_200_000)
    assert fields.mms_time("1704103200") == fields.mms_time(1_704_103_200_000) == seconds
    assert fields.mms_time(MS) == Moment("1704103200", MS)
    assert fields.sent_time(0) is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.integers())))
def test_any_value_is_a_time_or_none(value: Any) -> None:
    for moment in (fields.milliseconds(value), fields.mms_time(value)):
        assert moment is None or moment.at is None or 0 < moment.at < fields.LAST_MS


def test_a_type_has_no_parameters_and_no_capitals() -> None:
    assert fields.mime("Text/X-vCard; charset=utf-8") == "text/x-vcard"
    assert fields.mime(None) == ""


def test_a_content_id_has_no_brackets() -> None:
    assert fields.content_id("<image.png>") == "image.png"
    assert fields.content_id("<>") is None


@pytest.mark.parametrize(
    ("value", "charset", "meant"),
    [
        ("Café".encode().decode("latin-1"), "106", "Café"),
        ("Café", "106", "Café"),
        ("Café".encode().decode("latin-1"), "3", "CafÃ©"),
        ("東京", 106, "東京"),
        ("-1", None, None),
        ("", None, None),
    ],
)
def test_a_subject_that_was_misread_is_read_again(value: str, charset: Any, meant: str | None) -> None:
    assert fields.subject(value, charset) == meant
