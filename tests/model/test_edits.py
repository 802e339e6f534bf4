"""Earlier texts are a set; each is told once."""

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.edits import key, merge, told
from owntexts.model.records import Edit

edits = st.builds(
    Edit,
    target=st.sampled_from([b"t" * 16, b"u" * 16]),
    part=st.integers(0, 1),
    at=st.sampled_from([None, 0, 5]),
    text=st.sampled_from(["one", "two", "three"]),
)


def an_edit(part: int, at: int | None, text: str, target: bytes = b"t" * 16) -> Edit:
    return Edit(target=target, part=part, at=at, text=text)


@given(st.lists(st.sampled_from(["one", "two", "three"]), min_size=1, max_size=5), st.data())
def test_texts_of_one_time_end_equal_in_any_order(texts: list[str], data: st.DataObject) -> None:
    given_ = [an_edit(0, 1, text) for text in texts]
    assert reduce(merge, data.draw(st.permutations(given_ + given_[:2]))) == reduce(merge, given_)


@given(st.lists(edits, max_size=6), st.data())
def test_what_is_told_does_not_depend_on_the_order(given_: list[Edit], data: st.DataObject) -> None:
    def shown(some: list[Edit]) -> list[tuple[int, int | None, str]]:
        return [(edit.part, edit.at, edit.text) for edit in told(some)]

    assert shown(data.draw(st.permutations(given_))) == shown(given_)


def test_edits_are_told_by_part_and_time_with_unknown_times_last() -> None:
    a, b, c, d = an_edit(0, 1, "z"), an_edit(0, 2, "a"), an_edit(0, None, "b"), an_edit(1, 0, "c")
    assert told([d, c, b, a]) == (a, b, c, d)


def test_an_edit_that_two_sightings_tell_of_is_told_once() -> None:
    assert len(told([an_edit(0, 1, "a"), an_edit(0, 1, "a", b"u" * 16)])) == 1


def test_an_edit_is_known_by_its_target_part_and_time() -> None:
    assert key(an_edit(0, 1, "a")) == key(an_edit(0, 1, "b"))
    assert key(an_edit(0, 1, "a")) != key(an_edit(1, 1, "a"))
