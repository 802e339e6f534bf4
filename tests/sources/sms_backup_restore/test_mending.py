"""Halves of characters, control characters and broken UTF-8 become what XML can hold, wherever blocks end."""

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.sms_backup_restore.mending import Mending

NUMBERS = ("55357", "56832", "xD83D", "xDE00", "0055357", "10", "0", "x1f", "65535", "233", "128512")
BITS = st.sampled_from([*(f"&#{number};" for number in NUMBERS), "&amp;", "a", "é", "😀"])


def mended(data: bytes, size: int) -> str:
    blocks = (data[start : start + size] for start in range(0, len(data), size))
    return b"".join(Mending().mended(blocks)).decode()


def parsed(xml: str) -> str:
    """What a parser makes of it."""
    told: list[str] = []
    parser = expat.ParserCreate()
    parser.CharacterDataHandler = told.append
    parser.Parse(f"<a>{xml}</a>", True)
    return "".join(told)


@given(st.lists(BITS, max_size=12))
def test_whatever_stands_there_parses_and_blocks_make_no_difference(bits: list[str]) -> None:
    data = "".join(bits).encode()
    whole = parsed(mended(data, len(data) or 1))
    assert all(parsed(mended(data, size)) == whole for size in (1, 2, 3, 4, 7, 11))


@given(st.binary(max_size=60))
def test_any_bytes_become_text_without_what_xml_cannot_hold(data: bytes) -> None:
    text = mended(data, 3)
    assert text == mended(data, 1)
    assert not any(ord(one) < 32 and one not in "\t\n\r" for one in text)


@pytest.mark.parametrize(("data", "was_no_text"), [("é".encode(), False), ("é".encode("latin-1"), True)])
def test_it_tells_whether_some_of_it_was_no_text(data: bytes, was_no_text: bool) -> None:
    mending = Mending()
    b"".join(mending.mended([data]))
    assert mending.was_no_text == was_no_text


def test_what_would_mean_something_else_stays_escaped() -> None:
    assert mended(b"&#60;&#38;&#34;&#10;&#0;", 4) == "&#60;&#38;&#34;&#10;\ufffd"


def test_a_long_run_of_references_takes_no_long_time() -> None:
    run = b"&#55357;&#56832;" * 50_000
    assert mended(run, 1 << 18) == "😀" * 50_000
