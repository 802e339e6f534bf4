"""The corpora are what they say they are: the same everywhere, complete, and read back as expected."""

import os
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from owntexts.model.observations import Observation, Problem, Row
from owntexts.model.records import Edit, Part, Reaction, Sighting
from owntexts.sources.apple_messages import SOURCE
from owntexts.sources.base import Options
from owntexts.testing.apple import SCHEMAS, Manifest, SchemaName, append, build_chat_db, demo, plaintext_needles, spoil
from owntexts.testing.apple.kinds import KINDS, kinds_for
from owntexts.testing.suite import KnownRows

EVERY_SCHEMA: tuple[SchemaName, ...] = tuple(SCHEMAS)
ENOUGH_FOR_EVERY_KIND = 1_500
CONTENT_OF_300_ROWS = "10520690eda4649ad98be4d83a3498d92889facd2b68260c6306c928d449b2e5"


def content(path: Path) -> str:
    """A digest over every value of every table."""
    digest = sha256()
    with closing(sqlite3.connect(path)) as database:
        for (table,) in database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        ).fetchall():
            for row in database.execute(f"SELECT * FROM {table} ORDER BY rowid"):  # noqa: S608 - names of our own tables
                digest.update(repr((table, row)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def observed(path: Path) -> list[Observation]:
    with SOURCE.open(path, Options()) as source:
        return list(source.read(KnownRows()))


def rows_of(path: Path) -> dict[int, Row]:
    return {seen.row: seen for seen in observed(path) if isinstance(seen, Row)}


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as database:
        answer: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - as above
        return answer


def test_a_seed_gives_the_same_content_on_every_machine(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "a.db", messages=300, seed=5)
    assert content(tmp_path / "a.db") == CONTENT_OF_300_ROWS


def test_another_process_with_another_hash_seed_writes_the_same(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "a.db", messages=200, seed=5)
    program = "import sys; from pathlib import Path; from owntexts.testing.apple import build_chat_db as build; "
    program += "build(Path(sys.argv[1]), messages=200, seed=5)"
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu"}
    subprocess.run([sys.executable, "-c", program, tmp_path / "b.db"], check=True, env=environment)
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")


def test_another_seed_writes_something_else(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "a.db", messages=50, seed=5)
    build_chat_db(tmp_path / "b.db", messages=50, seed=6)
    assert content(tmp_path / "a.db") != content(tmp_path / "b.db")


@pytest.mark.parametrize("messages", [1, 3, 500, 2_001])
@pytest.mark.parametrize("wal", [False, True])
def test_a_store_has_exactly_the_rows_asked_for(tmp_path: Path, messages: int, wal: bool) -> None:
    manifest = build_chat_db(tmp_path / "chat.db", messages=messages, wal=wal)
    assert manifest.rows == messages == count(tmp_path / "chat.db", "message")
    assert sum(manifest.counts.values()) == messages
    assert manifest.messages + manifest.events + manifest.reactions == messages
    assert manifest.attachments == count(tmp_path / "chat.db", "attachment")


@pytest.mark.parametrize("schema", EVERY_SCHEMA)
def test_every_kind_that_a_schema_knows_is_there(tmp_path: Path, schema: SchemaName) -> None:
    manifest = build_chat_db(tmp_path / "chat.db", messages=ENOUGH_FOR_EVERY_KIND, schema=schema)
    with closing(sqlite3.connect(tmp_path / "chat.db")) as database:
        columns = {row[1] for row in database.execute("PRAGMA table_info(message)")}
    assert {kind.name for kind in kinds_for(columns)} <= manifest.counts.keys()


@pytest.mark.parametrize("schema", EVERY_SCHEMA)
def test_the_reader_gives_what_the_manifest_expects(tmp_path: Path, schema: SchemaName) -> None:
    manifest = build_chat_db(tmp_path / "chat.db", messages=ENOUGH_FOR_EVERY_KIND, schema=schema)
    rows = rows_of(tmp_path / "chat.db")
    assert differences(manifest, rows) == []
    assert counted(rows) == {"messages": manifest.messages, "events": manifest.events, "reactions": manifest.reactions}


@pytest.mark.parametrize("schema", EVERY_SCHEMA)
def test_a_sound_store_is_read_without_problems(tmp_path: Path, schema: SchemaName) -> None:
    build_chat_db(tmp_path / "chat.db", messages=ENOUGH_FOR_EVERY_KIND, schema=schema)
    assert [seen for seen in observed(tmp_path / "chat.db") if isinstance(seen, Problem)] == []


def test_the_columns_of_macos_15_are_those_of_a_real_store(tmp_path: Path, shared_fixtures: Path) -> None:
    real_schema = (shared_fixtures / "apple/imessage-data-foundry/schema_sequoia_real.sql").read_text()
    build_chat_db(tmp_path / "chat.db", messages=1, schema="macos15")
    with closing(sqlite3.connect(":memory:")) as real, closing(sqlite3.connect(tmp_path / "chat.db")) as ours:
        real.executescript(real_schema)
        for table in ("message", "attachment", "chat", "handle", "chat_message_join", "chat_recoverable_message_join"):
            query = "SELECT name, type FROM pragma_table_info(?) ORDER BY name"
            assert ours.execute(query, (table,)).fetchall() == real.execute(query, (table,)).fetchall(), table


def test_old_phones_count_seconds(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "sms.db", messages=50, schema="ios9")
    with closing(sqlite3.connect(tmp_path / "sms.db")) as database:
        newest, oldest = database.execute("SELECT max(date), min(date) FROM message WHERE date > 0").fetchone()
    assert 0 < oldest < newest < 10**12


def test_a_fifth_of_all_messages_is_in_the_largest_conversation(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=5_000, other_kinds=0)
    with closing(sqlite3.connect(tmp_path / "chat.db")) as database:
        largest = database.execute("SELECT count(*) FROM chat_message_join GROUP BY chat_id ORDER BY 1 DESC").fetchone()
    assert 0.17 < largest[0] / 5_000 < 0.23


def test_a_person_may_have_several_handles_and_chats(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=100)
    with closing(sqlite3.connect(tmp_path / "chat.db")) as database:
        handles = "SELECT count(*) FROM handle GROUP BY person_centric_id HAVING count(DISTINCT service) > 1"
        twins = "SELECT count(*) FROM chat WHERE style = 45 GROUP BY chat_identifier HAVING count(*) > 1"
        assert database.execute(handles).fetchall()
        assert database.execute(twins).fetchall()


def test_two_groups_may_have_the_same_members(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=100)
    with closing(sqlite3.connect(tmp_path / "chat.db")) as database:
        members = (
            "SELECT group_concat(id) FROM (SELECT chat_id, id FROM chat_handle_join JOIN handle ON handle_id = ROWID "
            "ORDER BY chat_id, id) JOIN chat ON chat.ROWID = chat_id WHERE style = 43 GROUP BY chat_id"
        )
        groups = [who for (who,) in database.execute(members)]
    assert len(set(groups)) < len(groups)


def test_rows_left_in_the_log_are_seen_with_it_and_missed_without_it(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=100, wal=True)
    (tmp_path / "alone.db").write_bytes((tmp_path / "chat.db").read_bytes())
    assert (tmp_path / "chat.db-wal").stat().st_size > 0
    assert len(rows_of(tmp_path / "chat.db")) == 100
    assert len(rows_of(tmp_path / "alone.db")) == 90


def test_a_store_grows_by_newer_messages(tmp_path: Path) -> None:
    path = tmp_path / "chat.db"
    build_chat_db(path, messages=400)
    before = rows_of(path)
    added = append(path, 120, seed=9)
    after = rows_of(path)
    assert added.rows == 120
    assert len(after) == 520
    assert {number: after[number].digest for number in before} == {n: row.digest for n, row in before.items()}
    assert differences(added, after) == []
    assert min(times(after, 401)) > max(times(after, 1, 400))


def test_growing_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        build_chat_db(tmp_path / name, messages=100)
        append(tmp_path / name, 50, seed=3)
    assert content(tmp_path / "a.db") == content(tmp_path / "b.db")


def test_every_way_of_damage_is_told_of(tmp_path: Path) -> None:
    build_chat_db(tmp_path / "chat.db", messages=400)
    spoilt = spoil(tmp_path / "chat.db")
    problems = {seen.row for seen in observed(tmp_path / "chat.db") if isinstance(seen, Problem)}
    assert problems == spoilt.keys()


def test_the_demo_has_every_kind_and_reads_as_written(tmp_path: Path) -> None:
    manifest = demo(tmp_path / "chat.db")
    rows = rows_of(tmp_path / "chat.db")
    assert {kind.name for kind in KINDS} <= manifest.counts.keys()
    assert 1_900 < len(rows) < 2_100
    assert differences(manifest, rows) == []


def test_the_demo_ends_with_the_family(tmp_path: Path) -> None:
    demo(tmp_path / "chat.db")
    newest = list(rows_of(tmp_path / "chat.db").values())[-1]
    assert [record.parts for record in newest.records if isinstance(record, Sighting)] == [
        ("Good. I shall set six places.",)
    ]


def test_needles_are_in_the_store_and_long_enough_to_be_no_accident(tmp_path: Path) -> None:
    manifest = build_chat_db(tmp_path / "chat.db", messages=3_000)
    needles = plaintext_needles(manifest)
    plain = (tmp_path / "chat.db").read_bytes()
    assert all(len(needle.encode()) >= 10 for needle in needles)
    assert sum(needle.encode() in plain for needle in needles) > 50
    assert set(manifest.handles) <= set(needles)


def differences(manifest: Manifest, rows: dict[int, Row]) -> list[str]:
    """What the reader says otherwise than the manifest's sample."""
    found = []
    for expected in manifest.sample:
        records = rows[expected.row].records
        sighting = next(record for record in records if isinstance(record, Sighting))
        said = {
            "text": visible(sighting) == (expected.text or None),
            "tells": expected.tells is None or expected.tells in repr(records),
            "earlier": expected.earlier == tuple(record.text for record in records if isinstance(record, Edit)),
            "reply_to": (expected.reply_to is None) == (sighting.reply_to is None),
            "deleted": expected.deleted == bool(sighting.deleted_at),
        }
        found += [f"{expected.kind} (row {expected.row}): {name}" for name, agrees in said.items() if not agrees]
    return found


def visible(sighting: Sighting) -> str | None:
    parts = sighting.parts if isinstance(sighting.parts, tuple) else ()
    texts = [part.text if isinstance(part, Part) else part for part in parts]
    return "\n".join(text for text in texts if text) or None


def counted(rows: dict[int, Row]) -> dict[str, int]:
    """How many rows became messages, events and reactions."""
    counts = Counter({"messages": 0, "events": 0, "reactions": 0})
    for row in rows.values():
        sighting = next((record for record in row.records if isinstance(record, Sighting)), None)
        if sighting is None:
            counts["reactions"] += any(isinstance(record, Reaction) for record in row.records)
        else:
            counts["events" if sighting.kind == 1 else "messages"] += 1
    return dict(counts)


def times(rows: dict[int, Row], first: int, last: int = sys.maxsize) -> list[int]:
    """The times of the messages in these rows, where they have one."""
    sightings = (rows[number].records[0] for number in rows if first <= number <= last)
    return [sighting.at for sighting in sightings if isinstance(sighting, Sighting) and sighting.at]
