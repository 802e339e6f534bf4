"""Who is in a row beside the owner."""

from tests.sources.telephony.making import ADA, BEN, CLEO, ME, mms, people

from owntexts.model.records import IN, NONE, OUT
from owntexts.sources.telephony.owner import Owner
from owntexts.sources.telephony.parties import Parties, of_one, of_several, thread_of
from owntexts.sources.telephony.rows import MultimediaRow
from owntexts.testing.android.telephone import mirror
from owntexts.testing.life import Message, Person, Talk

OWNER = Owner([ME])
NOBODY_KNOWN = Owner()
GROUP = mirror(
    Message(0, Talk((Person("A", ADA), Person("B", BEN)), "Roast", "ab" * 16), None, 0, "", "RCS", id="MxId")
)


def parties(row: MultimediaRow, owner: Owner = OWNER) -> tuple[str | None, tuple[str, ...]]:
    found = of_several(row, owner)
    return found.sender, found.others


def test_of_a_text_it_is_the_one_address() -> None:
    assert of_one("+1 (202) 555-0101", IN) == Parties(ADA, (ADA,))
    assert of_one(ADA, OUT) == Parties(None, (ADA,))
    assert of_one("VM-Bank", NONE) == Parties("vm-bank", ("vm-bank",))
    assert of_one(" ", IN).thread is None


def test_of_what_was_received_sender_and_the_other_recipients() -> None:
    assert parties(mms(people(ADA, ME, BEN))) == (ADA, (ADA, BEN))
    assert parties(mms(people(ADA, ME, ME, ADA))) == (ADA, (ADA,))


def test_of_what_was_sent_the_recipients() -> None:
    assert parties(mms(people(ME, ADA, BEN), box=2)) == (None, (ADA, BEN))
    assert parties(mms(people("insert-address-token", ADA), box=2)) == (None, (ADA,))


def test_an_owner_who_is_missing_among_the_recipients_takes_nobodys_place() -> None:
    assert parties(mms(people(ADA, BEN))) == (ADA, (ADA, BEN))


def test_the_only_recipient_is_the_owner_where_nobody_is_known_to_be() -> None:
    assert parties(mms(people(ADA, BEN)), NOBODY_KNOWN) == (ADA, (ADA,))


def test_a_sent_one_that_names_its_peer_as_sender_is_to_that_peer() -> None:
    assert parties(mms(people(ADA), box=2)) == (None, (ADA,))


def test_a_received_one_without_sender_is_from_its_only_party() -> None:
    assert parties(mms(people(None, cc=(ADA,)))) == (ADA, (ADA,))
    assert parties(mms(people(None, ADA, BEN))) == (None, (ADA, BEN))


def test_what_one_wrote_to_oneself_is_with_oneself() -> None:
    assert parties(mms(people(ME, ME))) == (ME, (ME,))


def test_copies_of_mirrored_rcs_double_nobody() -> None:
    row = mms(people(ADA, ME, cc=(ADA, BEN)), transaction=GROUP)
    assert parties(row) == (ADA, (ADA, BEN))
    sent = mms(people(ME, ADA, BEN, cc=(ADA, BEN)), box=2, transaction=GROUP)
    assert parties(sent) == (None, (ADA, BEN))


def test_an_rcs_group_is_one_thread_whatever_its_number_on_this_phone() -> None:
    rows = [
        mms(people(ADA, ME, cc=(BEN,)), transaction=GROUP, address=f"group_{number}@rcs.google.com")
        for number in (8, 9)
    ]
    assert {thread_of(row, of_several(row, OWNER)) for row in rows} == {"group:" + "ab" * 16}


def test_the_address_of_a_group_is_no_party() -> None:
    assert parties(mms(people("group_8@rcs.google.com", ME, BEN))) == ("group_8@rcs.google.com", (BEN,))
    assert parties(mms(address="group_8@rcs.google.com")) == (None, ())


def test_a_joined_address_counts_only_without_rows() -> None:
    assert parties(mms(people(ADA, ME), address="+1~+2"))[1] == (ADA,)
    assert parties(mms(address=f"{ADA};{BEN}, {CLEO}~{ME}"))[1] == (ADA, BEN, CLEO)


def test_a_thread_is_named_by_its_people_in_order() -> None:
    assert of_several(mms(people(BEN, ME, ADA)), OWNER).thread == f"with:{ADA};{BEN}"


def test_parties_are_bounded() -> None:
    crowd = people(ADA, *(f"+1303{number:07}" for number in range(2_000)))
    assert len(of_several(mms(crowd), OWNER).others) == 500
