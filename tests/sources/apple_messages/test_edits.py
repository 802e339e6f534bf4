import plistlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.records import Edit
from owntexts.sources.apple_messages.edits import NOTHING, History, Version, history, lost
from owntexts.sources.malformed import Malformed
from owntexts.testing.apple.typedstream import plain

TARGET = bytes(16)
ISSUE = "https://github.com/ReagentX/imessage-exporter/issues/10"


@pytest.mark.parametrize(
    ("name", "versions", "unsent"),
    [
        ("Deleted", {}, {0}),
        ("MultiPartOneDeleted", {}, {3}),
        (
            "EditedAndDeleted",
            {2: (Version(1722214380874, "Second message"), Version(1722214390591, "Second message got edited!"))},
            set(),
        ),
        ("EditedToLink", {1: (Version(1668821204271, "here we go!"), Version(1668821972181, ISSUE))}, set()),
        ("EditedWithFormatting", {0: (Version(1736880356227, "Test"), Version(1736880366176, "Test"))}, set()),
    ],
)
def test_a_sample_tells_its_history(
    samples: Path, name: str, versions: dict[int, tuple[Version, ...]], unsent: set[int]
) -> None:
    complaints: list[str] = []
    told = history((samples / "edited_message" / f"{name}.plist").read_bytes(), complaints)
    assert told == History(versions, frozenset(unsent))
    assert complaints == []


def test_all_but_the_present_text_are_earlier_and_the_first_has_the_time_of_the_message() -> None:
    told = History({0: (Version(5, "a"), Version(7, "b"), Version(9, "c"))}, frozenset())
    assert told.edits(TARGET, 1) == (_edit(0, 1, "a"), _edit(0, 7, "b"))


def test_the_last_text_of_a_part_that_was_unsent_is_earlier_too() -> None:
    told = History({0: (Version(5, "a"), Version(7, "b"))}, frozenset({0}))
    assert told.edits(TARGET, 1) == (_edit(0, 1, "a"), _edit(0, 7, "b"))


def test_a_summary_without_edits_is_not_even_opened() -> None:
    assert history(b"bplist00 and then nothing that could be read", []) is NOTHING


def test_a_summary_that_is_no_property_list_is_malformed() -> None:
    with pytest.raises(Malformed):
        history(b"\x52ec bplist? no", [])


def test_a_damaged_version_keeps_its_visible_text_and_complains() -> None:
    complaints: list[str] = []
    damaged = plain("hello")[:-40]
    summary = plistlib.dumps({"ec": {"0": [{"d": 1.0, "t": damaged}, {"d": 2.0}]}}, fmt=plistlib.FMT_BINARY)
    assert history(summary, complaints).versions[0][0].text == "hello"
    assert len(complaints) == 1


def test_a_time_out_of_reach_is_left_out_and_complained_of() -> None:
    complaints: list[str] = []
    summary = plistlib.dumps({"ec": {"0": [{"d": 1e300, "t": plain("x")}]}}, fmt=plistlib.FMT_BINARY)
    assert history(summary, complaints).versions[0][0] == Version(None, "x")
    assert "1970 to 2100" in complaints[0]


def test_deleted_parts_are_told_by_number_and_time_of_deletion() -> None:
    parts = [(1, 700_000_000, plain("gone")), (None, 0, plain("nowhere")), (2, 0, None)]
    assert list(lost(TARGET, parts, [])) == [_edit(1, 1_678_307_200_000, "gone")]


scraps = st.recursive(
    st.one_of(st.integers(-(2**40), 2**40), st.text(max_size=5), st.binary(max_size=9), st.floats(), st.booleans()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("012dtx"), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["ec", "rp", "otr"]), scraps, max_size=3))
def test_any_summary_tells_a_history_or_is_malformed(summary: dict[str, object]) -> None:
    try:
        told = history(plistlib.dumps(summary, fmt=plistlib.FMT_BINARY), [])
    except Malformed:
        return
    told.edits(TARGET, None)


@given(st.binary(max_size=200))
def test_any_bytes_tell_a_history_or_are_malformed(noise: bytes) -> None:
    for start in (b"", b"bplist00\x52ec"):
        try:
            history(start + noise, [])
        except Malformed:
            continue


def _edit(part: int, at: int | None, text: str) -> Edit:
    return Edit(target=TARGET, part=part, at=at, text=text)
