"""vCards and the address book of a Mac: what they say, and what does no harm."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owntexts.errors import SourceFailed
from owntexts.model.contacts import LARGEST_PHOTO
from owntexts.model.handles import minimal
from owntexts.model.observations import Observation, Row, Total
from owntexts.model.records import Contact
from owntexts.sources import registry
from owntexts.sources.base import Options, SourceKind
from owntexts.sources.macos_contacts import SOURCE as MACOS_CONTACTS
from owntexts.sources.macos_contacts.reader import EACH_BOOK
from owntexts.sources.vcard import SOURCE as VCARD
from owntexts.sources.vcard.cards import read
from owntexts.testing.contacts import Somebody, Version, everybody, write_mac_book, write_vcards
from owntexts.testing.suite import KnownRows

VERSIONS: tuple[Version, ...] = ("2.1", "3.0", "4.0")
RUNS = pytest.mark.parametrize("run", ["short", pytest.param("long", marks=pytest.mark.torture)])
MALLORY = Somebody("U-1", "Zoë; 😀", "Ünal-" + "x" * 90, ("+49 (151) 234-5678",), ("Z@Example.ORG",))


def seen(source: SourceKind, path: Path) -> list[Observation]:
    with source.open(path, Options()) as opened:
        return list(opened.read(KnownRows()))


def contacts(source: SourceKind, path: Path) -> list[Contact]:
    found = [record for one in seen(source, path) if isinstance(one, Row) for record in one.records]
    assert all(isinstance(record, Contact) for record in found)
    return [record for record in found if isinstance(record, Contact)]


def card(*lines: str) -> Contact:
    found = read(line.encode() for line in lines)
    assert found
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_cards_of_every_version_say_the_same(tmp_path: Path, version: Version) -> None:
    people = [*everybody(8), MALLORY]
    write_vcards(tmp_path / "c.vcf", people, version=version)
    assert registry.recognize(tmp_path / "c.vcf").kind is VCARD
    found = contacts(VCARD, tmp_path / "c.vcf")
    assert [one.name for one in found] == [one.name for one in people]
    assert [(one.given, one.surname) for one in found] == [(one.given, one.surname) for one in people]
    assert [(one.uid, one.header.changed) for one in found] == [(one.uid, one.changed * 1000) for one in people]
    assert [one.photo for one in found] == [one.photo for one in people]
    assert [one.organisation for one in found] == [one.organisation for one in people]
    assert [set(one.handles or ()) for one in found] == [set(map(minimal, (*p.phones, *p.emails))) for p in people]


def test_cards_without_keys_are_named_by_what_they_say(tmp_path: Path) -> None:
    write_vcards(tmp_path / "c.vcf", everybody(3), keyed=False)
    found = contacts(VCARD, tmp_path / "c.vcf")
    assert len({one.uid for one in found}) == 3
    assert all(one.uid.startswith("content:") and one.header.changed == 0 for one in found)


def test_a_card_in_utf_16_is_read(tmp_path: Path) -> None:
    write_vcards(tmp_path / "c.vcf", everybody(3))
    (tmp_path / "old.vcf").write_bytes((tmp_path / "c.vcf").read_text("utf-8").encode("utf-16"))
    assert registry.recognize(tmp_path / "old.vcf").kind is VCARD
    assert contacts(VCARD, tmp_path / "old.vcf") == contacts(VCARD, tmp_path / "c.vcf")


def test_old_encodings_and_odd_lines_cost_nothing_else() -> None:
    assert card("FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:J=FCrgen").name == "Jürgen"
    assert (
        card("FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=", "=BCrgen=", "  von", "TEL:1234567").name
        == "Jürgen von"
    )
    assert read([b"FN:J\xfcrgen"]) == read(["FN:Jürgen".encode()])
    assert card("FN:A", "this is no line", ":", ";;;", "TEL", "TEL:5551234", "x" * 9_000).handles == ("5551234",)
    assert card("FN:A", 'TEL;X-Odd="a:b;c":5551234').handles == ("5551234",)
    assert card("fn:A", "Home.Tel;type=cell:5551234", "item2.EMAIL:A@B.de").handles == ("5551234", "a@b.de")
    assert card("N:Only;Name;;;", "PHOTO;VALUE=uri:http://example.org/a.jpg", "PHOTO;ENCODING=b:!").photo is None


@pytest.mark.parametrize("rev", ["", "yesterday", "99999999T999999Z", "0000-00-00", "2999-01-01T00:00:00Z"])
def test_a_card_that_does_not_say_when_it_changed_is_named_by_what_it_says(rev: str) -> None:
    one, other = (card("FN:A", "UID:U", f"TEL:{number}", f"REV:{rev}") for number in ("5551234", "5551235"))
    assert one.uid != other.uid


def test_groups_and_empty_cards_are_rows_that_say_nothing(tmp_path: Path) -> None:
    (tmp_path / "c.vcf").write_bytes(
        b"BEGIN:VCARD\nKIND:group\nFN:Choir\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD\n"
        b"BEGIN:VCARD\nX-ADDRESSBOOKSERVER-KIND:group\nFN:X\nEND:VCARD\nbegin:vcard \nFN:A\nend:vcard"
    )
    total, *rows = seen(VCARD, tmp_path / "c.vcf")
    assert total == Total(4)
    assert [len(row.records) for row in rows if isinstance(row, Row)] == [0, 0, 0, 1]


def test_a_card_inside_a_card_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "c.vcf").write_text(
        "BEGIN:VCARD\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nTEL:7777777\nEND:VCARD\nTEL:5\nEND:VCARD\n"
    )
    (found,) = contacts(VCARD, tmp_path / "c.vcf")
    assert (found.name, found.handles) == ("A", ("5",))


def test_an_endless_line_and_a_great_photo_need_little_memory(tmp_path: Path) -> None:
    photo = b"PHOTO;ENCODING=b:" + b"/9j/" * (1 << 20) + b"\r\n"
    (tmp_path / "c.vcf").write_bytes(b"BEGIN:VCARD\r\nFN:A\r\n" + photo + b"END:VCARD\r\n")
    (found,) = contacts(VCARD, tmp_path / "c.vcf")
    assert (found.name, found.photo) == ("A", None)


@RUNS
@given(st.data())
def test_any_lines_are_a_card_or_nothing(run: str, data: st.DataObject) -> None:
    words = st.sampled_from(
        [
            b"FN",
            b"TEL",
            b"N",
            b"PHOTO",
            b"ENCODING=",
            b"QUOTED-PRINTABLE",
            b"CHARSET=utf-7",
            b";",
            b":",
            b'"',
            b"=",
            b"\\",
        ]
    )
    piece = st.one_of(words, st.binary(max_size=6), st.just(b" "), st.just(b"REV:2024-01-01"))
    lines = data.draw(st.lists(st.lists(piece, max_size=8).map(b"".join), max_size=8))
    found = read(lines)
    assert found is None or (len(found.photo or b"") <= LARGEST_PHOTO and found.uid)


def test_all_accounts_of_a_mac_are_one_source(tmp_path: Path) -> None:
    folder = tmp_path / "AddressBook"
    write_mac_book(folder, everybody(3), account=None)
    write_mac_book(folder, everybody(5)[3:], account="B")
    (folder / "Sources" / "empty").mkdir()
    found = registry.recognize(folder)
    assert (found.kind, found.evidence) == (MACOS_CONTACTS, ("2 address books of a Mac, with the table ZABCDRECORD",))
    assert [one.name for one in contacts(MACOS_CONTACTS, folder)] == [one.name for one in everybody(5)]
    rows = [one.row for one in seen(MACOS_CONTACTS, folder) if isinstance(one, Row)]
    assert rows == [0, 1, 2, 3, EACH_BOOK, EACH_BOOK + 1, EACH_BOOK + 2]


def test_one_database_can_be_named_by_itself(tmp_path: Path) -> None:
    book = write_mac_book(tmp_path, everybody(3))
    assert registry.recognize(book).kind is MACOS_CONTACTS
    assert len(contacts(MACOS_CONTACTS, book)) == 3


def test_the_entries_of_a_mac_have_names_addresses_photos_and_keys(tmp_path: Path) -> None:
    people = [*everybody(8), MALLORY]
    found = contacts(MACOS_CONTACTS, write_mac_book(tmp_path, people))
    assert [one.uid for one in found] == [one.uid for one in people]
    assert [one.photo for one in found] == [one.photo for one in people]
    assert [set(one.handles or ()) for one in found] == [set(map(minimal, (*p.phones, *p.emails))) for p in people]
    assert found[0].family == "apple"


def test_a_picture_kept_elsewhere_or_too_large_is_none(tmp_path: Path) -> None:
    book = write_mac_book(tmp_path, everybody(2))
    with closing(sqlite3.connect(book)) as changed, changed:
        large = b"\x01\xff\xd8\xff" + bytes(LARGEST_PHOTO)
        changed.execute("UPDATE ZABCDRECORD SET ZTHUMBNAILIMAGEDATA = ?, ZIMAGEDATA = ?", (large, b"\x02F00D-UUID\0"))
    assert [one.photo for one in contacts(MACOS_CONTACTS, book)] == [None, None]


def test_a_mac_whose_book_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_mac_book(tmp_path / "AddressBook", everybody(2))

    def refuse(_path: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(SourceFailed) as refused:
        MACOS_CONTACTS.recognize(tmp_path / "AddressBook")
    assert refused.value.code == "source.permission"


def test_the_book_of_this_mac_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert list(MACOS_CONTACTS.discover()) == []
    folder = tmp_path / "Library" / "Application Support" / "AddressBook"
    write_mac_book(folder, everybody(2))
    assert list(MACOS_CONTACTS.discover()) == [folder]


def test_the_public_sample_card_is_read(shared_fixtures: Path) -> None:
    (found,) = contacts(VCARD, shared_fixtures / "android" / "kdeconnect" / "valent-contact.vcf")
    assert found.handles == ("+989121135656", "sepideh@sepidehraissadat.com")
    assert found.photo
    assert found.name
