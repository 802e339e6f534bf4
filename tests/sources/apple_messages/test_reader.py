import re
import shutil
import sqlite3
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from owntexts.errors import SourceFailed
from owntexts.model.observations import Context, Row, Total
from owntexts.model.records import PRESENT, STICKER, Handle, Part, Sighting
from owntexts.sources.apple_messages import SOURCE
from owntexts.sources.base import Options
from owntexts.testing.apple import build_chat_db
from owntexts.testing.suite import KnownRows

GHACKS = "https://www.ghacks.net/2020/01/23/lastpass-no-longer-listed-on-the-chrome-web-store/"
EATING = "I\u2019m going to try to eat as quick as possible and then come over"
Read = Callable[..., Any]


def test_the_public_store_reads_as_its_three_orphans(
    samples: Path, tmp_path: Path, read: Read, fingerprint: Callable[[Path], dict[str, str]]
) -> None:
    shutil.copyfile(samples / "db" / "test.db", tmp_path / "chat.db")
    before = fingerprint(tmp_path)
    said = read(tmp_path / "chat.db")
    assert (said.total, list(said.rows), said.problems, said.context) == (3, [123445, 452567, 548216], [], [])
    link, sticker, translated = (said.message(row) for row in said.rows)
    assert (link.native, link.at, link.parts[0].text) == ("FAKEGUID-D0C8-4212-AA87-DD8AE4FD1203", 1738877124490, GHACKS)
    assert (sticker.parts[0], sticker.parts[1].attachment.flags) == (EATING, STICKER)
    assert (translated.parts, translated.at) == (("Oh it translated what I sent!",), 1757797570623)
    assert [message.threads for message in (link, sticker, translated)] == [None, None, None]
    assert fingerprint(tmp_path) == before


def test_a_store_with_messages_and_handles_only_is_read(shared_fixtures: Path, read: Read) -> None:
    inner = shared_fixtures / "apple" / "mvt" / "ios_backup" / "3d" / "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
    said = read(inner)
    found = said.message(3)
    assert (found.parts, found.at) == (("Please click here https://badbadbad.example.org/",), 1567120410539)
    assert (found.service, found.sender, said.problems) == (None, "apple", [])
    assert [one.raw for one in said.context if isinstance(one, Handle)] == ["apple"]


OLD = ("iphonebackuptools/messages/iOS6.1.6.sql", "iphonebackuptools/messages/iOS9.2.1.sql")
NEWER = ("iphonebackuptools/messages/iOS10.2.sql", "iphonebackuptools/messages/iOS11.2.sql")
NEWEST = ("imessage-data-foundry/schema_sequoia_real.sql",)


@pytest.mark.parametrize("schema", [*OLD, *NEWER, *NEWEST])
def test_a_store_of_every_public_schema_is_read(shared_fixtures: Path, tmp_path: Path, read: Read, schema: str) -> None:
    path = tmp_path / "sms.db"
    connection = sqlite3.connect(path)
    connection.executescript(_loadable((shared_fixtures / "apple" / schema).read_text()))
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    columns = {name for _, name, *_ in connection.execute("PRAGMA table_info(attachment)")}
    more = ", original_guid" if "original_guid" in columns else ""
    date = 345_678_901 if schema in OLD else 345_678_901_000_000_000
    for statement, *bindings in (
        ("INSERT INTO handle (ROWID, id, service) VALUES (1, '+15550001', 'SMS')",),
        ("INSERT INTO chat (ROWID, guid, style, chat_identifier) VALUES (1, 'SMS;-;+15550001', 45, '+15550001')",),
        ("INSERT INTO chat_handle_join (chat_id, handle_id) VALUES (1, 1)",),
        ("INSERT INTO message (ROWID, guid, text, handle_id, service, date) VALUES (1, 'A', 'hi', 1, 'SMS', ?)", date),
        ("INSERT INTO message (ROWID, guid, text, handle_id, service, date) VALUES (2, 'B', '\ufffc', 1, 'SMS', 0)",),
        ("INSERT INTO chat_message_join (chat_id, message_id) VALUES (1, 1)",),
        (f"INSERT INTO attachment (ROWID, filename, guid{more}) VALUES (1, '~/IMG.jpg', 'F'{more and ', 0'})",),  # noqa: S608
        ("INSERT INTO message_attachment_join (message_id, attachment_id) VALUES (2, 1)",),
    ):
        connection.execute(statement, bindings)
    connection.commit()
    connection.close()
    said = read(path)
    assert (said.message(1).parts, said.message(1).at, said.message(1).service) == (("hi",), 1323986101000, "SMS")
    assert said.message(2).parts[0].attachment.name == "IMG.jpg"
    assert (said.message(2).service, said.message(2).at) == ("MMS", None)
    assert len(said.message(1).threads) == 1
    assert said.problems == []


def test_total_and_context_come_before_the_rows(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=50)

    class Nothing:
        def has(self, row: int, digest: int) -> bool:
            return False

    with SOURCE.open(tmp_path / "chat.db", Options()) as source:
        first, second, *_ = source.read(Nothing())
    assert first == Total(50)
    assert isinstance(second, Context)


def test_reading_twice_says_the_same_and_the_second_time_all_is_unchanged(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "chat.db"
    build_chat_db(path, messages=1_500, other_kinds=0.5)
    first, again, after = read(path), read(path), read(path, read(path))
    assert (first.rows, first.digests) == (again.rows, again.digests)
    assert (after.rows, after.unchanged) == ({}, sorted(first.rows))


def test_an_open_source_can_be_read_again(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=100)

    class Nothing:
        def has(self, row: int, digest: int) -> bool:
            return False

    with SOURCE.open(tmp_path / "chat.db", Options()) as source:
        assert list(source.read(Nothing())) == list(source.read(Nothing()))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE message SET date_read = date + 5000000000 WHERE ROWID = 2",
        "UPDATE message SET attributedBody = NULL, text = 'other' WHERE ROWID = 2",
        "DELETE FROM chat_message_join WHERE message_id = 2",
        """DELETE FROM chat_message_join WHERE message_id = 2;
        INSERT INTO chat_recoverable_message_join (chat_id, message_id, delete_date) VALUES (1, 2, 5)""",
        "INSERT INTO message_attachment_join (message_id, attachment_id) SELECT 2, min(ROWID) FROM attachment",
        "UPDATE chat SET group_id = 'OTHER', style = 43",
    ],
)
def test_a_row_that_changed_in_any_table_is_read_again(tmp_path: Path, read: Read, change: str) -> None:
    path = tmp_path / "chat.db"
    build_chat_db(path, messages=600)
    before = read(path)
    connection = sqlite3.connect(path)
    connection.executescript(change)
    connection.commit()
    connection.close()
    after = read(path, before)
    assert 2 in after.rows
    assert after.digests[2] != before.digests[2]


def test_new_rows_are_read_and_old_ones_are_unchanged(make_store: Callable[..., Path], read: Read) -> None:
    before = read(make_store({"text": "a"}, {"text": "b"}))
    after = read(make_store({"text": "a"}, {"text": "b"}, {"text": "c"}), before)
    assert (list(after.rows), after.unchanged) == ([3], [1, 2])


def test_the_digest_of_a_row_is_the_same_on_every_machine(make_store: Callable[..., Path], read: Read) -> None:
    row = {"guid": "A", "text": "hello", "date": 760_569_924_490_443_648, "handle_id": 1, "service": "SMS"}
    said = read(make_store(row, handle=[{"ROWID": 1, "id": "+15550001"}]))
    assert said.digests == {1: 148_035_958_997_525_966}


def test_the_digest_of_a_row_does_not_depend_on_columns_that_only_newer_versions_have(
    make_store: Callable[..., Path], read: Read
) -> None:
    old = read(make_store({"text": "hello"}))
    new = read(make_store({"text": "hello", "date_edited": None, "is_spam": None, "unheard_of": 5}))
    assert old.digests == new.digests


def test_memory_does_not_grow_with_the_store(tmp_path: Path) -> None:
    class Everything:
        def has(self, row: int, digest: int) -> bool:
            return True

    def peak(messages: int) -> int:
        build_chat_db(tmp_path / "chat.db", messages=messages, conversations=20)
        with SOURCE.open(tmp_path / "chat.db", Options()) as source:
            tracemalloc.start()
            for _ in source.read(Everything()):
                pass
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    assert peak(6_000) < 2 * peak(1_000) + 200_000


def test_a_side_table_that_is_damaged_costs_no_message(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "chat.db"
    build_chat_db(path, messages=1_000)
    connection = sqlite3.connect(path)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attachment'").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    spoilt = bytearray(path.read_bytes())
    spoilt[(root - 1) * size : root * size] = b"\xff" * size
    path.write_bytes(bytes(spoilt))
    said = read(path)
    assert len(said.rows) == 1_000
    assert not said.unreadable
    assert any("attachment" in problem.reason for problem in said.problems)


def test_a_store_without_a_message_table_is_source_unrecognised(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "chat.db")
    connection.execute("CREATE TABLE notes (id INTEGER)")
    connection.close()
    with pytest.raises(SourceFailed) as refusal:
        SOURCE.open(tmp_path / "chat.db", Options())
    assert refusal.value.code == "source.unrecognised"


def test_a_sound_store_has_nothing_to_diagnose(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=10)
    with SOURCE.open(tmp_path / "chat.db", Options()) as source:
        assert source.diagnose() == []


def test_every_row_becomes_a_sighting_a_reaction_or_a_problem(tmp_path: Path, read: Read) -> None:
    for schema in ("ios9", "ios14", "macos11", "macos15", "macos26"):
        manifest = build_chat_db(tmp_path / "chat.db", messages=1_200, schema=schema, other_kinds=0.5)
        said = read(tmp_path / "chat.db")
        messages = sum(isinstance(records[0], Sighting) for records in said.rows.values())
        assert len(said.rows) == manifest.rows
        assert messages == manifest.messages + manifest.events


def _loadable(script: str) -> str:
    """A dumped schema without the statements that SQLite keeps for itself."""
    return re.sub(r"CREATE TABLE sqlite_\w+\s*\([^;]*\);", "", script)


def test_where_present_files_lie_is_told_beside_the_records(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    build_chat_db(path, messages=2_000)
    with SOURCE.open(path, Options()) as source:
        rows = [seen for seen in source.read(KnownRows()) if isinstance(seen, Row)]
    located = {file.attachment: file.place for row in rows for file in row.files}
    told = {
        part.attachment.id: part.attachment.origin
        for row in rows
        for sighting in row.records
        if isinstance(sighting, Sighting) and isinstance(sighting.parts, tuple)
        for part in sighting.parts
        if isinstance(part, Part) and part.attachment
    }
    assert {one for one, origin in told.items() if origin == PRESENT} <= located.keys()
    assert not located.keys() & {one for one, origin in told.items() if origin != PRESENT}
    assert all(located.values())
