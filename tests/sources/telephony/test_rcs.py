"""What the transaction id of a mirrored message says."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.telephony.rcs import GROUP_ADDRESS, Mirrored, mirrored
from owntexts.testing.android.telephone import mirror
from owntexts.testing.life import Message, Person, Talk

ADA = Person("Ada", "+12025550101")


def of(talk: Talk, one: str = "MxAbCdEfGhIjKlMnOpQrStUv") -> str:
    return mirror(Message(0, talk, ADA, 0, "", "RCS", id=one))


def packed(*numbers_and_values: tuple[int, bytes]) -> bytes:
    return b"".join(bytes([number << 3 | 2, len(value)]) + value for number, value in numbers_and_values)


def as_told(inner: bytes) -> str:
    outer = packed((1, packed((1, b"app."), (2, packed((2, inner))))))
    return "proto:" + base64.b64encode(outer).decode()


def test_a_message_id_is_what_makes_a_row_rcs() -> None:
    assert mirrored(of(Talk((ADA,)))) == Mirrored("MxAbCdEfGhIjKlMnOpQrStUv")


def test_a_group_has_its_id_and_its_name() -> None:
    told = mirrored(of(Talk((ADA,), "Sonntag 🥕", "ab" * 16)))
    assert told == Mirrored("MxAbCdEfGhIjKlMnOpQrStUv", "ab" * 16, "Sonntag 🥕")


def test_a_long_name_is_cut_and_nothing_else_is_lost() -> None:
    told = mirrored(of(Talk((ADA,), "n" * 300, "ab" * 16)))
    assert told
    assert told.name == "n" * 255
    assert told.group == "ab" * 16


def test_fields_that_are_not_known_are_passed_by() -> None:
    told = mirrored(as_told(packed((9, b"new"), (5, b"MxId"), (12, b"later"))))
    assert told == Mirrored("MxId")


@pytest.mark.parametrize(
    "told",
    [None, "", "T18c3f0a", "proto:", "proto:!!!", "proto:AAAA", "proto:" + "A" * 70_000, as_told(packed((1, b"x")))],
)
def test_an_ordinary_mms_is_none_and_what_cannot_be_read_neither(told: str | None) -> None:
    assert mirrored(told) is None


def test_the_transaction_id_of_a_carrier_is_an_ordinary_mms() -> None:
    carrier = packed((1, packed((1, b"app."), (2, packed((3, packed((1, b"carrier id"))))))))
    assert mirrored("proto:" + base64.b64encode(carrier).decode()) is None


@given(st.binary(max_size=80))
def test_any_bytes_are_read_without_harm(data: bytes) -> None:
    mirrored("proto:" + base64.b64encode(data).decode())


def test_a_group_is_named_where_a_person_would_be() -> None:
    assert GROUP_ADDRESS.fullmatch("group_8@rcs.google.com")
    assert not GROUP_ADDRESS.fullmatch("ada@rcs.google.com")
