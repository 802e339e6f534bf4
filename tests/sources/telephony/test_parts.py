"""The parts of an MMS as those of a message."""

from itertools import permutations

from tests.sources.telephony.making import words

from owntexts.model.records import MISSING, PRESENT, UNREADABLE, Part
from owntexts.sources.telephony.parts import body, shown
from owntexts.sources.telephony.rows import PartRow

KEY = "ab" * 16


def picture(location: str, **more: object) -> PartRow:
    return PartRow(mime="image/png", location=location, place=f"at {location}", size=3, **more)  # type: ignore[arg-type]  # as tests say it


def test_texts_stand_each_on_a_line() -> None:
    assert body([words("b", sequence=2), words("a", sequence=1), words("")]) == "a\nb"


def test_layout_is_left_out() -> None:
    assert shown([PartRow(mime="application/smil", text="<smil/>")], "android", KEY).parts == ()


def test_an_attachment_has_the_same_id_whatever_the_order() -> None:
    rows = [picture("b.png"), picture("a.png"), words("hi"), picture("c.png", sequence=-2)]
    found = {
        frozenset((file.place, file.attachment) for file in shown(order, "android", KEY).files)
        for order in permutations(rows)
    }
    assert len(found) == 1
    assert len(next(iter(found))) == 3


def test_two_that_are_told_alike_are_two() -> None:
    files = shown([picture("a.png"), picture("a.png")], "android", KEY).files
    assert len({file.attachment for file in files}) == 2


def test_where_the_bytes_are_says_what_became_of_them() -> None:
    rows = [
        picture("1"),
        PartRow(mime="image/png", location="2"),
        PartRow(mime="image/png", location="3", trouble="no base64"),
    ]
    origins = [
        part.attachment.origin
        for part in shown(rows, "android", KEY).parts
        if isinstance(part, Part) and part.attachment
    ]
    assert origins == [PRESENT, MISSING, UNREADABLE]
    assert len(shown(rows, "android", KEY).files) == 1


def test_a_long_text_that_is_a_file_is_an_attachment() -> None:
    (part,) = shown([PartRow(mime="text/plain", place="x", size=9)], "android", KEY).parts
    assert isinstance(part, Part)


def test_names_lead_nowhere() -> None:
    (part,) = shown([picture("/etc/../a\x00b\u202e.png")], "android", KEY).parts
    assert isinstance(part, Part)
    assert part.attachment
    assert part.attachment.name == "ab.png"


def test_parts_are_bounded() -> None:
    assert len(shown([words("x")] * 5_000, "android", KEY).parts) == 1_000
