"""A store knows which addresses were its owner's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from owntexts.sources.apple_messages import SOURCE
from owntexts.sources.base import KnowsItsOwner, Options
from owntexts.testing.apple import SchemaName, build_chat_db
from owntexts.testing.apple.people import ME_MAIL, ME_PHONE

MakeStore = Callable[..., Path]


def own(path: Path) -> frozenset[str]:
    with SOURCE.open(path, Options()) as source:
        assert isinstance(source, KnowsItsOwner)
        return source.own_addresses()


@pytest.mark.parametrize("schema", ["macos15", "ios14"])
def test_the_addresses_of_its_accounts_and_chats_are_the_owners(tmp_path: Path, schema: SchemaName) -> None:
    build_chat_db(tmp_path / "chat.db", messages=20, schema=schema)
    assert own(tmp_path / "chat.db") == {ME_PHONE, ME_MAIL}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (
            {"destination_caller_id": "+1 202 555 0143", "account": "E:Me@Example.org"},
            {"+12025550143", "me@example.org"},
        ),
        ({"account": "P:+12025550143"}, {"+12025550143"}),
        ({"destination_caller_id": "22000", "account": "AIM: me"}, set()),
        ({"destination_caller_id": None, "account": b"\xff"}, set()),
    ],
)
def test_where_chats_do_not_say_it_messages_do(make_store: MakeStore, row: Mapping[str, Any], found: set[str]) -> None:
    assert own(make_store(row)) == found


def test_a_store_without_any_of_it_knows_nobody(make_store: MakeStore) -> None:
    assert own(make_store({})) == frozenset()
