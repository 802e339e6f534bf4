"""Addresses in minimal form, their tails, and E.164 by region."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.handles import LONGEST, e164, is_number, minimal, tail


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("+1 (555) 867-5309", "+15558675309"),
        ("555.867.5309", "5558675309"),
        ("0049/170\u00a01234567", "00491701234567"),
        ("  22000 ", "22000"),
        ("Ada@Example.ORG", "ada@example.org"),
        (" VM-AIRTEL ", "vm-airtel"),
        ("urn:biz:9F1C", "urn:biz:9f1c"),
        ("e\u0301cole", "\u00e9cole"),
        ("1+2", "1+2"),
        ("++1555", "++1555"),
        ("()", "()"),
        ("\u0661\u0662\u0663", "\u0661\u0662\u0663"),
        ("", ""),
    ],
)
def test_an_address_has_one_minimal_form(raw: str, expected: str) -> None:
    assert minimal(raw) == expected


@given(st.text(max_size=40) | st.from_regex(r"\+?[0-9 ()./-]{1,20}", fullmatch=True))
def test_a_minimal_form_is_its_own_minimal_form(raw: str) -> None:
    assert minimal(minimal(raw)) == minimal(raw)


@given(st.text(min_size=900))
def test_a_minimal_form_is_short_and_composed(raw: str) -> None:
    assert len(minimal(raw)) <= LONGEST
    assert unicodedata.is_normalized("NFC", minimal(raw))


def test_an_endless_address_is_cut() -> None:
    assert len(minimal("x" * 1_000_000)) == LONGEST


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("+1 555 867 5309", "8675309"),
        ("8675309", "8675309"),
        ("+22000", "22000"),
        ("Ada1234567@Example.org", "ada1234567@example.org"),
        ("VM-AIRTEL", "vm-airtel"),
    ],
)
def test_a_tail_is_the_last_seven_digits_or_the_lower_cased_text(raw: str, expected: str) -> None:
    assert tail(raw) == expected


@pytest.mark.parametrize(
    ("raw", "region", "expected"),
    [
        ("2025550143", "US", "+12025550143"),
        ("+1 202-555-0143", None, "+12025550143"),
        ("0170 1234567", "DE", "+491701234567"),
        ("00491701234567", "DE", "+491701234567"),
        ("2025550143", None, None),
        ("22000", "US", None),
        ("8675309", "US", None),
        ("ada@example.org", "US", None),
        ("", "US", None),
        ("+", "US", None),
        ("9" * 300, "US", None),
        ("2025550143", "not a region", None),
    ],
)
def test_a_number_is_matched_as_its_region_dials_it(raw: str, region: str | None, expected: str | None) -> None:
    assert e164(raw, region) == expected


@given(st.text(max_size=30), st.sampled_from([None, "US", "DE", "GB", "CN"]))
def test_no_address_is_too_odd_to_ask_about(raw: str, region: str | None) -> None:
    number = e164(raw, region)
    assert number is None or is_number(number)
