"""The backup for a telephone: read back it is the same history, and it says what it could not carry."""

import errno
import os
import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from owntexts.agent import reading, sources
from owntexts.agent.exporting_smsbr import export_smsbr
from owntexts.agent.home import Home, open_home
from owntexts.agent.imports import import_sources
from owntexts.errors import OwntextsError, WrongUsage
from owntexts.model.records import Intent, Stamp
from owntexts.replica import export, intents
from owntexts.sources.base import Options
from owntexts.testing.android import smsbr, smsie
from owntexts.testing.apple import life as apple
from owntexts.testing.devices import NOW_MS
from owntexts.testing.fetching import contents_of, fetch_from
from owntexts.testing.life import Life, life
from owntexts.writers.smsbr.losses import told

WRITERS: Final[dict[str, Callable[[Path, Life], None]]] = {
    "sms.xml": smsbr.write,
    "messages.zip": smsie.write,
    "chat.db": apple.write,
}


def home_with(folder: Path, *paths: Path, me: str | None = None) -> Home:
    home = open_home(folder)
    if me:
        said = Intent(scope="account", target="own_numbers", field="value", value=me, stamp=Stamp(1, 0, home.device))
        intents.record(home.replica, said)
    for path in paths:
        sources.add(home, path)
    assert import_sources(home).failed == []
    return home


def history(home: Home) -> list[dict[str, Any]]:
    return [msgspec.json.decode(line) for line in export.lines(home.replica)]


def gist(home: Home, files: dict[str, bytes]) -> list[tuple[Any, ...]]:
    """What a telephone keeps of each message: when, who, what, in which conversation."""
    people = {one: said["participants"] for one, said in conversations(home).items()}
    return sorted(
        (
            said["at"],
            said["direction"],
            said["sender"] or "",
            said["text"] or "",
            said["subject"] or "",
            [tuple(people[one]) for one in said["conversation"]],
            [files.get(part["attachment"]["id"]) for part in said["parts"] if part["attachment"]],
        )
        for said in history(home)
    )


def conversations(home: Home) -> dict[str, Any]:
    return {row.id: msgspec.to_builtins(row) for row in reading.conversations(home)}


def there_and_back(folder: Path, stack: ExitStack, source: Path, lived: Life) -> tuple[Home, Home, Path]:
    """A home that knows its owner, one that reads what it exported and was told nothing, and the file."""
    before = stack.enter_context(home_with(folder / "before", source, me=lived.me))
    export_smsbr(before, folder / "out.xml", fetch=fetch_from(source, Options(own=frozenset({lived.me}))))
    return before, stack.enter_context(home_with(folder / "after", folder / "out.xml")), folder / "out.xml"


@settings(max_examples=10)
@given(st.integers(3, 24), st.integers(1, 10_000), st.sampled_from(sorted(WRITERS)))
def test_what_is_exported_reads_back_the_same(messages: int, seed: int, format_: str) -> None:
    lived = life(messages=messages, seed=seed)
    with TemporaryDirectory() as place, ExitStack() as stack:
        source = Path(place) / format_
        WRITERS[format_](source, lived)
        before, after, file = there_and_back(Path(place), stack, source, lived)
        assert gist(after, contents_of(file)) == gist(before, contents_of(source))


def test_a_backup_of_the_same_app_reads_back_as_the_same_lines(tmp_path: Path) -> None:
    """Ids, groups of RCS and their names, attachments: so that the new phone's own backups are the same history."""
    lived = life(messages=150, seed=4)
    smsbr.write(tmp_path / "sms.xml", lived)
    with ExitStack() as stack:
        before, after, file = there_and_back(tmp_path, stack, tmp_path / "sms.xml", lived)
        assert list(export.lines(after.replica)) == list(export.lines(before.replica))
        sources.add(before, file)
        assert import_sources(before).added == 0


def test_a_backup_added_to_the_history_it_was_made_of_adds_nothing(tmp_path: Path) -> None:
    lived = life(messages=80, seed=9)
    apple.write(tmp_path / "chat.db", lived)
    with home_with(tmp_path / "home", tmp_path / "chat.db") as home:
        before = len(history(home))
        export_smsbr(home, tmp_path / "out.xml", me=lived.me, fetch=fetch_from(tmp_path / "chat.db"))
        sources.add(home, tmp_path / "out.xml")
        import_sources(home)
        assert len(history(home)) == before


def test_what_android_has_no_place_for_is_counted(filled_home: Home, tmp_path: Path) -> None:
    gone = bytes.fromhex(history(filled_home)[5]["id"])
    stamp = Stamp(NOW_MS, 0, filled_home.device)
    intents.record(
        filled_home.replica, Intent(scope="message", target=gone, field="deleted", value=NOW_MS, stamp=stamp)
    )
    written = export_smsbr(filled_home, tmp_path / "out.xml")
    said = history(filled_home)
    lost, left = written.not_carried, written.left_out
    assert written.messages + sum(told(left).values()) == len(said)
    assert left.events == sum(one["kind"] == "event" for one in said)
    assert left.recently_deleted == sum(one["deleted_at"] is not None for one in said)
    assert {"events", "recently_deleted", "unsent"} <= told(left).keys()
    assert {"reactions", "edits", "effects", "styles", "group_names", "apps"} <= told(lost).keys()
    assert 0 < lost.reactions <= sum(not each["removed"] for one in said for each in one["reactions"])
    assert written.attachments.missing == elements(tmp_path / "out.xml", ".//part[@data='null']")


def test_the_first_line_tells_how_many_messages_there_are(filled_home: Home, tmp_path: Path) -> None:
    written = export_smsbr(filled_home, tmp_path / "out.xml")
    root = ET.parse(tmp_path / "out.xml").getroot()  # noqa: S314 - our own
    assert int(root.attrib["count"]) == written.messages == len(root)
    assert len(root.findall("sms")) == written.texts > 0
    assert len(root.findall("mms")) == written.multimedia > 0


def test_nothing_at_all_is_a_backup_of_nothing(home: Home, tmp_path: Path) -> None:
    assert export_smsbr(home, tmp_path / "out.xml").messages == 0
    with home_with(tmp_path / "other", tmp_path / "out.xml") as other:
        assert history(other) == []


HOSTILE: Final = (
    "null", "", " ", "\"><sms body='x'/>", "&amp;&#10;&", "]]>", "a\0b\x07c\x1b[31m",
    "one\r\ntwo\rthree\nfour\tfive", "\ufffe\uffff", "👩‍👩‍👧 𝄞 \u202eabc", "\u0085\u2028\u2029", "<!DOCTYPE x>", "~,;",
)  # fmt: skip


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    """They come back as they were; only what XML cannot hold is U+FFFD instead."""
    lived = life(messages=len(HOSTILE), seed=2, rcs=False, files=False)
    hostile = with_texts(lived, HOSTILE)
    smsie.write(tmp_path / "messages.zip", hostile)
    with ExitStack() as stack:
        before, after, file = there_and_back(tmp_path, stack, tmp_path / "messages.zip", hostile)
        ET.parse(file)  # noqa: S314 - our own
        assert len(history(before)) == len(HOSTILE)
        assert [one["text"] for one in history(after)] == [in_xml(one["text"]) for one in history(before)]


def with_texts(lived: Life, texts: Sequence[str]) -> Life:
    messages = (replace(one, text=text) for one, text in zip(lived.messages, texts, strict=True))
    return replace(lived, messages=tuple(messages))


def in_xml(text: str | None) -> str | None:
    return text and re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def elements(file: Path, path: str) -> int:
    return len(ET.parse(file).getroot().findall(path))  # noqa: S314 - our own


def test_a_draft_is_not_said_to_have_been_sent(tmp_path: Path) -> None:
    (tmp_path / "sms.xml").write_text(
        '<smses count="2"><sms address="+15550100" date="1700000000000" type="3" body="not yet"/>'
        '<sms address="+15550100" date="1700000001000" type="5" body="never went"/></smses>'
    )
    with ExitStack() as stack:
        before, after, _ = there_and_back(tmp_path, stack, tmp_path / "sms.xml", life(messages=0))
        assert list(export.lines(after.replica)) == list(export.lines(before.replica))


def test_what_somebody_wrote_who_left_the_group_is_apart(tmp_path: Path) -> None:
    """The phone files by who is addressed, and an answer must not reach whoever is gone."""
    lived = life(messages=60, seed=3, rcs=False, files=False)
    apple.write(tmp_path / "chat.db", lived)
    gone = next(one.sender for one in lived.messages if one.talk.is_group and one.sender)
    with closing(sqlite3.connect(tmp_path / "chat.db")) as store, store:
        store.execute(
            "delete from chat_handle_join where handle_id in (select rowid from handle where id = ?)", (gone.address,)
        )
    with home_with(tmp_path / "home", tmp_path / "chat.db") as home:
        written = export_smsbr(home, tmp_path / "out.xml", me=lived.me)
    assert written.not_carried.former_members > 0
    root = ET.parse(tmp_path / "out.xml").getroot()  # noqa: S314 - our own
    groups = [one for one in root.findall("mms") if "~" in one.attrib["address"]]
    with_them = [one for one in groups if gone.address in one.attrib["address"].split("~")]
    assert {one.findall("addrs/addr")[0].attrib["address"] for one in with_them} == {gone.address}


def test_an_attachment_larger_than_memory_would_like_is_written_in_pieces(tmp_path: Path) -> None:
    lived = life(messages=30, seed=6)
    smsbr.write(tmp_path / "sms.xml", lived)
    big = os.urandom(9 << 20)
    asked: list[str] = []

    def fetch(attachment: str, out: BinaryIO) -> str | None:
        asked.append(attachment)
        return "no" if len(asked) > 1 else out.write(big) and None

    with home_with(tmp_path / "home", tmp_path / "sms.xml") as home:
        written = export_smsbr(home, tmp_path / "out.xml", me=lived.me, fetch=fetch)
    assert (written.attachments.files, written.attachments.bytes) == (1, len(big))
    assert written.attachments.missing == len(asked) - 1 > 0
    assert big in contents_of(tmp_path / "out.xml").values()


def test_a_folder_that_is_not_there_is_named_and_a_pipe_refused(filled_home: Home, tmp_path: Path) -> None:
    with pytest.raises(OwntextsError) as told_of:
        export_smsbr(filled_home, tmp_path / "absent" / "out.xml")
    assert told_of.value.finding.evidence[0].value == str(tmp_path / "absent" / "out.xml")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(WrongUsage):
        export_smsbr(filled_home, tmp_path / "pipe")
    with pytest.raises(OwntextsError):
        export_smsbr(filled_home, tmp_path)


def test_a_backup_that_fails_leaves_the_old_one_and_no_draft(tmp_path: Path) -> None:
    smsbr.write(tmp_path / "sms.xml", life(messages=30, seed=6))
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "out.xml").write_text("the old one")

    def fetch(_attachment: str, _out: BinaryIO) -> str | None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with home_with(tmp_path / "home", tmp_path / "sms.xml") as home, pytest.raises(OwntextsError) as failed:
        export_smsbr(home, tmp_path / "out" / "out.xml", fetch=fetch)
    assert "No space left on device" in {each.value for each in failed.value.finding.evidence}
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["out.xml"]
    assert (tmp_path / "out" / "out.xml").read_text() == "the old one"
