"""Reactions are a set; what is shown of them is the last that each sender did."""

from functools import reduce
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.reactions import chosen, key, merge, shown
from owntexts.model.records import Attachment, Reaction

T = b"t" * 16
files = st.none() | st.builds(Attachment, st.sampled_from([b"1" * 16, b"2" * 16]))
reactions = st.builds(
    Reaction,
    target=st.just(T),
    part=st.sampled_from([None, 0, 1]),
    sender=st.sampled_from([None, "ada", "bob"]),
    kind=st.sampled_from(["loved", "liked", "sticker", "vote"]),
    emoji=st.none(),
    at=st.sampled_from([None, 0, 5]),
    removed=st.booleans(),
    attachment=files,
)


def did(kind: str, at: int | None, *, sender: str | None = "ada", part: int | None = 0, **fields: Any) -> Reaction:
    return Reaction(target=T, part=part, sender=sender, kind=kind, at=at, **({"emoji": None} | fields))


@given(st.lists(st.tuples(st.booleans(), files), min_size=1, max_size=5), st.data())
def test_records_of_one_reaction_end_equal_in_any_order(
    told: list[tuple[bool, Attachment | None]], data: st.DataObject
) -> None:
    given_ = [did("loved", 1, removed=removed, attachment=file) for removed, file in told]
    again = data.draw(st.permutations(given_ + given_[:2]))
    assert reduce(merge, again) == reduce(merge, given_)
    assert reduce(merge, given_).removed is any(removed for removed, _ in told)


@given(st.lists(reactions, max_size=6), st.data())
def test_what_is_shown_does_not_depend_on_the_order(given_: list[Reaction], data: st.DataObject) -> None:
    assert shown(data.draw(st.permutations(given_))) == shown(given_)


def test_each_senders_last_reaction_to_each_part_is_shown() -> None:
    loved, liked, other = did("loved", 1), did("liked", 2), did("loved", 3, part=1)
    assert shown([liked, other, loved]) == (liked, other)


def test_the_whole_message_and_its_first_part_are_one_place() -> None:
    later = did("liked", 2, part=None)
    assert shown([did("loved", 1, part=0), later]) == (later,)


def test_a_removal_that_came_last_is_shown_as_removed() -> None:
    assert [one.removed for one in shown([did("loved", 1), did("loved", 2, removed=True)])] == [True]


def test_a_reaction_after_its_removal_stands() -> None:
    assert [one.removed for one in shown([did("loved", 3), did("loved", 2, removed=True)])] == [False]


def test_a_removal_at_the_same_time_is_the_later() -> None:
    assert [one.removed for one in shown([did("liked", 2, removed=True), did("loved", 2)])] == [True]


def test_every_placed_sticker_is_shown() -> None:
    stickers = [did("sticker", at, attachment=Attachment(bytes([at]) * 16)) for at in (1, 2, 3)]
    assert shown([*stickers, did("loved", 4)]) == (*stickers, did("loved", 4))


def test_a_senders_last_vote_is_all_that_the_sender_holds() -> None:
    votes = [did("vote", 1, emoji="red"), did("vote", 2, emoji="red,blue"), did("vote", 3, emoji="blue")]
    mine = did("vote", 2, sender=None, emoji="red")
    assert shown([*votes, mine]) == (mine, votes[2])


def test_reactions_are_told_by_time_then_sender_then_kind_with_unknown_times_last() -> None:
    first, second, me = did("loved", 1), did("liked", 1, sender="bob"), did("x", 1, sender=None)
    late = did("x", None, sender="carl")
    assert shown([late, second, first, me]) == (me, first, second, late)


def test_a_reaction_is_known_by_everything_but_its_removal_and_its_picture() -> None:
    assert key(did("loved", 1)) == key(did("loved", 1, removed=True))
    assert key(did("loved", 1)) != key(did("loved", 2))


def test_a_vote_says_its_options_in_the_words_of_the_poll_as_far_as_these_are_known() -> None:
    said = {"poll.a": "Friday", "poll.b": "Sunday", "error": 1}
    assert chosen(did("vote", 1, emoji="a,b"), said) == "Friday, Sunday"
    assert chosen(did("vote", 1, emoji="a,z"), said) == "Friday, z"
    assert chosen(did("vote", 1, emoji="a"), None) == "a"
    assert chosen(did("emoji", 1, emoji="a"), said) == "a"
