"""Who is who follows from books, sources and the person, whatever came first."""

from collections.abc import Iterable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from owntexts.model.overrides import NO_OVERRIDES, Overrides
from owntexts.model.people import People, Suggestion, people, suggestions
from owntexts.model.records import Contact, Handle, Header

H = Header(0, 1, 50)
ADA, ADA_LOCAL, ADA_MAIL, BOB, HOME, MUM, DAD = (
    *("+12025550143", "2025550143", "ada@example.org", "+12025550199", "+493023125001", "+4915123456701"),
    "+4915123456702",
)


def contact(name: str | None, *handles: str, uid: str | None = None, changed: int = 0, **more: Any) -> Contact:
    return Contact(
        family="vcard", uid=uid or f"{name}{handles}", header=Header(changed, 1, 50), name=name, handles=handles, **more
    )


def who(*contacts: Contact, overrides: Overrides = NO_OVERRIDES, raws: Iterable[str] | None = None) -> People:
    known = raws if raws is not None else {raw for one in contacts for raw in one.handles or ()}
    return people(known, {}, contacts, "US", overrides)


def pairs(*given: tuple[str, str]) -> frozenset[tuple[bytes, bytes]]:
    return frozenset((one.encode(), other.encode()) for one, other in given)


def test_an_entry_joins_its_addresses_and_names_them() -> None:
    found = who(contact("Ada", ADA, ADA_MAIL))
    assert found.person(ADA) == found.person(ADA_MAIL) == ADA
    assert found.name(ADA_MAIL) == "Ada"
    assert found.addresses() == {ADA: (ADA, ADA_MAIL)}


def test_a_number_is_found_however_it_is_written() -> None:
    found = who(contact("Ada", ADA), raws=[ADA_LOCAL])
    assert found.name(ADA_LOCAL) == "Ada"
    assert found.person(ADA_LOCAL) == ADA


def test_nobody_is_named_whom_no_book_knows() -> None:
    assert who(raws=[BOB]).name(BOB) is None
    assert who(contact(None, ADA)).name(ADA) is None
    assert who().person("anybody") == "anybody"


def test_entries_of_one_name_that_share_an_address_are_one_person() -> None:
    found = who(contact("Ada Lovelace", ADA, ADA_MAIL), contact("LOVELACE, Ada", ADA_LOCAL, BOB))
    assert found.person(ADA_MAIL) == found.person(BOB)


def test_a_landline_of_two_people_makes_them_one_in_no_way() -> None:
    found = who(contact("Mum", HOME, MUM), contact("Dad", HOME, DAD))
    assert len({found.person(raw) for raw in (HOME, MUM, DAD)}) == 3
    assert (found.name(MUM), found.name(DAD), found.name(HOME)) == ("Mum", "Dad", "Dad, Mum")


def test_an_entry_of_one_address_joins_nothing_and_sets_nothing_apart() -> None:
    found = who(contact("Mum", HOME), contact("Dad", HOME, DAD))
    assert found.person(HOME) == found.person(DAD)
    assert found.name(HOME) == "Dad", "who has more of the addresses gives the name"


def test_a_name_beside_an_address_in_an_export_counts_where_no_book_has_one() -> None:
    beside = contact("Ada (work)", ADA, uid=f"handle:{ADA}", changed=9)
    assert who(beside).name(ADA) == "Ada (work)"
    assert who(beside, contact("Ada", ADA)).name(ADA) == "Ada"


def test_of_two_names_the_newer_one_is_shown() -> None:
    assert who(contact("Ada", ADA, changed=1), contact("Countess", ADA, changed=2)).name(ADA) == "Countess"


def test_people_are_joined_through_an_address_that_has_no_conversation() -> None:
    books = (
        contact("Ada", ADA, HOME, uid="1"),
        contact("Ada", HOME, ADA_MAIL, uid="2"),
        contact("Bob", BOB, "1234567"),
    )
    found = who(*books, raws=[ADA, ADA_MAIL])
    assert found.person(ADA) == found.person(ADA_MAIL)
    assert BOB not in found.addresses(), "who has nothing to do with a conversation is left out"


def test_what_a_source_joins_is_one_person_too() -> None:
    handles = {raw: Handle(raw=raw, header=H, person="p") for raw in (ADA, ADA_MAIL)}
    found = people([ADA], handles, [contact("Ada", ADA_MAIL)], "US")
    assert found.name(ADA) == "Ada"


def test_the_person_joins_and_sets_apart_all_writings_of_a_number() -> None:
    book = contact("Ada", ADA, ADA_MAIL)
    apart = who(book, raws=[ADA_LOCAL], overrides=Overrides(apart=pairs((ADA_LOCAL, ADA_MAIL))))
    assert apart.person(ADA) == apart.person(ADA_LOCAL) != apart.person(ADA_MAIL)
    same = who(raws=[ADA_LOCAL, ADA, BOB], overrides=Overrides(same=pairs((BOB, ADA_LOCAL))))
    assert same.person(BOB) == same.person(ADA)
    both = Overrides(pairs((ADA, ADA_MAIL)), pairs((ADA_LOCAL, ADA_MAIL)))
    assert who(book, raws=[ADA_LOCAL], overrides=both).person(ADA_MAIL) == ADA_MAIL


def test_a_shared_address_that_the_person_gives_to_one_has_that_name() -> None:
    books = (contact("Mum", HOME, MUM), contact("Dad", HOME, DAD))
    found = who(*books, overrides=Overrides(same=pairs((HOME, DAD))))
    assert found.name(HOME) == "Dad"


def test_who_may_be_one_is_suggested_with_the_reason() -> None:
    books = (contact("Ada", ADA, uid="1"), contact("ada", ADA_MAIL, uid="2"), contact("Bob", BOB))
    found = who(*books)
    assert suggestions(found, [ADA, ADA_MAIL, BOB]) == [Suggestion(ADA, ADA_MAIL, "they have the same name")]
    apart = Overrides(apart=pairs((ADA_MAIL, ADA)))
    assert suggestions(who(*books, overrides=apart), [ADA, ADA_MAIL, BOB], apart) == []


def test_people_who_share_an_address_are_suggested_and_the_joined_are_not() -> None:
    found = who(contact("Mum", HOME, MUM), contact("Dad", HOME, DAD))
    why = "one entry has addresses of both"
    assert suggestions(found, [HOME, MUM, DAD]) == [Suggestion(MUM, HOME, why), Suggestion(DAD, HOME, why)]
    assert suggestions(who(contact("Ada", ADA, ADA_MAIL)), [ADA, ADA_MAIL]) == []


def test_nothing_is_suggested_of_whom_there_are_no_messages() -> None:
    assert suggestions(who(contact("Ada", ADA, uid="1"), contact("Ada", ADA_MAIL, uid="2")), [ADA]) == []


raws = st.sampled_from([ADA, ADA_LOCAL, ADA_MAIL, BOB, HOME, "22000", "vm-airtel"])
books = st.builds(
    lambda name, handles, changed: contact(name, *sorted(handles), changed=changed),
    st.sampled_from(["Ada", "Bob", "", None]),
    st.sets(raws, max_size=3),
    st.integers(0, 2),
)
override = st.frozensets(st.tuples(raws, raws).filter(lambda pair: pair[0] != pair[1]), max_size=2)


def told(found: People) -> list[tuple[str, str | None]]:
    return [(found.person(raw), found.name(raw)) for raw in sorted({ADA, ADA_LOCAL, ADA_MAIL, BOB, HOME, "22000"})]


@given(
    st.lists(books, max_size=5, unique_by=lambda one: one.uid),
    st.lists(raws, max_size=4),
    override,
    override,
    st.data(),
)
def test_the_order_does_not_matter(
    entries: list[Contact],
    known: list[str],
    same: frozenset[tuple[str, str]],
    apart: frozenset[tuple[str, str]],
    data: st.DataObject,
) -> None:
    overrides = Overrides(pairs(*same), pairs(*apart))
    first = people(known, {}, entries, "US", overrides)
    again = people(data.draw(st.permutations(known)), {}, data.draw(st.permutations(entries)), "US", overrides)
    assert told(first) == told(again)
    assert suggestions(first, known, overrides) == suggestions(again, known[::-1], overrides)


@given(st.lists(books, max_size=5, unique_by=lambda one: one.uid), override)
def test_what_is_set_apart_stays_apart_and_a_number_stays_one(
    entries: list[Contact], apart: frozenset[tuple[str, str]]
) -> None:
    found = people([ADA, ADA_LOCAL], {}, entries, "US", Overrides(apart=pairs(*apart)))
    assert found.person(ADA) == found.person(ADA_LOCAL)
    for one, other in apart:
        assert found.person(one) != found.person(other) or {one, other} == {ADA, ADA_LOCAL}
