"""How pages put things: moments, people, texts of emoji, reactions, sizes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.shelf import Files, Look, a_message

from owntexts.model.message import ShownAttachment, ShownPart, ShownRange, ShownReaction
from owntexts.web import dates, exhibits, files, people
from owntexts.web.bubbles import bubbles
from owntexts.web.emoji import is_few_emoji
from owntexts.web.pieces import pieces
from owntexts.web.reactions import choices, signs
from owntexts.web.visitor import NOBODY, Visitor, _locale, _zone, visited_by

LATE = "2024-11-03T23:30:00.000Z"


def of(zone: str, language: str) -> Visitor:
    return Visitor(_zone(zone), _locale(language))


@pytest.mark.parametrize(
    ("zone", "language", "clock", "day"),
    [
        ("Europe/Berlin", "de-DE,de;q=0.9", "00:30", "Mon, 4 Nov 2024"),
        ("America/New_York", "en-US", "6:30\u202fPM", "Sun, Nov 3, 2024"),
        ("Asia/Tokyo", "ja", "8:30", "Mon, Nov 4, 2024"),
        ("UTC", "en-GB", "23:30", "Sun, 3 Nov 2024"),
        ("UTC", "pt-BR", "23:30", "Sun, 3 Nov 2024"),
        ("UTC", "ko", "11:30\u202fpm", "Sun, 3 Nov 2024"),
    ],
)
def test_a_moment_is_told_by_the_visitors_clock_and_as_they_write_it(
    zone: str, language: str, clock: str, day: str
) -> None:
    with visited_by(of(zone, language)):
        assert dates.clock(LATE) == clock
        assert dates.day(LATE) == day


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "/etc/localtime", "x" * 4_000, "\x00"])
def test_a_zone_that_is_none_is_this_devices_own(zone: str) -> None:
    assert _zone(zone) is None


@given(st.text(max_size=80))
def test_no_header_breaks_a_page(accepted: str) -> None:
    assert _locale(accepted).language == "en"
    assert _locale("") == NOBODY.locale


def test_near_days_have_names() -> None:
    with visited_by(of("UTC", "en-GB")):
        now = datetime.now(UTC).replace(hour=12)
        told = [dates.day((now - timedelta(days=days)).isoformat()) for days in (0, 1, 3)]
        assert told == ["Today", "Yesterday", (now - timedelta(days=3)).strftime("%A")]
        assert dates.short_day(now.isoformat()) == now.strftime("12:%M")
        assert dates.short_day(None) == ""


def test_a_day_begins_by_the_visitors_clock() -> None:
    with visited_by(of("America/New_York", "en-US")):
        begun = dates.begin_of("2026-07-01")
        assert begun
        assert begun.isoformat() == "2026-07-01T04:00:00+00:00"
        assert dates.begin_of("tomorrow") is None


@pytest.mark.parametrize(
    ("several", "told"),
    [
        ([], ""),
        (["Ada Lindqvist"], "Ada Lindqvist"),
        (["Ada Lindqvist", "+1 202-555-0143"], "Ada and +1 202-555-0143"),
        (["Ada", "Ben", "Cy"], "Ada, Ben and Cy"),
        (["Ada", "Ben", "Cy", "Di"], "Ada, Ben and 2 others"),
    ],
)
def test_people_are_told_as_one_would_say_it(several: list[str], told: str) -> None:
    assert people.company(several) == told


def test_a_sign_has_the_first_letters_and_one_colour() -> None:
    assert people.sign("x", "Ada Lindqvist").letters == "AL"
    assert people.sign("x", "ada.l@example.org").letters == "A"
    assert people.sign("x", "+1 202-555-0143").letters == ""
    assert people.sign("x", "Ada").hue == people.sign("x", "Ben").hue


def test_an_address_stands_beside_a_name_and_not_beside_itself() -> None:
    assert people.reached_by("+12025550143", "+1 202-555-0143") == ""
    assert people.reached_by("a.b@example.org", "a.b@example.org") == ""
    assert people.reached_by("+12025550143", "Ada") == "+12025550143"


@pytest.mark.parametrize(
    "text",
    [
        "🎉",
        "👨‍👩‍👧‍👦",
        "🇳🇴🇯🇵",
        "👋🏽",
        "❤️",
        "1️⃣",
        "😀 😀\n😀",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)
def test_a_few_emoji_are_large(text: str) -> None:
    assert is_few_emoji(text)


@pytest.mark.parametrize("text", ["", "a", "12", "🥧" * 4, "😂 perfect!", "了", "はい", "🇳" * 99, " "])
def test_anything_else_is_a_text(text: str) -> None:
    assert not is_few_emoji(text)


@given(
    st.text(max_size=60),
    st.lists(
        st.builds(
            ShownRange,
            st.integers(-9, 70),
            st.integers(-9, 70),
            st.sampled_from(["style", "link", "mention"]),
            st.sampled_from(["bold", "https://a.example"]),
        ),
        max_size=6,
    ),
)
def test_the_pieces_of_a_text_are_the_text(text: str, ranges: list[ShownRange]) -> None:
    assert "".join(piece.text for piece in pieces(text, ranges)) == text


def test_styles_overlap() -> None:
    told = pieces("abcd", [ShownRange(0, 3, "style", "bold"), ShownRange(2, 2, "style", "italic")])
    assert [(piece.text, piece.look) for piece in told] == [("ab", "bold"), ("c", "bold italic"), ("d", "italic")]


def test_the_full_stop_behind_an_address_is_not_part_of_it() -> None:
    assert [piece.href for piece in pieces("(see https://a.example/b).", ())] == [None, "https://a.example/b", None]


def test_equal_reactions_stand_together_the_most_frequent_first() -> None:
    made = [
        ShownReaction(by, kind, None, 0, None, removed=False)
        for by, kind in ((None, "liked"), ("a", "loved"), ("b", "loved"))
    ]
    told = signs(made, {"a": "Ada", "b": "Ben"})
    assert [(one.sign, one.number, one.words) for one in told] == [
        ("❤️", 2, "Ada and Ben loved this"),
        ("👍", 1, "You liked this"),
    ]


def test_votes_are_counted_by_choice() -> None:
    votes = [
        ShownReaction(by, "vote", option, 0, None, removed=False)
        for by, option in (("a", "Tea"), (None, "Pie"), ("b", "Pie"))
    ]
    told = choices(votes, {"a": "Ada", "b": "Ben"})
    assert [(one.option, one.number, one.voters) for one in told] == [("Pie", 2, "You, Ben"), ("Tea", 1, "Ada")]
    assert signs(votes, {}) == []


def test_a_link_and_its_preview_are_one_card() -> None:
    parts = (
        ShownPart("text", "https://a.example/recipes", (), None, None),
        ShownPart("balloon", None, (), None, "Link: Plum cake — https://a.example/recipes"),
    )
    (bubble,) = bubbles(a_message(1, text="https://a.example/recipes", parts=parts))
    assert bubble.card
    assert (bubble.kind, bubble.card.title, bubble.card.host) == ("card", "Plum cake", "a.example")


def test_a_reaction_stands_at_the_part_that_it_was_made_to() -> None:
    parts = tuple(ShownPart("text", text, (), None, None) for text in ("one", "two"))
    made = tuple(ShownReaction(None, "loved", None, part, None, removed=False) for part in (1, 7, None))
    told = bubbles(a_message(1, parts=parts, reactions=made))
    assert [len(bubble.reactions) for bubble in told] == [1, 2]


@pytest.mark.parametrize(
    ("name", "mime", "kind"),
    [("a.heic", "image/heic", "photo"), ("a.mov", None, "video"), (None, "audio/amr", "audio"), ("x", None, "file")],
)
def test_a_file_is_told_by_what_it_is(name: str | None, mime: str | None, kind: str) -> None:
    file = ShownAttachment("f" * 32, name, mime, 1_904_000, "only_in_icloud", None, None)
    assert files.kind(file) == kind
    message = a_message(1, parts=(ShownPart("attachment", None, (), file, None),))
    told = exhibits.exhibits(Files(Look(is_here=False, on_hub=False)), [message])
    assert told[file.id].words == "1.9 MB · only in iCloud"


def test_a_size_that_cannot_be_is_left_unsaid() -> None:
    assert (files.size(None), files.size(-5), files.size(0)) == ("", "", "0 bytes")
