import plistlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.sources.apple_messages.archive import plist, plist_dictionary, unarchived
from owntexts.sources.malformed import Malformed
from owntexts.testing.apple import keyed

GHACKS = "https://www.ghacks.net/2020/01/23/lastpass-no-longer-listed-on-the-chrome-web-store/"


def test_objects_become_plain_values() -> None:
    root = {"title": "A", "URL": keyed.url("https://example.org"), "more": keyed.Instance(("LPThing",), {"n": 1})}
    assert unarchived(keyed.archive(root)) == {
        "title": "A",
        "URL": "https://example.org",
        "more": {"n": 1, "$class": "LPThing"},
    }


def test_an_archive_that_contains_itself_is_malformed() -> None:
    with pytest.raises(Malformed, match="too deep"):
        unarchived(_archive([{"self": plistlib.UID(1)}]))


def test_an_archive_that_grows_without_end_is_malformed() -> None:
    layers = [{"NS.objects": [plistlib.UID(place + 2)] * 50} for place in range(10)]
    with pytest.raises(Malformed, match="too many objects"):
        unarchived(_archive([{"a": plistlib.UID(2)}, *layers, "end"]))


def test_a_reference_to_nothing_is_malformed() -> None:
    with pytest.raises(Malformed, match="reference to nothing"):
        unarchived(_archive([{"a": plistlib.UID(99)}]))


@pytest.mark.parametrize(
    "blob", [b"", b"bplist00", b"<plist>", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"]
)
def test_what_is_no_property_list_is_malformed(blob: bytes) -> None:
    with pytest.raises(Malformed):
        plist(blob)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_property_list_or_malformed(noise: bytes) -> None:
    for blob in (noise, b"bplist00" + noise):
        try:
            plist(blob)
        except Malformed:
            continue


@given(st.data())
def test_a_spoilt_archive_is_read_or_malformed(data: st.DataObject) -> None:
    blob = bytearray(keyed.archive({"title": "A", "list": ["b", "c"], "URL": keyed.url("x")}))
    for place in data.draw(st.lists(st.integers(8, len(blob) - 1), min_size=1, max_size=6)):
        blob[place] = data.draw(st.integers(0, 255))
    try:
        unarchived(bytes(blob))
    except Malformed:
        return


def _archive(objects: list[object]) -> bytes:
    told = {"$archiver": "NSKeyedArchiver", "$top": {"root": plistlib.UID(1)}, "$objects": ["$null", *objects]}
    return plistlib.dumps(told, fmt=plistlib.FMT_BINARY)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("app_message/Translation", {"amc", "tmp", "ust"}),
        ("chat_properties/ChatProp1", {"CKChatWatermarkMessageID", "shouldForceToSMS", "lastSeenMessageGuid"}),
        ("chat_properties/ChatProp3", {"chatSummaryDictionary", "shouldForceToSMS", "lastSeenMessageGuid"}),
        ("chat_properties/after_background_preset", {"LSMD", "pv", "backgroundProperties", "messageHandshakeState"}),
        ("chat_properties/before_background", {"LSMD", "pv", "com.apple.iChat.LastArchivedMessageID"}),
    ],
)
def test_the_keys_of_a_sample_are_read(samples: Path, name: str, keys: set[str]) -> None:
    assert keys <= set(plist_dictionary((samples / f"{name}.plist").read_bytes()))


@pytest.mark.parametrize(
    ("name", "kind", "matched"),
    [
        (
            "address_properties/FullAddressWithCountry",
            "FullAddress",
            "1 Infinite Loop, Cupertino, CA 95014, United States",
        ),
        ("flight_properties/FlightCode", "FlightInformation", "UA 1111"),
        ("tracking_properties/TrackingUps", "TrackingNumber", "1Z999AA10123456784"),
        ("unit_properties/HttpURL", "HttpURL", GHACKS),
        ("unit_properties/Volume", "PhysicalAmount", "1L"),
    ],
)
def test_what_a_sample_found_in_a_text_is_read(samples: Path, name: str, kind: str, matched: str) -> None:
    said = unarchived((samples / f"{name}.plist").read_bytes())
    assert (said["T"], said["MS"]) == (kind, matched)
