"""Every kind of message that a store of any version can hold, read as its maker says it must be."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from owntexts.model.ids import sighting_id
from owntexts.model.message import project
from owntexts.model.records import Edit, Sighting
from owntexts.testing.apple import SCHEMAS, Expected, build_chat_db


@pytest.mark.parametrize("wal", [False, True])
@pytest.mark.parametrize("schema", sorted(SCHEMAS))
def test_a_made_up_store_reads_as_it_was_meant(
    tmp_path: Path, read: Callable[..., Any], schema: Any, wal: bool
) -> None:
    manifest = build_chat_db(tmp_path / "chat.db", messages=2_000, schema=schema, other_kinds=0.5, wal=wal)
    said = read(tmp_path / "chat.db")
    assert len(said.rows) == manifest.rows
    assert not said.unreadable
    assert {one.kind: told for one in manifest.sample if (told := _difference(one, said.rows[one.row]))} == {}


def _difference(expected: Expected, records: tuple[Any, ...]) -> str | None:
    """What a row says otherwise than expected, None where nothing."""
    first = records[0]
    if expected.tells and _plain(expected.tells) not in _plain(repr(first)):
        return f"{expected.tells} is not told by {first}"
    if not isinstance(first, Sighting):
        return None
    member = (sighting_id("apple", first.native), (first,))
    shown = project([member], edits=[one for one in records if isinstance(one, Edit)])
    said = (shown.text, shown.deleted_at is not None, shown.reply_to and shown.reply_to.id)
    meant = (expected.text, expected.deleted, expected.reply_to and sighting_id("apple", expected.reply_to).hex())
    if said != meant or not set(expected.earlier) <= {edit.text for edit in shown.edits}:
        return f"{said} {shown.edits} where {meant} {expected.earlier} was meant"
    return None


def _plain(told: str) -> str:
    """As it is compared: effects have short names here, and a fixed space is a space."""
    short = told.rpartition(".")[2].removeprefix("CK").removesuffix("Effect") if told.startswith("com.apple.") else told
    return short.replace("\\xa0", " ").replace("\xa0", " ").lower()
