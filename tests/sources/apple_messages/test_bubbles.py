from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.records import UNSENT, Part, Range
from owntexts.sources.apple_messages import typedstream
from owntexts.sources.apple_messages.bubbles import Bubble, bubbles, plain, with_unsent
from owntexts.sources.apple_messages.typedstream import Attributed

BOLD, PART = "__kIMTextBoldAttributeName", "__kIMMessagePartAttributeName"


def test_a_plain_body_is_one_bare_text(samples: Path) -> None:
    assert _only(samples, "AttributedBodyTextOnly").part() == "Noter test"


@pytest.mark.parametrize(
    ("name", "ranges"),
    [
        (
            "TextStyles",
            [
                Range(0, 4, "style", "bold"),
                Range(5, 9, "style", "underline"),
                Range(15, 6, "style", "italic"),
                Range(22, 13, "style", "strikethrough"),
                Range(40, 4, "style", "bold"),
                Range(40, 4, "style", "underline"),
                Range(40, 4, "style", "italic"),
                Range(40, 4, "style", "strikethrough"),
            ],
        ),
        (
            "TextEffects",
            [
                Range(0, 3, "effect", "big"),
                Range(4, 6, "effect", "small"),
                Range(10, 5, "effect", "shake"),
                Range(15, 1, "effect", "small"),
                Range(16, 3, "effect", "nod"),
                Range(19, 1, "effect", "small"),
                Range(20, 8, "effect", "explode"),
                Range(28, 6, "effect", "ripple"),
                Range(34, 1, "effect", "explode"),
                Range(35, 5, "effect", "bloom"),
                Range(40, 1, "effect", "explode"),
                Range(41, 6, "effect", "jitter"),
            ],
        ),
        ("Mention", [Range(5, 3, "mention", "+15558675309")]),
        ("Email", [Range(0, 20, "link", "mailto:asdfghjklq@gmail.com")]),
        (
            "StyledLink",
            [
                Range(0, 61, "link", "https://github.com/ReagentX/imessage-exporter/discussions/553"),
                Range(0, 61, "effect", "big"),
            ],
        ),
        (
            "0123456789",
            [
                Range(0, 10, "link", "tel:0123456789"),
                Range(0, 6, "style", "strikethrough"),
                Range(6, 4, "style", "italic"),
            ],
        ),
    ],
)
def test_a_sample_body_has_its_ranges(samples: Path, name: str, ranges: list[Range]) -> None:
    found = _only(samples, name).ranges
    assert sorted(found, key=_order) == sorted(ranges, key=_order)


def test_a_file_in_a_body_is_a_part_of_its_own(samples: Path) -> None:
    found = bubbles(_sample(samples, "Attachment"))
    assert [bubble.is_file for bubble in found.values()] == [True, False]
    assert found[0].transfers[0].guid == "at_0_2E5F12C3-E649-48AA-954D-3EA67C016BCC"
    assert found[0].transfers[0].name == "Messages Image(785748029).png"


def test_each_of_nineteen_files_has_its_own_part(samples: Path) -> None:
    found = bubbles(_sample(samples, "MultiAttachment"))
    assert list(found) == list(range(19))
    assert len({bubble.transfers[0].guid for bubble in found.values()}) == 19


def test_the_transcript_of_an_audio_message_goes_with_its_file(samples: Path) -> None:
    assert _only(samples, "Transcription").transfers[0].transcript == "This is a test"


def test_a_made_up_emoji_leaves_its_sentence_whole(samples: Path) -> None:
    bubble = _only(samples, "MemojiWithText")
    assert bubble.part() == "Memoji: "
    assert bubble.transfers[0].guid == "31C086FD-E884-405D-8E0E-4BDA5D5E4E4A"


def test_ranges_are_counted_in_code_points() -> None:
    body = Attributed("😀 bold 😀!", [(3, {}), (4, {BOLD: 1}), (4, {})])
    assert bubbles(body)[0].part() == Part(0, "😀 bold 😀!", (Range(2, 4, "style", "bold"),))


def test_an_effect_without_a_name_keeps_its_number() -> None:
    body = Attributed("hm", [(2, {"__kIMTextEffectAttributeName": 77})])
    assert bubbles(body)[0].ranges == [Range(0, 2, "effect", "77")]


def test_placeholders_of_a_plain_text_stand_for_its_files_in_order() -> None:
    found = bubbles(plain("\ufffcHello\ufffc", ["A", "B"]))
    assert [(bubble.text, [transfer.guid for transfer in bubble.transfers]) for bubble in found.values()] == [
        ("", ["A"]),
        ("Hello", []),
        ("", ["B"]),
    ]


def test_unsent_parts_stand_where_they_stood() -> None:
    assert with_unsent({0: "a", 2: "c"}, frozenset({1, 3})) == ("a", Part(UNSENT), "c", Part(UNSENT))


@given(
    st.text(min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(-3, 50), st.sampled_from(({}, {BOLD: 1}, {PART: 1}, {PART: -1})))),
)
def test_no_text_is_lost_whatever_the_runs_claim(text: str, runs: list[tuple[int, dict[str, int]]]) -> None:
    found = bubbles(Attributed(text, runs))
    assert sorted("".join(bubble.text for bubble in found.values())) == sorted(text)
    for bubble in found.values():
        assert all(one.start >= 0 and one.start + one.length <= len(bubble.text) for one in bubble.ranges)


def _order(one: Range) -> tuple[int, str, str]:
    return one.start, one.kind, one.value


def _only(samples: Path, name: str) -> Bubble:
    (bubble,) = bubbles(_sample(samples, name)).values()
    return bubble


def _sample(samples: Path, name: str) -> Attributed:
    return typedstream.decode((samples / "typedstream" / name).read_bytes())
