"""Values are cut out of the XML wherever blocks end, and nothing else is."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.sms_backup_restore.cutting import without_data, without_escapes


class Kept:
    def __init__(self) -> None:
        self.values: list[bytes] = []

    def take(self, number: int, pieces: Iterator[bytes]) -> None:
        assert number == len(self.values)
        self.values.append(b"".join(pieces))


def cut(xml: bytes, size: int) -> tuple[bytes, list[bytes]]:
    kept = Kept()
    blocks = (xml[start : start + size] for start in range(0, len(xml), size))
    return b"".join(without_data(blocks, kept)), kept.values


XML = b"""<parts><part seq="0" text='say data="x"' ct="a" data="AAAA" cl='q"'/>
<part data='B"BBB' text="data='no'" /><part ct="b"/><partial data="kept"/><part
 data = "CCCC"
 /></parts>"""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 13, 64, 10_000])
def test_values_are_cut_out_whatever_the_blocks(size: int) -> None:
    left, values = cut(XML, size)
    assert values == [b"AAAA", b'B"BBB', b"CCCC"]
    assert left == re.sub(rb"AAAA", b"0", XML).replace(b'B"BBB', b"1").replace(b"CCCC", b"2")


@given(st.lists(st.sampled_from([b"<part", b" data=", b'"', b"'", b"x", b">", b"/>", b" a=", b"&", b"<"]), max_size=30))
def test_blocks_make_no_difference_to_anything(pieces: list[bytes]) -> None:
    xml = b"".join(pieces)
    whole = cut(xml, len(xml) or 1)
    assert all(cut(xml, size) == whole for size in (1, 2, 5))


def test_a_value_of_many_megabytes_passes_in_pieces() -> None:
    longest = 0

    class Measured:
        def take(self, number: int, pieces: Iterator[bytes]) -> None:
            nonlocal longest
            longest = max(longest, *(len(piece) for piece in pieces))

    blocks = (b'<part data="', *(b"A" * 65_536 for _ in range(100)), b'"/>')
    assert b"".join(without_data(blocks, Measured())) == b'<part data="0"/>'
    assert longest <= 65_536


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_escaped_line_breaks_are_left_out_of_a_value(size: int) -> None:
    value = b"AA&#10;BB&#13;&#10;CC&#xA;DD&#x0d;&"
    pieces = (value[start : start + size] for start in range(0, len(value), size))
    assert b"".join(without_escapes(pieces)) == b"AABBCCDD&"
