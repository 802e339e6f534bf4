"""`owntexts contacts`, and the names that address books give."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Cli

from owntexts.testing.contacts import everybody, write_vcards


@pytest.fixture
def named(filled_cli: Cli, tmp_path: Path) -> Cli:
    """The small store, and the address book of the people in it."""
    write_vcards(tmp_path / "contacts.vcf", everybody(12))
    assert filled_cli("source", "add", str(tmp_path / "contacts.vcf")).code == 0
    said = filled_cli("import", "2", "--json").json
    assert (said["read"], said["added"], said["problems"]) == (12, 12, [])
    return filled_cli


def test_conversations_have_the_names_of_the_address_book(named: Cli) -> None:
    rows = named("conversations", "--json").json
    assert list(rows[0]) == ["id", "name", "participants", "service", "messages", "unread", "last_at", "last_text"]
    names = {row["name"] for row in rows}
    assert "Mara Lindqvist" in names
    assert "Mara Lindqvist" in named("conversations").out


def test_a_conversation_is_found_by_that_name_and_its_messages_have_it(named: Cli) -> None:
    said = named("messages", "Mara Lindqvist", "--limit", "20")
    assert said.code == 0
    assert "Mara Lindqvist:" in said.out
    raw = named("messages", "Mara Lindqvist", "--limit", "20", "--json").json
    assert {message["sender"] for message in raw} <= {None, "+12125550100", "mara.lindqvist@example.org"}


def test_phone_and_mail_of_one_contact_are_one_conversation(named: Cli) -> None:
    rows = named("conversations", "--json").json
    (mara,) = [row for row in rows if row["name"] == "Mara Lindqvist"]
    assert "+12125550100" in mara["participants"]


def test_the_list_has_everybody_and_suggestions_can_be_taken(named: Cli) -> None:
    people = named("contacts", "list", "--json").json
    assert len(people) == 12
    assert list(people[0]) == ["name", "handles", "organisation", "has_photo"]
    assert "Mara Lindqvist" in named("contacts", "list").out
    assert named("contacts", "suggestions", "--json").json == []
    assert "Nobody" in named("contacts", "suggestions").out


def test_addresses_are_joined_parted_and_left_to_the_books_again(named: Cli) -> None:
    before = named("conversations", "--json").json
    one, other, *_ = (row["participants"][0] for row in before if len(row["participants"]) == 1)
    said = named("contacts", "same", one, other, "--json")
    assert said.json == {"handles": sorted([one, other]), "said": "same"}
    assert len(named("conversations", "--json").json) == len(before) - 1
    assert named("contacts", "same", one, other, "--off").code == 0
    assert named("conversations", "--json").json == before
    assert "are not one person's" in named("contacts", "apart", "+12125550100", "mara.lindqvist@example.org").out


def test_one_address_is_wrong_usage(named: Cli) -> None:
    said = named("contacts", "same", "+1 212 555 0100", "+12125550100", "--json")
    assert said.code == 2
    assert json.loads(said.out)["error"]["fixes"]


def test_without_books_the_way_to_one_is_told(cli: Cli) -> None:
    assert "source add contacts.vcf" in cli("contacts", "list").out
