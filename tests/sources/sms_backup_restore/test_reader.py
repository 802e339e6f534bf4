"""What files of the app really hold, and what they are damaged by."""

import zipfile
from pathlib import Path

import pytest
from tests.sources.telling import Told, attachments, contents, summaries, told

from owntexts.errors import SourceFailed
from owntexts.model.records import CALL, IN, MISSING, OUT, PRESENT, READ, UNREADABLE, VOICEMAIL
from owntexts.sources.base import Options
from owntexts.sources.sms_backup_restore import SOURCE

DATE = 1_704_103_200_123
PEER = "+12025550101"
ME = "+12025550143"
PIXEL = "iVBORw0KGgo="


def sms(body: str = "hi", **attributes: object) -> str:
    usual = {"address": PEER, "date": DATE, "type": 1, "read": 1, "date_sent": 0}
    told = " ".join(f'{name}="{value}"' for name, value in {**usual, **attributes}.items())
    return f'<sms {told} body="{body}" />'


def mms(parts: str = "", addresses: str = "", **attributes: object) -> str:
    usual = {"date": 1_704_103_200_000, "date_sent": 1_704_103_199, "msg_box": 1, "m_type": 132, "read": 1}
    told = " ".join(f'{name}="{value}"' for name, value in {**usual, **attributes}.items())
    return f"<mms {told}><parts>{parts}</parts><addrs>{addresses}</addrs></mms>"


def addr(address: str, role: int) -> str:
    return f'<addr address="{address}" type="{role}" charset="106" />'


def document(*records: str, root: str = "smses", head: str = "") -> str:
    return (
        f"<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n{head}<{root} count=\"9\">\n"
        + "".join(f"  {record}\n" for record in records)
        + f"</{root}>"
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sms.xml"


def read(path: Path, content: str | bytes, options: Options | None = None) -> Told:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return told(SOURCE, path, options)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&#55357;&#56832;", "😀"),
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#xd83d;&#56832;&#55357;&#xDE01;", "😀😁"),
        ("x &#55357; y", "x � y"),
        ("x &#56832; y", "x � y"),
        ("&#56832;&#55357;", "��"),
        ("&#55357;&#55357;&#56832;", "�😀"),
        ("a&#10;b &amp; &quot;c&quot; 'd' &#x41;", "a\nb & \"c\" 'd' A"),
        ("&#0;&#11;&#31;", "���"),
        ("😀 𝄞 plain", "😀 𝄞 plain"),
        ("&lt;b&gt;", "<b>"),
        ("null", "null"),
    ],
)
def test_a_text_is_what_was_meant(path: Path, written: str, meant: str) -> None:
    said = read(path, document(sms(written)))
    assert said.texts == [meant]
    assert said.problems == []


def test_a_pair_is_whole_wherever_a_block_ends(path: Path) -> None:
    block = 256 << 10
    before = len(document().partition("</smses>")[0]) + len(sms("")) - len('" />') + 2
    for shift in range(-26, 4):
        said = read(path, document(sms("x" * (block - before + shift) + "&#55357;&#56832;!")))
        assert said.texts[0].endswith("x😀!"), shift


def test_a_text_without_content_says_so(path: Path) -> None:
    (said,) = read(path, document(sms(""))).sightings
    assert summaries(said) == ["Message without content"]


def test_what_is_missing_is_the_word_null_or_minus_one_or_empty(path: Path) -> None:
    said = read(path, document(sms(subject="null", address="null"), mms(sub="-1", m_id="null", tr_id=""))).sightings
    assert [one.subject for one in said] == [None, None]
    assert said[0].threads is None


def test_direction_time_and_state_of_texts(path: Path) -> None:
    said = read(
        path,
        document(
            sms("a", type=1, date_sent=DATE - 1_000),
            sms("b", type=2, read=0),
            sms("c", type=1, read=0, date=DATE + 1),
            sms("d", type=5, status=64, locked=1),
        ),
    ).sightings
    assert [one.direction for one in said] == [IN, OUT, IN, OUT]
    assert [one.sender for one in said] == [PEER, None, PEER, None]
    assert [one.flags for one in said] == [READ, None, None, None]
    assert said[0].at == DATE
    assert said[0].extra == {"sent_at": DATE - 1_000}
    assert said[3].extra == {"box": 5, "locked": 1, "status": 64}
    assert summaries(said[3]) == ["Not sent"]


def test_an_mms_has_milliseconds_and_seconds_in_one_element(path: Path) -> None:
    (said,) = read(path, document(mms('<part seq="0" ct="text/plain" text="hi" />', addr(PEER, 137)))).sightings
    assert said.at == 1_704_103_200_000
    assert said.extra == {"sent_at": 1_704_103_199_000}
    assert said.service == "MMS"


def test_layout_is_never_shown_whatever_its_place(path: Path) -> None:
    parts = (
        '<part seq="-1" ct="application/smil" text="&lt;smil/&gt;" />'
        '<part seq="0" ct="application/smil" text="&lt;smil/&gt;" />'
        '<part seq="0" ct="text/plain" text="one" /><part seq="1" ct="text/plain" text="two" />'
    )
    said = read(path, document(mms(parts, addr(PEER, 137))))
    assert said.sightings[0].parts == ("one", "two")


def test_a_card_is_an_attachment_and_a_picture_has_the_name_it_was_given(path: Path) -> None:
    parts = (
        f'<part seq="0" ct="text/x-vCard" cl="../../Ada.vcf" data="{PIXEL}" />'
        f'<part seq="0" ct="image/jpeg; name=x" name="a\u202egnp.jpg" data="{PIXEL}" />'
    )
    said = read(path, document(mms(parts, addr(PEER, 137))))
    (card, picture) = attachments(said.sightings[0])
    assert (card.mime, card.name, card.size, card.origin) == ("text/x-vcard", "Ada.vcf", 8, PRESENT)
    assert (picture.mime, picture.name) == ("image/jpeg", "agnp.jpg")


@pytest.mark.parametrize(
    ("data", "origin", "size"),
    [
        (f'data="{PIXEL}"', PRESENT, 8),
        ('data="iVBO&#10;Rw0K&#13;&#10;Ggo="', PRESENT, 8),
        ('data="iVBO\nRw0KGgo="', PRESENT, 8),
        ('data="not base64!"', UNREADABLE, None),
        ('data="iVBORw0KGg"', UNREADABLE, None),
        ('data="iVBORw=K"', UNREADABLE, None),
        ('data=""', MISSING, None),
        ('data="null"', MISSING, None),
        ("", MISSING, None),
    ],
)
def test_data_is_what_it_is(path: Path, data: str, origin: int, size: int | None) -> None:
    said = read(path, document(mms(f'<part seq="0" ct="image/png" {data} text="null" />', addr(PEER, 137))))
    (file,) = attachments(said.sightings[0])
    assert (file.origin, file.size) == (origin, size)
    assert bool(said.problems) == (origin == UNREADABLE)
    assert said.unreadable == []


def test_the_bytes_are_found_again_and_those_of_a_changed_file_are_not(path: Path) -> None:
    part = (
        f'<part text="data=\'no\'" seq="0" ct="image/png" data="{PIXEL}" cl="1" /><part ct="image/gif" data="R0lG" />'
    )
    said = read(path, document(sms(), mms(part, addr(PEER, 137))))
    places = [file.place for file in said.files]
    assert list(contents(SOURCE, path, places).values()) == [b"\x89PNG\r\n\x1a\n", b"GIF"]
    assert contents(SOURCE, path, [*places[1:], "0/77/x", "nonsense"])[places[1]] == b"GIF"
    path.write_text(path.read_text().replace("R0lG", "R0lH"))
    assert contents(SOURCE, path, places)[places[1]] == "the backup has changed since it was read; import it again"


def test_the_owner_is_found_and_is_nobody_elses_peer(path: Path) -> None:
    sent = mms("", addr(ME, 137) + addr(PEER, 151), msg_box=2, m_type=128, tr_id="T1")
    group = mms("", addr(PEER, 137) + addr(ME, 151) + addr("+12025550102", 151), tr_id="T2")
    said = read(path, document(group, sent))
    assert [thread.members for thread in said.threads] == [("+12025550101", "+12025550102"), ("+12025550101",)]


def test_what_the_person_said_of_themselves_counts_where_no_row_shows_it(path: Path) -> None:
    group = mms("", addr(PEER, 137) + addr(ME, 151) + addr("+12025550102", 151), tr_id="T2")
    alone = read(path, document(group))
    assert alone.threads[0].members == (PEER, "+12025550102", ME)
    told_of = read(path, document(group), Options(own=frozenset({ME})))
    assert told_of.threads[0].members == (PEER, "+12025550102")
    assert alone.digests != told_of.digests


def test_our_own_export_says_whose_it_is(path: Path) -> None:
    group = mms("", addr(PEER, 137) + addr(ME, 151) + addr("+12025550102", 151), tr_id="T2")
    said = read(path, document(group).replace('count="9"', f'count="9" own_number="{ME}"'))
    assert said.threads[0].members == (PEER, "+12025550102")


def test_addresses_that_are_joined_are_taken_apart_where_there_are_no_rows_of_them(path: Path) -> None:
    said = read(path, document(mms(address="+12025550101~+12025550102,Bob"), mms(address="group_8@rcs.google.com")))
    assert said.threads[0].members == ("+12025550101", "+12025550102", "bob")
    assert said.sightings[1].threads is None


def test_calls_stand_among_messages_or_alone(path: Path) -> None:
    call = f'<call number="{PEER}" duration="102" date="{DATE}" type="1" />'
    missed = f'<call number="-1" duration="0" date="{DATE + 1}" type="3" />'
    voicemail = f'<call number="{PEER}" duration="9" date="{DATE + 2}" type="4" />'
    for root in ("smses", "calls"):
        said = read(path, document(call, missed, voicemail, root=root)).sightings
        assert [(one.family, one.kind, one.direction) for one in said] == [
            ("calls", CALL, IN),
            ("calls", CALL, IN),
            ("calls", VOICEMAIL, IN),
        ]
        assert summaries(said[0]) == ["Incoming call, 1:42"]
        assert said[0].extra == {"call": "answered", "seconds": 102}
        assert said[1].threads is None


def test_records_that_say_nothing_are_named(path: Path) -> None:
    said = read(path, document("<sms />", sms(date="today"), sms(date="9" * 39), sms(date=-5), "<mms/>", sms("good")))
    assert said.unreadable == [1, 2, 5]
    assert set(said.reasons) == {
        "its date is no number",
        "its time is outside of the years 1970 to 2100",
    }
    assert (said.total, len(said.rows)) == (6, 3)
    assert said.rows[6].at == DATE


def test_a_missing_type_is_no_direction(path: Path) -> None:
    (said,) = read(path, document(f'<sms address="{PEER}" date="{DATE}" body="x" />')).sightings
    assert said.direction == 2


def test_a_file_that_is_cut_keeps_all_whole_records(path: Path) -> None:
    whole = document(sms("one"), sms("two"), mms(f'<part ct="image/png" data="{PIXEL}" />', addr(PEER, 137)))
    for end in range(whole.index("two"), len(whole)):
        said = read(path, whole.encode()[:end])
        assert "one" in said.texts
        assert said.total == len(said.rows) + len(said.unreadable), end
        assert said.problems, end


def test_a_character_that_is_cut_costs_nothing_else(path: Path) -> None:
    said = read(path, document(sms("one"), sms("two €")).encode().partition("€".encode())[0] + b"\xe2\x82")
    assert said.texts == ["one"]
    assert said.unreadable == [2]


def test_malformed_xml_costs_the_records_it_is_in(path: Path) -> None:
    said = read(path, document(sms("one"), '<sms body="<<" date="1" ', sms("two"), "&nonsense;", sms("three"), "<x/>"))
    assert said.texts[0] == "one"
    assert said.texts[-1] == "three"
    assert said.unreadable
    assert said.total == len(said.rows) + len(said.unreadable)


def test_two_files_in_one_are_read_on(path: Path) -> None:
    said = read(path, document(sms("one")) + document(sms("two")))
    assert said.texts == ["one", "two"]


def test_what_is_no_utf_8_loses_no_record(path: Path) -> None:
    said = read(path, document(sms("caf\xe9 one"), sms("two")).encode("latin-1"))
    assert said.texts == ["caf� one", "two"]
    assert "UTF-8" in said.reasons[0]


def test_raw_control_characters_lose_no_record(path: Path) -> None:
    assert read(path, document(sms("a\x00b\x1fc"), sms("two"))).texts == ["a�b�c", "two"]


def test_a_count_a_comment_and_a_long_root_mean_nothing(path: Path) -> None:
    head = "<!-- File Created By SMS Backup & Restore <calls -->\n"
    said = read(
        path, document(sms("one"), head=head).replace('<smses count="9"', '<smses\n  count="2444"\n  type="full"')
    )
    assert (said.total, said.texts) == (1, ["one"])


def test_a_zip_of_two_documents_has_the_rows_of_both(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("b/sms.xml", document(sms("one"), sms("two")))
        archive.writestr("a/calls.xml", document(f'<call number="{PEER}" date="{DATE}" type="2" />', root="calls"))
        archive.writestr("../../etc/passwd.xml", document(sms("three")))
    said = told(SOURCE, tmp_path / "both.zip")
    assert said.total == len(said.rows) == 4
    assert sorted(said.rows) == list(said.rows)
    assert not list(tmp_path.rglob("passwd*"))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE smses [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n',
        '<!DOCTYPE smses SYSTEM "file:///etc/passwd">\n',
    ],
)
def test_a_document_type_is_refused(path: Path, head: str) -> None:
    path.write_text(document(sms("&b;"), head=head))
    with pytest.raises(SourceFailed, match="damaged") as refusal:
        SOURCE.open(path, Options())
    assert "document type" in refusal.value.finding.explanation


def test_in_a_zip_one_ends_the_reading_of_its_document(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("a.xml", document(sms("one"), head='<!DOCTYPE smses [<!ENTITY a "a">]>\n'))
        archive.writestr("b.xml", document(sms("two")))
    said = told(SOURCE, tmp_path / "both.zip")
    assert said.texts == ["two"]
    assert said.reasons == ["it declares a document type, which no backup does; nothing behind it was read"]
