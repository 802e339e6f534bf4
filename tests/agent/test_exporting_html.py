"""Pages of a history: all of it is there, nothing in it can act, and they come whole or not at all."""

import errno
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO, Final
from unittest.mock import patch
from urllib.parse import unquote

import msgspec
import pytest

from owntexts.agent import sources
from owntexts.agent.exporting_html import export_html
from owntexts.agent.home import Home
from owntexts.agent.imports import import_sources
from owntexts.errors import OwntextsError, WrongUsage
from owntexts.model.message import Message
from owntexts.model.records import Intent, Stamp
from owntexts.replica import export, intents
from owntexts.testing.android import smsie
from owntexts.testing.apple import build_chat_db
from owntexts.testing.devices import NOW_MS
from owntexts.testing.fetching import contents_of, fetch_from
from owntexts.testing.life import File, Life, life
from owntexts.writers.html import pages as cutting

HARMLESS: Final = {
    "html", "head", "meta", "title", "link", "body", "header", "main", "nav", "footer", "article", "section", "h1",
    "h2", "p", "ul", "li", "a", "b", "bdi", "span", "small", "q", "time", "div", "blockquote", "figure", "figcaption",
    "img", "video", "audio",
}  # fmt: skip


class Reader(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.leads_to: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in {"href", "src"}:
                self.leads_to.append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def pages(folder: Path) -> dict[Path, Reader]:
    return {file: Reader(file.read_text("utf-8")) for file in sorted(folder.rglob("*.html"))}


def messages(home: Home) -> list[Message]:
    return [msgspec.json.decode(line, type=Message) for line in export.lines(home.replica)]


@pytest.fixture
def rich_home(home: Home, tmp_path: Path) -> Home:
    """One with a bit of everything, and a message that the person deleted."""
    build_chat_db(tmp_path / "chat.db", messages=900, other_kinds=0.8)
    sources.add(home, tmp_path / "chat.db")
    import_sources(home)
    gone = bytes.fromhex(next(one.id for one in messages(home) if one.text and one.kind == "message"))
    stamp = Stamp(NOW_MS, 0, home.device)
    intents.record(home.replica, Intent(scope="message", target=gone, field="deleted", value=NOW_MS, stamp=stamp))
    return home


def test_every_message_stands_on_a_page_and_all_of_its_text(rich_home: Home, tmp_path: Path) -> None:
    written = export_html(rich_home, tmp_path / "pages")
    read = pages(tmp_path / "pages")
    text = " ".join("".join(page.text for page in read.values()).split())
    said = messages(rich_home)
    assert {one for page in read.values() for one in page.ids} == {f"m{one.id}" for one in said}
    assert written.messages == sum(len(one.conversation) for one in said)
    for one in said:
        for words in (*(part.text for part in one.parts), *(edit.text for edit in one.edits), one.subject):
            assert " ".join((words or "").split()) in text


def test_all_that_hangs_on_messages_is_told(rich_home: Home, tmp_path: Path) -> None:
    export_html(rich_home, tmp_path / "pages")
    html = "".join(file.read_text("utf-8") for file in (tmp_path / "pages" / "conversations").iterdir())
    said = messages(rich_home)
    shown = sum(len(one.conversation) * sum(not each.removed for each in one.reactions) for one in said)
    assert html.count('<ul class="signs">') == sum(any(not each.removed for each in one.reactions) for one in said)
    assert len(re.findall(r"<li>\S* <bdi>", html)) == shown > 0
    assert html.count("<blockquote>") == sum(one.reply_to is not None for one in said) > 0
    assert html.count("Edited. Before, it said:") == sum(bool(one.edits) for one in said) > 0
    assert html.count("Unsent</p>") == sum(part.kind == "unsent" for one in said for part in one.parts) > 0
    assert html.count("Recently Deleted on 1 Jan 2026") == 1
    assert html.count("Sent with ") >= sum(one.effect is not None for one in said) > 0
    assert html.count("Not here: ") == sum(part.kind == "attachment" for one in said for part in one.parts) > 0
    assert html.count('class="event"') == sum(one.kind == "event" for one in said) > 0


def test_every_link_leads_somewhere(rich_home: Home, tmp_path: Path) -> None:
    """Pages, places on pages and files that are there; what leads outside is a link that a person taps."""
    with patch.multiple(cutting, LONG=20, MOST=30):
        written = export_html(rich_home, tmp_path / "pages", fetch=lambda _one, out: out.write(b"x") and None)
    assert written.pages > 3 * written.conversations
    read = pages(tmp_path / "pages")
    for file, page in read.items():
        for link in page.leads_to:
            if not link.startswith(("https://", "http://", "mailto:", "tel:")):
                path, _, place = link.partition("#")
                target = (file.parent / unquote(path)).resolve() if path else file
                assert target.is_file(), link
                assert not place or place in read[target].ids, link


def test_the_pages_are_made_of_nothing_that_acts(rich_home: Home, tmp_path: Path) -> None:
    export_html(rich_home, tmp_path / "pages")
    for page in pages(tmp_path / "pages").values():
        assert page.tags.keys() <= HARMLESS
        assert not {name for name in page.attributes if name.startswith("on") or name == "style"}


HOSTILE: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    "see javascript://example.org/%0aalert(1) and data:text/html,<b>x</b>",
    "http://example.org/\"onmouseover='x' and https://example.org/<b>",
    "{{ 7*7 }} {% include '/etc/passwd' %}",
    "\u202egnp.exe\u2066 turned",
    "a\0b\x1b[31m",
    "</p></article></main><h1>Owned</h1>",
)


def test_hostile_texts_names_and_files_are_inert(home: Home, tmp_path: Path) -> None:
    lived = life(messages=len(HOSTILE), seed=2, rcs=False, files=False)
    evil = [
        File("../../evil.html", "text/html", b"<script>alert(1)</script>"),
        File("a.svg", "image/svg+xml", b"<svg/>"),
    ]
    told = [
        replace(one, text=text, subject=text, service="MMS", files=tuple(evil))
        for one, text in zip(lived.messages, HOSTILE, strict=True)
    ]
    smsie.write(tmp_path / "m.zip", Life(lived.me, lived.talks, tuple(told)))
    sources.add(home, tmp_path / "m.zip")
    import_sources(home)
    names = {person.address: f"{HOSTILE[0]}{HOSTILE[7]}" for talk in lived.talks for person in talk.others}
    export_html(home, tmp_path / "pages", names=names, fetch=fetch_from(tmp_path / "m.zip"))
    read = pages(tmp_path / "pages")
    for page in read.values():
        assert page.tags.keys() <= HARMLESS
        assert not {name for name in page.attributes if name.startswith("on")}
        assert all(
            re.match(r"(https?://example\.org/|\.\./|conversations/|style\.css)", link) for link in page.leads_to
        )
    assert {file.suffix for file in (tmp_path / "pages" / "media").iterdir()} == {".bin"}
    text = "".join(page.text for page in read.values())
    assert all(one.replace("\0", "\ufffd").replace("\x1b", "\ufffd") in text for one in HOSTILE)


def test_originals_lie_beside_the_pages_once_each(home: Home, tmp_path: Path) -> None:
    lived = life(messages=60, seed=6)
    smsie.write(tmp_path / "m.zip", lived)
    sources.add(home, tmp_path / "m.zip")
    import_sources(home)
    held = contents_of(tmp_path / "m.zip")
    written = export_html(home, tmp_path / "pages", fetch=fetch_from(tmp_path / "m.zip"))
    media = {file.stem: file.read_bytes() for file in (tmp_path / "pages" / "media").iterdir()}
    assert media == held
    assert (written.attachments.files, written.attachments.missing) == (len(held), 0)
    assert written.attachments.bytes == sum(map(len, held.values()))
    kinds = Counter(file.suffix for file in (tmp_path / "pages" / "media").iterdir())
    assert kinds.keys() == {".png", ".vcf", ".amr"}
    assert sum(page.tags["img"] for page in pages(tmp_path / "pages").values()) == kinds[".png"]


def test_nothing_at_all_is_an_index_that_says_so(home: Home, tmp_path: Path) -> None:
    written = export_html(home, tmp_path / "pages")
    assert (written.conversations, written.messages) == (0, 0)
    assert "There were no messages" in Path(written.index).read_text()


def test_an_empty_folder_is_taken_and_one_with_anything_in_it_is_not(filled_home: Home, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert Path(export_html(filled_home, tmp_path / "empty").index).is_file()
    with pytest.raises(WrongUsage):
        export_html(filled_home, tmp_path / "empty")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WrongUsage):
        export_html(filled_home, tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_an_export_that_fails_leaves_nothing_behind(filled_home: Home, tmp_path: Path) -> None:
    def fetch(_attachment: str, _out: BinaryIO) -> str | None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "out").mkdir()
    with pytest.raises(OwntextsError) as failed:
        export_html(filled_home, tmp_path / "out" / "pages", fetch=fetch)
    assert "No space left on device" in {each.value for each in failed.value.finding.evidence}
    assert list((tmp_path / "out").iterdir()) == []
    with pytest.raises(OwntextsError):
        export_html(filled_home, tmp_path / "absent" / "pages")


def test_nobody_else_can_read_them(filled_home: Home, tmp_path: Path) -> None:
    export_html(filled_home, tmp_path / "pages", fetch=lambda _one, out: out.write(b"x") and None)
    for each in ((tmp_path / "pages"), *(tmp_path / "pages").rglob("*")):
        assert each.stat().st_mode & 0o077 == 0
