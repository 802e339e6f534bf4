"""Rows without a key of their own get the same one from every copy of their store."""

from owntexts.model.natives import composed_key
from owntexts.model.records import IN, OUT


def test_writings_of_one_number_accents_and_line_ends_make_one_key() -> None:
    one = composed_key(IN, ["+1 (202) 555-0143"], "1700000000000", "cafe\u0301\r\n8", 0)
    assert one == composed_key(IN, ["2025550143"], "1700000000000", "caf\u00e9\n8", 0)


def test_the_order_of_a_groups_addresses_does_not_matter() -> None:
    assert composed_key(OUT, ["b", "a"], "1", "", 0) == composed_key(OUT, ["a", "b"], "1", "", 0)


def test_everything_else_makes_another_key() -> None:
    keys = {
        composed_key(direction, addresses, time, body, occurrence)
        for direction in (IN, OUT)
        for addresses in ([], ["a"], ["a", "b"])
        for time in ("1", "2")
        for body in ("", " ", "1")
        for occurrence in (0, 1)
    }
    assert len(keys) == 2 * 3 * 2 * 3 * 2
