"""What a manifest says of a file."""

import plistlib
from typing import Any

import pytest

from owntexts.sources.iphone_backup.entries import LONGEST_RECORD, Entry, entry, file_id
from owntexts.sources.malformed import Malformed
from owntexts.testing.apple.keyed import Instance, archive

KNOWN = {
    ("HomeDomain", "Library/SMS/sms.db"): "3d0d7e5fb2ce288813306e4d4636395e047a3d28",
    ("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb"): "31bb7ba8914766d4ba40d6dfb6113c8b614be442",
    ("HomeDomain", "Library/Preferences/com.apple.madrid.plist"): "f071ce0059246564ccaae21c7026d071b202446f",
    ("HomeDomain", "Library/Preferences/com.apple.MobileSMS.plist"): "7ff7fe545440ab72b1570232d0ed81b84a5334dd",
}


@pytest.mark.parametrize(("named", "one"), KNOWN.items(), ids=[path for _, path in KNOWN])
def test_ids_are_those_of_real_backups(named: tuple[str, str], one: str) -> None:
    assert file_id(*named) == one


def mbfile(**fields: Any) -> bytes:
    return archive(Instance(("MBFile", "NSObject"), fields))


def test_size_key_and_digest_are_read_through_their_references() -> None:
    key = Instance(("NSMutableData", "NSData", "NSObject"), {"NS.data": b"\x03\0\0\0" + bytes(40)})
    record = mbfile(Size=12, EncryptionKey=key, Digest=b"d" * 20, RelativePath="a")
    assert entry(record) == Entry(12, b"\x03\0\0\0" + bytes(40), b"d" * 20)
    assert entry(mbfile(Mode=1)) == Entry()


@pytest.mark.parametrize("size", [-1, 1 << 63, "many", 1.5])
def test_a_size_that_is_none_is_malformed(size: Any) -> None:
    with pytest.raises(Malformed, match="bytes"):
        entry(mbfile(Size=size))


def test_a_record_that_is_no_archive_is_malformed() -> None:
    for record in (b"", b"bplist00", b"x" * (LONGEST_RECORD + 1), plistlib.dumps({"$objects": []})):
        with pytest.raises(Malformed):
            entry(record)


def test_an_archive_that_leads_round_in_a_circle_is_malformed() -> None:
    objects = ["$null", {"Size": plistlib.UID(2)}, {"NS.objects": plistlib.UID(2)}]
    bomb = {"$top": {"root": plistlib.UID(1)}, "$objects": objects}
    with pytest.raises(Malformed, match="too deep"):
        entry(plistlib.dumps(bomb, fmt=plistlib.FMT_BINARY))


def test_an_archive_that_doubles_with_every_step_is_malformed() -> None:
    doubling = [{"NS.objects": [plistlib.UID(place + 3), plistlib.UID(place + 3)]} for place in range(20)]
    objects = ["$null", {"Size": plistlib.UID(2)}, *doubling, 1]
    bomb = {"$top": {"root": plistlib.UID(1)}, "$objects": objects}
    with pytest.raises(Malformed, match="too many"):
        entry(plistlib.dumps(bomb, fmt=plistlib.FMT_BINARY))
