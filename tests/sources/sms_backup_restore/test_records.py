"""Records come one by one, and one that is malformed costs as little as can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.malformed import Malformed
from owntexts.sources.sms_backup_restore.records import Broken, Record, Records

SOUND = (
    b'<smses>\n<sms date="1" body="a"/>\n<mms date="2"><parts><part ct="x"/></parts>'
    b'<addrs><addr type="137"/></addrs></mms>\n</smses>'
)
BITS = (b"<sms ", b"<mms>", b"</mms>", b"/>", b"a='1'", b"<", b">", b"&#", b"x", b"<part ")


def of(data: bytes, size: int = 1 << 16) -> list[Record | Broken]:
    return list(Records().of(data[start : start + size] for start in range(0, len(data), size)))


def tags(found: list[Record | Broken]) -> list[str]:
    return [one.tag if isinstance(one, Record) else "broken" if one.in_record else "end" for one in found]


def test_records_have_their_children() -> None:
    text, multimedia = of(SOUND)
    assert isinstance(text, Record)
    assert isinstance(multimedia, Record)
    assert text.attributes == {"date": "1", "body": "a"}
    assert multimedia.parts == [{"ct": "x"}]
    assert multimedia.addresses == [{"type": "137"}]


@pytest.mark.parametrize("size", [1, 3, 10])
def test_blocks_make_no_difference(size: int) -> None:
    assert tags(of(SOUND, size)) == ["sms", "mms"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<smses></smses>", []),
        (b"<smses>", ["end"]),
        (b"<smses><sms/>", ["sms", "end"]),
        (b"<smses><sms/><sms bo", ["sms", "broken"]),
        (b"<smses><sms/></sms", ["sms", "end"]),
        (b"<smses><mms><parts>", ["broken"]),
        (b"<smses>words<sms/></smses>", ["broken", "sms"]),
        (b"<smses><other a='1'/><other/><sms/></smses>", ["broken", "sms"]),
        (b"<smses><sms/>&bad;<sms/><sms/></smses>", ["sms", "end", "sms", "sms"]),
        (b"<smses><mms><part <</mms><sms/></smses>", ["broken", "sms"]),
        (b"<smses><sms a='1' a='2'/><call/></smses>", ["broken", "call"]),
        (b"<smses><sms/></smses><smses><sms/></smses>", ["sms", "end", "sms"]),
        (b"", ["end"]),
    ],
)
def test_what_is_malformed_costs_as_little_as_can_be(data: bytes, found: list[str]) -> None:
    assert tags(of(data)) == found
    assert tags(of(data, 1)) == found


def test_nesting_without_end_is_not_followed() -> None:
    with pytest.raises(Malformed, match="nested"):
        of(b"<smses>" + b"<mms>" * 100_000)


def test_a_record_without_end_is_given_up() -> None:
    pieces = (b'<smses><sms body="', *(b"x" * (1 << 20) for _ in range(40)), b'"/><sms/></smses>')
    found = list(Records().of(pieces))
    assert tags(found) == ["broken", "sms"]
    assert isinstance(found[0], Broken)
    assert "larger than 8 MiB" in found[0].reason


@given(
    st.lists(
        st.sampled_from([b"<sms ", b"<mms>", b"</mms>", b"/>", b"a='1'", b"<", b">", b"&#", b"x", b"<part "]),
        max_size=40,
    )
)
def test_anything_comes_to_an_end(pieces: list[bytes]) -> None:
    data = b"<smses>" + b"".join(pieces)
    try:
        found = of(data, 7)
    except Malformed:
        return
    assert len(found) <= len(pieces) + 2
