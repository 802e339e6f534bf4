"""What of a message can be searched for."""

import pytest
from tests.replica.making import text

from owntexts.replica.words import spaced, words_of


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("plain words", ["plain", "words"]),
        ("Grüße", ["Grüße"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("in 東京 now", ["in", "東", "京", "now"]),
        ("한국", ["한", "국"]),
        ("yes🎉🎉", ["yes", "🎉", "🎉"]),
        ("", []),
    ],
)
def test_characters_without_spaces_between_them_stand_alone(given: str, told: list[str]) -> None:
    assert spaced(given).split() == told


def test_every_part_of_a_message_can_be_found() -> None:
    assert words_of(text(1, parts=("one", "two"), subject="about")).split() == ["about", "one", "two"]
    assert words_of(text(1, parts=None)) == ""
