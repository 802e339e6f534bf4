"""What pages of a Takeout say."""

import zipfile
from pathlib import Path

import pytest
from tests.sources.telling import Told, attachments, contents, summaries, told

from owntexts.errors import SourceFailed
from owntexts.model.records import CALL, MISSING, PRESENT, SPAM, VOICEMAIL
from owntexts.sources.google_voice import SOURCE
from owntexts.sources.registry import recognize
from owntexts.testing.android import voice
from owntexts.testing.life import life

ADA, ME = "+12025550101", "+12025550143"
AT = "2024-01-01T05:00:00.123-05:00"
AT_MS = 1_704_103_200_123


def link(number: str, name: str) -> str:
    return f'<cite class="sender vcard"><a class="tel" href="tel:{number}"><span class="fn">{name}</span></a></cite>'


MINE = f'<cite class="sender vcard"><a class="tel" href="tel:{ME}"><abbr class="fn" title="">Me</abbr></a></cite>'


def message(text: str = "hi", who: str = link(ADA, "Ada"), at: str = AT, files: str = "") -> str:
    return f'<div class="message"><abbr class="dt" title="{at}">x</abbr>:\n{who}:\n<q>{text}</q>\n{files}</div>'


def page(
    *messages: str, title: str = "Ada", labels: tuple[str, ...] = ("sms",), deleted: str = "False", group: str = ""
) -> str:
    tags = ", ".join(f'<a rel="tag" href="http://www.google.com/voice#{label}">x</a>' for label in labels)
    people = f'<div class="participants">Group conversation with: {group}</div>' if group else ""
    return (
        f"<html><head><title>{title}</title></head><body><div class='hChatLog hfeed'>{people}{''.join(messages)}</div>"
        f"<div class='tags'>{tags}</div><div class='deletedStatusContainer'>User Deleted:\n{deleted}</div>"
        "</body></html>"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "Takeout" / "Voice" / "Calls"
    place.mkdir(parents=True)
    return place


def read(folder: Path, name: str = "Ada - Text - 2024-01-01T10_00_00Z.html", content: str | None = None) -> Told:
    if content is not None:
        (folder / name).write_text(content, "utf-8")
    return told(SOURCE, folder.parents[2])


def test_times_have_their_offset_and_milliseconds(folder: Path) -> None:
    (said,) = read(folder, content=page(message())).sightings
    assert (said.at, said.service, said.family, said.sender) == (AT_MS, "Voice", "voice", ADA)


def test_a_text_keeps_its_lines_and_loses_the_spaces_of_its_markup(folder: Path) -> None:
    text = "  one\n two <br>three &amp; &lt;four&gt;<br><br> five\u00a0<br>"
    assert read(folder, content=page(message(text))).texts == ["one two\nthree & <four>\n\nfive\u00a0"]


def test_a_placeholder_is_no_text(folder: Path) -> None:
    picture = '<div><img src="x" alt="Image MMS Attachment" /></div>'
    said = read(
        folder, content=page(message("MMS Received", files=picture), message("MMS Sent", at=AT.replace("00.1", "01.1")))
    )
    assert said.texts == ["", "MMS Sent"]


def test_a_page_of_mine_alone_is_with_whom_its_title_or_its_file_names(folder: Path) -> None:
    mine = message("hello", MINE)
    (folder / "b - Text - 2024-01-01T10_00_00Z.html").write_text(page(message(), title="Ada"), "utf-8")
    said = read(folder, content=page(mine, title="Me to\nAda"))
    assert said.threads[0].members == (ADA,)
    for name, title, peer in (
        ("+12025550102 - Text - 2024-01-01T10_00_00Z.html", "Me to", "+12025550102"),
        ("54321 - Text - 2024-01-01T10_00_00Z.html", "Me to\n", "54321"),
        ("Bob O&#39;Hara - Text - 2024-01-01T10_00_00Z.html", "Me to Bob O&#39;Hara", "bob o'hara"),
    ):
        (folder / name).write_text(page(mine, title=title), "utf-8")
        assert any(thread.members == (peer,) for thread in read(folder).threads), name


def test_a_name_that_stood_for_two_numbers_stands_for_none(folder: Path) -> None:
    (folder / "1.html").write_text(page(message()), "utf-8")
    (folder / "2.html").write_text(page(message(who=link("+12025550109", "Ada"))), "utf-8")
    said = read(folder, "Ada - Text - 2024-01-01T11_00_00Z.html", page(message("x", MINE), title="Me to Ada"))
    assert {thread.members for thread in said.threads} == {(ADA,), ("+12025550109",), ("ada",)}


def test_a_sender_without_number_or_name_is_the_one_who_wrote_the_rest(folder: Path) -> None:
    said = read(folder, content=page(message("a", link("", "")), message("b", at=AT.replace("00.1", "01.1"))))
    assert [one.sender for one in said.sightings] == [ADA, ADA]


def test_a_group_is_of_those_it_lists(folder: Path) -> None:
    group = ", ".join(link(f"+120255501{number:02}", f"P{number}") for number in range(19))
    said = read(
        folder, "Group Conversation - x.html", page(message("all", MINE), title="Group Conversation", group=group)
    )
    assert len(said.threads[0].members or ()) == 19
    assert said.threads[0].group


def test_whole_pages_that_come_twice_are_one_and_equal_messages_of_one_page_are_two(folder: Path) -> None:
    content = page(message("ok"), message("ok"))
    (folder / "Ada - Text - x (1).html").write_text(content, "utf-8")
    said = read(folder, "Ada - Text - x.html", content)
    assert len(said.rows) == 4
    assert len({one.native for one in said.sightings}) == 2


def test_labels_say_what_is_unread_spam_or_thrown_away(folder: Path) -> None:
    said = read(folder, content=page(message(), labels=("sms", "unread", "spam"), deleted="True")).sightings
    assert [(one.flags, one.extra) for one in said] == [(SPAM, {"thrown_away": 1})]


@pytest.mark.parametrize(
    ("source", "file", "found"),
    [
        ("Ada - Text - x-1-1", "Ada - Text - x-1-1.jpg", True),
        ("Ada - Text - x-1-1", "Ada - Text - x-1-2.jpg", False),
        ("n" * 50, "n" * 60 + ".jpg", True),
        ("n" * 49, "n" * 60 + ".jpg", False),
        ("../../../../etc/passwd", "passwd.jpg", True),
        ("pic.gif", "pic.gif", True),
    ],
)
def test_media_are_found_among_what_lies_beside(folder: Path, source: str, file: str, found: bool) -> None:
    (folder / file).write_bytes(b"JPG")
    said = read(folder, content=page(message(files=f'<div><img src="{source}" /></div>')))
    (attachment,) = attachments(said.sightings[0])
    assert attachment.origin == (PRESENT if found else MISSING)
    assert list(contents(SOURCE, folder.parents[2], [one.place for one in said.files]).values()) == [b"JPG"] * found


def test_two_files_that_may_be_meant_are_neither(folder: Path) -> None:
    for ending in ("jpg", "gif"):
        (folder / f"pic.{ending}").write_bytes(b"x")
    said = read(folder, content=page(message(files='<div><img src="pic" /></div>')))
    assert attachments(said.sightings[0])[0].origin == MISSING


def test_a_link_in_the_folder_is_no_file(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (folder / "pic.jpg").symlink_to(tmp_path / "secret")
    said = read(folder, content=page(message(files='<div><img src="pic" /></div>')))
    assert attachments(said.sightings[0])[0].origin == MISSING
    assert contents(SOURCE, folder.parents[2], ["pic.jpg/6", "../../../secret/6"]) == dict.fromkeys(
        ["pic.jpg/6", "../../../secret/6"], "the Takeout has changed since it was read; import it again"
    )


def test_calls_and_voicemails(folder: Path) -> None:
    voice.write(folder.parents[2] / "more", life(messages=1, seed=2, calls=4))
    said = told(SOURCE, folder.parents[2] / "more")
    calls = [one for one in said.sightings if one.kind in {CALL, VOICEMAIL}]
    assert {summaries(one)[0] for one in calls if one.kind == CALL} == {
        "Incoming call",
        "Outgoing call, 0:17",
        "Missed call",
    }
    (voicemail,) = (one for one in calls if one.kind == VOICEMAIL)
    (recording,) = attachments(voicemail)
    assert (recording.transcript, recording.origin) == ("Please call back", MISSING)


def test_what_was_said_to_the_answering_machine_stays_where_its_recording_was_left_out(folder: Path) -> None:
    call = (
        f'<html><body><div class="haudio"><div class="contributor vcard">{link(ADA, "Ada")}</div>'
        f'<abbr class="published" title="{AT}">x</abbr><span class="full-text">Call me back</span>'
        '<div class="tags"><a rel="tag" href="http://www.google.com/voice#voicemail">x</a></div></div></body></html>'
    )
    (said,) = read(folder, "Ada - Voicemail - 2024-01-01T10_00_00Z.html", call).sightings
    assert said.kind == VOICEMAIL
    assert "Call me back" in (said.parts or ())


def test_a_page_that_is_none_is_passed_by_and_one_without_a_time_is_named(folder: Path) -> None:
    (folder / "Bills.html").write_text("<html><body>You owe nothing</body></html>", "utf-8")
    (folder / "empty.html").write_bytes(b"")
    said = read(folder, content=page(message(at="yesterday"), message(at="2024-01-01T05:00:00")))
    assert len(said.unreadable) == 2
    assert said.total == 2


def test_nesting_without_end_is_no_harm(folder: Path) -> None:
    said = read(folder, content=page("<div>" * 100_000 + message()))
    assert said.total <= 1


def test_it_may_still_be_a_zip(tmp_path: Path) -> None:
    lived = life(messages=40, seed=2, calls=3)
    place = voice.write(tmp_path / "unpacked", lived)
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        for file in sorted(place.rglob("*")):
            archive.write(file, file.relative_to(place))
        archive.writestr("Takeout/archive_browser.html", "<html></html>")
    packed, unpacked = told(SOURCE, tmp_path / "takeout.zip"), told(SOURCE, place)
    assert packed.rows == unpacked.rows
    places = [file.place for file in packed.files]
    assert contents(SOURCE, tmp_path / "takeout.zip", places) == contents(SOURCE, place, places)
    assert recognize(tmp_path / "takeout.zip").kind is SOURCE


def test_a_single_page_is_a_source_too(folder: Path) -> None:
    read(folder, "one.html", page(message()))
    assert told(SOURCE, folder / "one.html").texts == ["hi"]


def test_a_folder_of_other_pages_is_none(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html></html>")
    with pytest.raises(SourceFailed) as refusal:
        recognize(tmp_path)
    assert refusal.value.code == "source.unrecognised"
