"""What pages are made of: how a conversation is cut, what of a text is a link, what a file may be called."""

from datetime import UTC
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.message import ShownAttachment, ShownRange
from owntexts.model.spans import Piece
from owntexts.writers.html import pages, words
from owntexts.writers.html.dates import UNDATED, Dates
from owntexts.writers.html.media import suffix_of
from owntexts.writers.html.pages import plan
from owntexts.writers.html.pieces import pieces

YEAR_MS = 365 * 24 * 3600 * 1000
TIMES = st.lists(st.integers(0, 3 * YEAR_MS) | st.sampled_from([5, YEAR_MS, UNDATED]), max_size=60).map(sorted)


@given(TIMES, st.integers(0, 8), st.integers(1, 8))
def test_pages_hold_every_message_once_and_a_time_tells_the_page(times: list[int], long: int, most: int) -> None:
    with patch.multiple(pages, LONG=long, MOST=most):
        made = plan("talk", times, Dates(UTC))
    assert [page.first for page in made] == [0, *(page.last for page in made[:-1])]
    assert made[-1].last == len(times)
    assert len({page.file for page in made}) == len(made)
    for page in made if len(times) > long else ():
        here = times[page.first : page.last]
        assert len(here) <= most or len(set(here)) == 1
        assert all(pages.page_at(made, times, one) == page for one in here if one != UNDATED)


def test_a_long_conversation_has_a_page_for_each_year_of_the_persons_own_clock() -> None:
    new_year = 1_704_067_200_000
    times = [new_year - 1_800_000, new_year + 1_800_000, UNDATED]
    with patch.multiple(pages, LONG=1, MOST=10):
        assert [page.title for page in plan("x", times, Dates(UTC))] == ["2023", "2024", "No date"]
        assert [page.title for page in plan("x", times, Dates(ZoneInfo("Europe/Berlin")))] == ["2024", "No date"]


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "http://[",
        "ftp://a.example",
        "x://y",
    ],
)
def test_what_is_no_link_stays_a_text(text: str) -> None:
    assert [piece.href for piece in pieces(text)] == [None]
    assert all(piece.href is None for piece in pieces("tap", [ShownRange(0, 3, "link", text)]))


def test_links_styles_and_mentions_are_pieces_of_their_own() -> None:
    ranges = [
        ShownRange(0, 4, "style", "bold"),
        ShownRange(2, 6, "mention", "+15550100"),
        ShownRange(-5, 99, "style", "x"),
    ]
    assert pieces("bold and https://example.org/a.", ranges) == [
        Piece("bo", "bold"),
        Piece("ld", "bold mention"),
        Piece(" and", "mention"),
        Piece(" ", ""),
        Piece("https://example.org/a", "", "https://example.org/a"),
        Piece(".", ""),
    ]


@given(st.text(max_size=30), st.lists(st.builds(ShownRange, st.integers(), st.integers(), st.just("link"), st.text())))
def test_pieces_are_the_whole_text(text: str, ranges: list[ShownRange]) -> None:
    assert "".join(piece.text for piece in pieces(text, ranges)) == text


@pytest.mark.parametrize(
    ("name", "mime", "suffix"),
    [
        ("IMG_1.JPG", None, "jpg"),
        (None, "image/png", "png"),
        ("photo", "image/jpeg; charset=x", "jpg"),
        ("evil.html", "image/png", "bin"),
        ("a.svg", None, "bin"),
        ("setup.exe", "application/pdf", "bin"),
        ("x.jpg/../../y", None, "bin"),
        ("\u202egnp.exe", None, "bin"),
        (None, "text/html", "bin"),
        (None, None, "bin"),
    ],
)
def test_a_file_keeps_its_suffix_only_where_nothing_runs_it(name: str | None, mime: str | None, suffix: str) -> None:
    assert suffix_of(ShownAttachment("00", name, mime, 1, "present", None, None)) == suffix


def test_people_and_conversations_are_called_by_name_in_one_line() -> None:
    names = {"+1": "Ada\u202e Lindqvist\n", "+2": "Ben"}
    assert words.title(None, ["+1", "+2"], names) == "Ada Lindqvist and Ben"
    assert words.title(None, ["+1", "+2", "+3", "+4"], names) == "Ada Lindqvist, Ben and 2 others"
    assert words.title("\u2066Roast", ["+1"], names) == "Roast"
    assert words.title(None, [], names) == "Unknown"
    assert words.called(None, names) == "You"
