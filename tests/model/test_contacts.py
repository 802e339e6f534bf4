"""An entry of an address book becomes a record that is the same wherever it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.model import contacts as law
from owntexts.model.codec import decode_records, encode_records
from owntexts.model.records import Contact, Header
from owntexts.model.threads import adds_to, effective, encode_state, merge

H = Header(5, 1, 50)
JPEG = b"\xff\xd8\xff" + b"x" * 100


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("+1 (202) 555-0143", "+12025550143"),
        ("tel:+1-202-555-0143;ext=5", "+12025550143"),
        ("202 555 0143 x12", "2025550143"),
        ("\u202a+49 30 23125001\u202c", "+493023125001"),
        ("  ", ""),
        ("unknown", ""),
        ("1-800-FLOWERS", "1-800-flo"),
    ],
)
def test_numbers_become_their_minimal_form(raw: str, kept: str) -> None:
    assert law.phone(raw) == kept


@pytest.mark.parametrize(
    ("raw", "kept"),
    [("Ada@Example.ORG", "ada@example.org"), ("<a@b.de>", "a@b.de"), ("mailto:a@b.de", "a@b.de"), ("a", ""), ("", "")],
)
def test_mail_addresses_become_their_minimal_form(raw: str, kept: str) -> None:
    assert law.email(raw) == kept


def test_texts_are_one_clean_line() -> None:
    said = law.contact("vcard", "1", H, name=" Ada\n\x07 Lovelace ", given="", organisation="x" * 999)
    assert (said.name, said.given, len(said.organisation or "")) == ("Ada Lovelace", None, law.LONGEST_NAME)


@pytest.mark.parametrize("photo", [None, b"", b"GIF89a", JPEG + bytes(law.LARGEST_PHOTO), bytes(100)])
def test_a_photo_that_is_large_or_none_is_left_out(photo: bytes | None) -> None:
    assert law.contact("vcard", "1", H, photo=photo).photo is None
    assert law.contact("vcard", "1", H, photo=JPEG).photo == JPEG


def test_it_is_called_by_what_there_is() -> None:
    def called(**names: str) -> str | None:
        return law.called(law.contact("vcard", "1", H, **names))  # type: ignore[arg-type]

    assert called(name="Ada L", given="Ada", surname="Lovelace") == "Ada L"
    assert called(given="Ada", surname="Lovelace") == "Ada Lovelace"
    assert called(surname="Lovelace", nickname="Al") == "Lovelace"
    assert called(nickname="Al", organisation="Engines") == "Al"
    assert called(organisation="Engines") == "Engines"
    assert called() is None


def test_an_entry_without_a_key_is_named_by_what_it_says() -> None:
    one = law.contact("vcard", None, H, name="Ada", phones=["+1 202 555 0143"], photo=JPEG)
    assert one.uid == law.contact("vcard", None, Header(9, 9, 9), name="Ada", phones=["+12025550143"]).uid
    assert one.uid != law.contact("vcard", None, H, name="Ada", phones=["+1 202 555 0144"]).uid


def test_a_name_beside_an_address_is_no_entry_of_a_book() -> None:
    said = law.name_of_a_handle("android", "(202) 555-0143", "Ada ", H)
    assert (said.uid, said.name, said.handles) == ("handle:2025550143", "Ada", ("2025550143",))
    assert not law.is_of_a_book(said)


short = st.one_of(st.none(), st.sampled_from(["a", "b"]))
records = st.builds(
    Contact,
    family=st.just("apple"),
    uid=st.just("1"),
    header=st.builds(Header, st.integers(0, 2), st.integers(1, 2), st.integers(48, 49)),
    name=short,
    given=short,
    organisation=short,
    handles=st.one_of(st.none(), st.sampled_from([(), ("+1",), ("+1", "a@b")])),
    photo=st.one_of(st.none(), st.sampled_from([JPEG, JPEG + b"y"])),
)


@given(records, records, records)
def test_what_books_say_merges_in_any_order_and_as_often_as_you_like(
    one: Contact, two: Contact, three: Contact
) -> None:
    a, b, c = (one,), (two,), (three,)
    assert encode_state(merge(merge(a, b), c)) == encode_state(merge(a, merge(b, c)))
    assert encode_state(merge(a, b)) == encode_state(merge(b, a))
    assert encode_state(merge(merge(a, b), b)) == encode_state(merge(a, b))
    assert not adds_to(merge(a, b), one)


@given(records, records)
def test_the_newer_entry_wins_and_what_it_does_not_say_stays(one: Contact, two: Contact) -> None:
    newer, older = (one, two) if one.header > two.header else (two, one)
    known = effective(merge((one,), (two,)))
    if newer.header != older.header:
        assert known.name == (newer.name or older.name)
        assert known.handles == (newer.handles if newer.handles is not None else older.handles)


@given(records)
def test_a_contact_travels_unchanged(record: Contact) -> None:
    assert decode_records(encode_records([record])) == [record]
