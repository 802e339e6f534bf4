"""Whose telephone it is."""

import pytest
from tests.sources.telephony.making import ADA, BEN, ME, mms, people

from owntexts.sources.telephony.owner import Owner, Suspicion
from owntexts.sources.telephony.rows import MultimediaRow
from owntexts.testing.android.telephone import mirror
from owntexts.testing.life import Message, Person, Talk

RCS = mirror(Message(0, Talk((Person("Ada", ADA),)), None, 0, "", "RCS", id="MxId"))


def confirmed(*rows: MultimediaRow) -> frozenset[str]:
    suspicion = Suspicion()
    for row in rows:
        suspicion.look(row)
    return suspicion.confirmed()


def test_the_sender_of_what_was_sent_is_the_owner() -> None:
    assert confirmed(mms(people(ME, ADA, BEN), box=2)) == {ME}


def test_the_only_recipient_of_what_was_received_is_the_owner() -> None:
    assert confirmed(mms(people(ADA, ME))) == {ME}
    assert confirmed(mms(people(ADA, ME, ADA))) == {ME}


def test_in_a_group_nobody_is_suspected() -> None:
    assert confirmed(mms(people(ADA, ME, BEN))) == set()


def test_of_mirrored_rcs_the_recipient_is_the_owner_whoever_has_a_copy() -> None:
    assert confirmed(mms(people(ADA, ME, cc=(ADA, BEN)), transaction=RCS)) == {ME}


def test_a_word_stands_for_the_owner_and_is_no_address() -> None:
    assert confirmed(mms(people("insert-address-token", ADA), box=2)) == set()


def test_a_sent_one_that_names_only_its_peer_shows_nothing() -> None:
    assert confirmed(mms(people(ADA), box=2)) == set()


def test_who_sends_what_is_received_is_somebody_else() -> None:
    odd = mms(people(ADA, ME), box=2)
    assert confirmed(odd, mms(people(ADA, ME)), mms(people(ADA, ME))) == {ME}


def test_other_sources_hear_of_the_owner_only_where_much_speaks_for_it() -> None:
    suspicion = Suspicion()
    for _ in range(2):
        suspicion.look(mms(people(ADA, ME)))
    assert (suspicion.confirmed(), suspicion.certain()) == ({ME}, set())
    suspicion.look(mms(people(ME, ADA, BEN), box=2))
    assert suspicion.certain() == {ME}


@pytest.mark.parametrize(
    ("own", "address", "is_me"),
    [
        (ME, ME, True),
        (ME, "2025550143", True),
        (ME, "5550143", True),
        (ME, "+12065550143", False),
        ("2025550143", ME, True),
        (ME, ADA, False),
        ("ada@example.org", "ada@example.org", True),
        ("ada@example.org", "5550143", False),
    ],
)
def test_a_number_without_its_country_is_known_by_its_last_digits(own: str, address: str, is_me: bool) -> None:
    assert Owner([own]).is_me(address) is is_me


def test_suspects_are_bounded() -> None:
    suspicion = Suspicion()
    for number in range(3_000):
        suspicion.look(mms(people(f"+1202{number:07}", ADA), box=2))
    assert len(suspicion.confirmed()) <= 1_000
