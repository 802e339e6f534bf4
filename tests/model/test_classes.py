"""Sightings of one text become one message, whatever the order; those of one store never do."""

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.classes import GAP_MS, Candidate, classify
from owntexts.model.overrides import Overrides

A1, A2, B1, B2, B3, C1, C2, C3 = (bytes([number]) * 16 for number in range(1, 9))
RESTORE, BACKUP = 4, 8

candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(0, 40).map(lambda number: bytes([number]) * 16),
        family=st.sampled_from(["apple", "android", "android"]),
        formats=st.sampled_from([0, 2, 4, 8, 12]),
        at=st.none() | st.integers(0, 5).map(lambda step: step * 400) | st.integers(0, 9_000),
    ),
    max_size=9,
    unique_by=lambda one: one.id,
)
pairs = st.frozensets(
    st.tuples(*[st.integers(0, 40).map(lambda number: bytes([number]) * 16)] * 2).filter(
        lambda pair: pair[0] != pair[1]
    ),
    max_size=4,
)


def apple(sighting: bytes, at: int | None) -> Candidate:
    return Candidate(sighting, "apple", 2, at)


def android(sighting: bytes, at: int | None, formats: int = RESTORE) -> Candidate:
    return Candidate(sighting, "android", formats, at)


@given(candidates, pairs, pairs, st.data())
def test_the_order_does_not_matter(
    some: list[Candidate],
    same: frozenset[tuple[bytes, bytes]],
    apart: frozenset[tuple[bytes, bytes]],
    data: st.DataObject,
) -> None:
    overrides = Overrides(same, apart)
    assert classify(data.draw(st.permutations(some)), overrides) == classify(some, overrides)


@given(candidates, pairs, pairs)
def test_every_sighting_is_in_one_message_and_no_message_holds_one_format_twice(
    some: list[Candidate], same: frozenset[tuple[bytes, bytes]], apart: frozenset[tuple[bytes, bytes]]
) -> None:
    messages = classify(some, Overrides(same, apart)).messages
    known = {one.id: one for one in some}
    assert sorted(member for members in messages for member in members) == sorted(known)
    for members in messages:
        lanes = [known[member].lanes for member in members]
        assert sum(lanes) == sum(set(lanes)), "lanes are disjoint bit sets"
        assert sum(lane.bit_count() for lane in lanes) == _union(lanes).bit_count()
        assert not any((one, other) in apart for one in members for other in members)


def _union(lanes: list[int]) -> int:
    union = 0
    for lane in lanes:
        union |= lane
    return union


@given(candidates)
def test_a_run_is_classed_alone(some: list[Candidate]) -> None:
    far = [Candidate(bytes([200 + place]) * 16, one.family, one.formats, one.at) for place, one in enumerate(some)]
    later = [Candidate(one.id, one.family, one.formats, None if one.at is None else one.at + 99_000) for one in far]
    both = classify([*some, *later]).messages
    assert sorted(both) == sorted([*classify(some).messages, *classify(later).messages])


def test_the_same_text_in_two_stores_is_one_message_known_by_apples_id() -> None:
    assert classify([android(A1, 1_000), apple(B1, 1_400)]).messages == ((B1, A1),)


def test_neighbours_more_than_a_second_apart_are_two_messages() -> None:
    assert len(classify([android(A1, 0), apple(B1, GAP_MS)]).messages) == 1
    assert len(classify([android(A1, 0), apple(B1, GAP_MS + 1)]).messages) == 2


def test_two_apple_guids_are_never_one_message() -> None:
    some = [apple(A1, 0), Candidate(A2, "apple", 32, 0)]
    assert len(classify(some).messages) == 2
    assert len(classify(some, Overrides(same=frozenset({(A1, A2)}))).messages) == 2


def test_equal_milliseconds_pair_first_of_all() -> None:
    some = [apple(A1, 0), apple(A2, 700), android(B1, 700), android(B2, 1_100), android(B3, 1_200)]
    assert (A2, B1) in classify(some).messages
    assert len(classify(some).messages) == 4


def test_the_rest_pairs_in_order_where_the_counts_are_equal() -> None:
    some = [apple(A1, 0), apple(A2, 500), android(B1, 100), android(B2, 600)]
    assert classify(some).messages == ((A1, B1), (A2, B2))
    assert classify(some).possible == ()


def test_unequal_counts_stay_apart_and_are_offered() -> None:
    some = [apple(A1, 0), apple(A2, 500), android(B1, 100)]
    assert classify(some).messages == ((A1,), (A2,), (B1,))
    assert classify(some).possible == ((A1, A2, B1),)


def test_what_was_set_apart_is_not_offered_again() -> None:
    some = [apple(A1, 0), apple(A2, 500), android(B1, 100)]
    assert classify(some, Overrides(apart=frozenset({(A1, B1), (A2, B1)}))).possible == ()
    assert classify(some, Overrides(apart=frozenset({(A1, B1)}))).possible == ((A2, B1),)


def test_the_same_text_sent_twice_in_one_store_is_no_duplicate() -> None:
    assert classify([apple(A1, 0), apple(A2, 10)]).possible == ()


def test_undated_sightings_stand_alone() -> None:
    assert classify([apple(A1, None), android(B1, None)]).messages == ((A1,), (B1,))


def test_a_sighting_of_two_formats_takes_the_place_of_both() -> None:
    some = [android(B1, 0, RESTORE | BACKUP), android(C1, 200, BACKUP), android(C2, 300, RESTORE)]
    assert classify(some).messages == ((B1,), (C1, C2))


def test_the_person_sets_apart_and_joins_and_apart_has_the_last_word() -> None:
    some = [apple(A1, 0), android(B1, 100), Candidate(C1, "voice", 64, 5_000)]
    apart, same = frozenset({(B1, A1)}), frozenset({(A1, B1), (C1, A1)})
    assert classify(some, Overrides(apart=apart)).messages == ((A1,), (B1,), (C1,))
    assert classify(some, Overrides(same=same)).messages == ((A1, B1, C1),)
    assert classify(some, Overrides(same, apart)).messages == ((A1, C1), (B1,))
