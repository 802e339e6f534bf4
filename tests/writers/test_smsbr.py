"""Attributes are read back by any parser as what they were; an RCS message's transaction id by our own reader."""

import xml.etree.ElementTree as ET

from hypothesis import example, given
from hypothesis import strategies as st

from owntexts.sources.telephony.rcs import Mirrored, mirrored
from owntexts.writers.characters import MARK, sound
from owntexts.writers.smsbr.attributes import attributes
from owntexts.writers.smsbr.mirror import transaction

ANY = st.text(st.characters(), max_size=40)
WHOLE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def parsed(text: str) -> str:
    return ET.fromstring(f"<a {attributes({'b': text})}/>").attrib["b"]  # noqa: S314 - our own


@given(ANY)
@example("\ud83d\ude00 half: \ud83d, other half: \ude00")
@example("a\r\nb\tc\u0085d\u2028e ]]> & < > \" '")
@example("\x00\x1b\ufffe")
def test_every_text_is_read_back_as_its_sound_form(text: str) -> None:
    assert parsed(text) == sound(text)


@given(ANY)
def test_a_sound_text_stays_as_it_is_and_can_be_written(text: str) -> None:
    made = sound(text)
    assert sound(made) == made
    assert len(made) <= len(text)
    made.encode()


def test_halves_of_a_character_become_it_and_a_lone_one_is_marked() -> None:
    assert sound("\ud83d\ude00") == "😀"
    assert sound("\ud83d a \x07") == f"{MARK} a {MARK}"
    assert sound("tab\tline\nreturn\r") == "tab\tline\nreturn\r"


def test_emoji_are_written_as_characters_and_missing_values_as_a_word() -> None:
    assert attributes({"body": "👩‍👩‍👧\n", "subject": None, "read": 1}) == 'body="👩‍👩‍👧&#10;" subject="null" read="1"'


@given(WHOLE, st.none() | WHOLE, st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=90))
def test_a_transaction_id_says_which_message_of_which_group_it_is(
    message: str, group: str | None, name: str | None
) -> None:
    assert mirrored(transaction(message, group, name)) == Mirrored(message, group, name if group else None)
