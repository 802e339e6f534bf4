"""Base64 in pieces of any size."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.telephony.payload import Payload, Values, decoded, summary_of


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@given(st.binary(max_size=60), st.integers(1, 9), st.booleans())
def test_its_size_is_known_before_it_is_decoded(data: bytes, size: int, in_lines: bool) -> None:
    written = base64.encodebytes(data) if in_lines else base64.b64encode(data)
    payload = Payload()
    assert b"".join(decoded(payload.hearing(in_pieces(written, size)))) == data
    assert payload.summary().size == len(data)


@given(st.text("ABab+/=! \n", max_size=12), st.integers(1, 5))
def test_what_is_no_base64_has_no_size_and_pieces_make_no_difference(text: str, size: int) -> None:
    payload = Payload()
    for piece in in_pieces(text.encode(), size):
        payload.feed(piece)
    assert payload.summary() == summary_of(text.encode())
    if payload.summary().size is not None:
        assert len(b"".join(decoded([text.encode()]))) == payload.summary().size


@pytest.mark.parametrize("text", [b"abc", b"a=bc", b"ab!=", b"====", b"abcd=", b"ab=c"])
def test_it_is_never_half_decoded(text: bytes) -> None:
    assert summary_of(text).size is None
    with pytest.raises(ValueError, match="no base64"):
        b"".join(decoded([text]))


@pytest.mark.parametrize(("text", "is_absent"), [(b"", True), (b"null", True), (b"nullnull", False), (b"nul", False)])
def test_nothing_and_the_word_null_are_absent(text: bytes, is_absent: bool) -> None:
    assert summary_of(text).is_absent == is_absent


def test_other_values_have_other_marks() -> None:
    assert summary_of(b"AAAA").mark != summary_of(b"AAAB").mark


def test_of_values_that_went_by_the_last_are_known() -> None:
    values = Values(iter)
    for number in range(60_000):
        values.take(number, iter([b"AAAA"]))
    assert len(values) == 50_000
    assert 59_999 in values
