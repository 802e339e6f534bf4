from functools import reduce
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.codec import decode_records, encode_records
from owntexts.model.contents import merge, merge_previews
from owntexts.model.records import Content, Preview, Reference

ids = st.sampled_from([b"a" * 16, b"b" * 16])
digests = st.sampled_from([b"1" * 32, b"2" * 32])
references = st.builds(Reference, st.integers(1, 3), ids, digests, st.integers(0, 3))
contents = st.builds(
    Content,
    attachment=st.just(b"x" * 16),
    content=digests,
    size=st.integers(0, 2),
    pieces=st.lists(references, max_size=2).map(tuple),
    listed=st.booleans(),
)
previews = st.builds(
    Preview,
    attachment=st.just(b"x" * 16),
    of=st.just(b"1" * 32),
    picture=references,
    width=st.integers(1, 2),
    height=st.just(1),
    lasts=st.sampled_from([None, 5]),
)


@given(st.lists(contents, min_size=1, max_size=3))
def test_contents_end_the_same_in_any_order_and_any_repetition(several: list[Content]) -> None:
    ends = {reduce(merge, order) for order in permutations([*several, several[0]])}
    assert len(ends) == 1


@given(st.lists(previews, min_size=1, max_size=3))
def test_previews_end_the_same_in_any_order_and_any_repetition(several: list[Preview]) -> None:
    ends = {reduce(merge_previews, order) for order in permutations([*several, several[0]])}
    assert len(ends) == 1


def test_the_original_wins_over_a_smaller_copy_and_what_was_sent_again_over_what_is_lost() -> None:
    def content(size: int, epoch: int) -> Content:
        piece = Reference(epoch, b"i" * 16, b"c" * 32, size)
        return Content(attachment=b"x" * 16, content=b"c" * 32, size=size, pieces=(piece,))

    assert merge(content(9, 1), content(5, 2)) == content(9, 1)
    assert merge(content(9, 1), content(9, 2)) == content(9, 2)


@given(st.lists(contents | previews, max_size=4))
def test_contents_and_previews_travel_unchanged(records: list[Content | Preview]) -> None:
    assert decode_records(encode_records(records)) == records
