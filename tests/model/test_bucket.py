"""The bucket key is the same for the same text between the same people, however a store writes it."""

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.bucket import bucket_key, first_body, plain
from owntexts.model.records import ATTACHMENT, IN, OUT, Edit, Header, Part, Sighting

T = b"t" * 16


def a_layer(changed: int, *parts: str | Part) -> Sighting:
    return Sighting(family="apple", native="n", header=Header(changed, 1, 1), formats=2, parts=parts)


def an_edit(part: int, at: int | None, text: str) -> Edit:
    return Edit(target=T, part=part, at=at, text=text)


@given(st.lists(st.sampled_from(["+15558675309", "ada@example.org", "22000", "VM-X"]), max_size=4), st.data())
def test_the_order_of_the_parties_does_not_matter(others: list[str], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(others))
    assert bucket_key(IN, tuple(shuffled), "hi") == bucket_key(IN, tuple(others), "hi")


@given(st.sampled_from([None, 0, 1, 2, 9]), st.lists(st.text(max_size=9), max_size=2).map(tuple), st.text())
def test_the_key_is_a_signed_64_bit_number(direction: int | None, others: tuple[str, ...], body: str) -> None:
    assert -(1 << 63) <= bucket_key(direction, others, body) < 1 << 63


@given(st.text())
def test_a_plain_body_is_its_own_plain_body(body: str) -> None:
    assert plain(plain(body)) == plain(body)


def test_how_a_store_writes_numbers_lines_accents_and_pictures_does_not_matter() -> None:
    one = bucket_key(OUT, ("+1 (555) 867-5309",), "caf\u00e9\nat 5 ")
    assert one == bucket_key(OUT, ("8675309",), " \ufffccafe\u0301\r\nat 5\ufffc")


def test_direction_people_and_text_matter() -> None:
    keys = {
        bucket_key(direction, others, body)
        for direction in (IN, OUT, None)
        for others in ((), ("a",), ("b",), ("a", "b"))
        for body in ("", "x")
    }
    assert len(keys) == 24


def test_the_first_body_is_the_oldest_layers() -> None:
    assert first_body((a_layer(5, "new"), a_layer(0, "old", Part(ATTACHMENT), "two"))) == "old\ntwo"
    assert (
        first_body((a_layer(5, "same"), Sighting(family="a", native="n", header=Header(0, 1, 1), formats=0))) == "same"
    )


def test_the_first_body_of_an_edited_text_is_its_first_edit() -> None:
    edits = [an_edit(1, 9, "second"), an_edit(1, 3, "first"), an_edit(1, None, "undated")]
    assert first_body((a_layer(0, "a", "third"),), edits) == "a\nfirst"


def test_the_first_body_skips_the_shorthand_for_an_unchanged_text() -> None:
    unchanged = Sighting(family="a", native="n", header=Header(0, 1, 1), formats=0, parts=True)
    assert first_body((a_layer(5, "hello"), unchanged)) == "hello"
