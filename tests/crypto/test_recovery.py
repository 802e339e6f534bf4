"""The recovery key on paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.crypto.recovery import ALPHABET, new_recovery, read, written
from owntexts.errors import WrongUsage
from owntexts.testing.accounts import steady_random

SECRET = new_recovery(steady_random("recovery"))

secrets = st.binary(min_size=32, max_size=32)


@given(secret=secrets)
def test_what_is_written_is_read_again(secret: bytes) -> None:
    text = written(secret)
    assert [len(group) for group in text.split("-")] == [4] * 14
    assert set(text) <= set(ALPHABET + "-")
    assert read(text) == secret


@given(secret=secrets)
def test_case_spaces_and_letters_that_look_like_digits_do_not_matter(secret: bytes) -> None:
    text = written(secret)
    assert read(text.lower().replace("-", "  ")) == secret
    assert read(f" {text.replace('0', 'O').replace('1', 'l')}\n") == secret
    assert read(text.replace("0", "o").replace("1", "I").replace("-", "\u2013")) == secret


@given(secret=secrets, data=st.data())
def test_one_wrong_character_is_noticed(secret: bytes, data: st.DataObject) -> None:
    text = written(secret).replace("-", "")
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(text[place], "")))
    with pytest.raises(WrongUsage):
        read(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "characters"),
        (written(SECRET)[:-1], "characters"),
        (written(SECRET) + "0", "characters"),
        ("U" + written(SECRET)[1:], "character"),
        ("\u00fc" + written(SECRET)[1:], "character"),
        (written(SECRET)[5:] + "-" + written(SECRET)[:4], "checksum"),
    ],
)
def test_a_typing_mistake_is_told_with_what_is_wrong(text: str, named: str) -> None:
    with pytest.raises(WrongUsage) as told:
        read(text)
    finding = told.value.finding
    assert finding.evidence[0].name == named
    assert finding.fixes


def test_a_mistake_never_prints_the_key() -> None:
    with pytest.raises(WrongUsage) as told:
        read(written(SECRET)[:-2] + "ZZ")
    assert written(SECRET)[:9] not in str(told.value.finding)
