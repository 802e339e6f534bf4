"""Every local command: its JSON by the contract's keys, its words, its exit code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from owntexts.agent.home import open_home

Cli = Callable[..., Any]

FINDING = ["code", "severity", "blocks", "soft", "title", "explanation", "since", "evidence", "fixes", "ends_when"]


def test_source_add_says_what_was_added(cli: Cli, small_store: Path) -> None:
    said = cli("source", "add", str(small_store), "--name", "Laptop", "--json")
    assert said.code == 0
    assert list(said.json) == ["id", "kind", "path", "recognised_by"]


def test_source_add_of_something_else_is_a_named_failure(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ada")
    said = cli("source", "add", str(tmp_path / "letter.txt"), "--json")
    assert said.code == 1
    assert said.json["error"]["code"] == "source.unrecognised"
    assert set(said.json["error"]) == set(FINDING)


def test_source_list_set_and_remove(filled_cli: Cli) -> None:
    (row,) = filled_cli("source", "list", "--json").json
    assert list(row) == [
        "id", "kind", "path", "name", "background", "last_read_at", "newest_message_at", "read", "known", "problems",
    ]  # fmt: skip
    assert filled_cli("source", "set", row["id"], "name", "Old phone").code == 0
    assert "Old phone" in filled_cli("source", "list").out
    assert filled_cli("source", "set", row["id"], "colour", "red").code == 2
    assert filled_cli("source", "remove", row["id"]).code == 0
    assert filled_cli("source", "list", "--json").json == []
    assert filled_cli("source", "remove", row["id"]).code == 1


def test_import_counts_and_exits_with_1_only_where_a_source_failed(filled_cli: Cli, tmp_path: Path) -> None:
    said = filled_cli("import", "--json")
    assert said.code == 0
    assert said.json == {"read": 600, "added": 0, "updated": 0, "unchanged": 600, "problems": [], "failed": []}
    (row,) = filled_cli("source", "list", "--json").json
    filled_cli("source", "set", row["id"], "path", str(tmp_path / "gone.db"))
    failed = filled_cli("import", "--json")
    assert failed.code == 1
    assert [each["error"]["code"] for each in failed.json["failed"]] == ["source.missing"]
    assert "could not be read" in filled_cli("import").out


def test_conversations_messages_and_search(filled_cli: Cli) -> None:
    rows = filled_cli("conversations", "--json").json
    assert list(rows[0]) == ["id", "name", "participants", "service", "messages", "unread", "last_at", "last_text"]
    messages = filled_cli("messages", rows[0]["id"], "--limit", "2", "--json").json
    assert len(messages) == 2
    assert rows[0]["id"] in messages[0]["conversation"]
    word = next(word for message in messages for word in (message["text"] or "").split() if word.isalpha())
    hits = filled_cli("search", word, "--limit", "1", "--json").json
    assert list(hits[0]) == ["message", "snippet"]
    assert filled_cli("search", "zzzunheardof", "--json").json == []
    assert filled_cli("messages", "nobody").code == 1


def test_words_for_people_say_the_same(filled_cli: Cli) -> None:
    rows = filled_cli("conversations", "--json").json
    assert rows[0]["id"][:8] in filled_cli("conversations").out
    assert filled_cli("messages", rows[0]["id"][:8], "--limit", "2").out.count("\n") >= 2
    assert "Nothing found." in filled_cli("search", "zzzunheardof").err


@pytest.mark.parametrize("limit", ["-1", "many"])
def test_a_limit_that_is_no_number_of_messages_is_refused(filled_cli: Cli, limit: str) -> None:
    for words in (("messages", "any"), ("search", "ok")):
        refused = filled_cli(*words, "--limit", limit, "--json")
        assert (refused.code, refused.json["error"]["code"]) == (2, "usage.wrong")


def test_export_to_a_file_and_to_stdout_are_equal(filled_cli: Cli, tmp_path: Path) -> None:
    said = filled_cli("export", "jsonl", str(tmp_path / "out.jsonl"), "--json")
    streamed = filled_cli("export", "jsonl", "-").out
    assert said.json == {"file": str(tmp_path / "out.jsonl"), "messages": len(streamed.splitlines())}
    assert (tmp_path / "out.jsonl").read_text() == streamed


def test_verify_exits_with_0_and_then_with_5_where_something_differs(filled_cli: Cli, own_home: Path) -> None:
    said = filled_cli("verify", "--json")
    assert said.code == 0
    assert list(said.json) == ["agree", "messages", "differences"]
    assert "everything agrees" in filled_cli("verify").out
    damage(own_home)
    assert filled_cli("verify", "--json").json["differences"][0]["code"] == "replica.differs"
    assert filled_cli("verify").code == 5


def test_settings(cli: Cli) -> None:
    assert list(cli("settings", "list", "--json").json[0]) == ["key", "value", "from", "default", "explanation"]
    assert cli("settings", "set", "region", "de", "--json").json["value"] == "DE"
    assert cli("settings", "get", "region").out == "DE\n"
    assert cli("settings", "reset", "region").code == 0
    assert cli("settings", "set", "region", "Atlantis").code == 2
    assert cli("settings", "get", "colour").code == 2


def test_status_of_a_device_without_an_account(filled_cli: Cli) -> None:
    said = filled_cli("status", "--json")
    assert said.code == 0
    assert list(said.json) == [
        "state", "messages", "conversations", "pending", "last_synced_at", "progress", "attachments", "agent",
        "findings",
    ]  # fmt: skip
    assert said.json["state"] == "signed_out"
    assert said.json["agent"] == "not_running"
    assert said.json["messages"] == len(filled_cli("export", "jsonl", "-").out.splitlines())
    assert said.json["conversations"] == len(filled_cli("conversations", "--json").json)
    assert [finding["code"] for finding in said.json["findings"] if finding["blocks"]] == ["account.signed_out"]
    assert "key.at_rest_file" in {finding["code"] for finding in said.json["findings"]}


def test_why_tells_every_finding_with_evidence_and_a_way_out(filled_cli: Cli) -> None:
    said = filled_cli("why", "--json")
    assert said.code == 0
    assert list(said.json) == ["state", "lanes", "findings", "passed", "last_synced_at"]
    assert said.json["lanes"]["texts"] == {"run": False, "findings": ["account.signed_out"]}
    for finding in said.json["findings"]:
        assert finding["evidence"]
        assert finding["fixes"]
    assert "owntexts account create" in filled_cli("why").out


def test_sync_without_an_account_is_held(filled_cli: Cli) -> None:
    said = filled_cli("sync", "--json")
    assert said.code == 3
    assert said.json["decision"]["texts"] == {"run": False, "findings": ["account.signed_out"]}
    assert (said.json["sent"], said.json["received"], said.json["overrode"]) == (0, 0, [])


def test_a_source_that_went_away_is_told_before_anyone_imports(filled_cli: Cli, tmp_path: Path) -> None:
    filled_cli("source", "set", "1", "path", str(tmp_path / "gone.db"))
    assert "source.missing" in {finding["code"] for finding in filled_cli("status", "--json").json["findings"]}


def test_status_and_why_answer_also_where_the_replica_is_damaged(filled_cli: Cli, own_home: Path) -> None:
    (own_home / "replica.db").write_bytes(b"not a replica" * 1000)
    said = filled_cli("status", "--json")
    assert said.code == 0
    assert said.json["state"] == "paused"
    assert said.json["messages"] is None
    assert [finding["code"] for finding in said.json["findings"]] == ["replica.damaged"]
    assert filled_cli("why", "--json").json["lanes"]["texts"]["run"] is False
    assert filled_cli("conversations", "--json").json["error"]["code"] == "replica.damaged"
    assert filled_cli("conversations").code == 1


def test_with_json_nothing_else_is_on_stdout(filled_cli: Cli) -> None:
    for words in (("status",), ("why",), ("conversations",), ("import",), ("source", "list"), ("settings", "list")):
        json.loads(filled_cli(*words, "--json").out)


@pytest.mark.parametrize("words", [("account", "create"), ("account", "join")])
def test_a_password_that_nobody_can_be_asked_for_exits_with_4(cli: Cli, words: tuple[str, ...]) -> None:
    said = cli(*words, "--hub", "http://127.0.0.1:1", "--name", "ada", "--json")
    assert said.code == 4
    assert "OWNTEXTS_PASSWORD" in said.json["error"]["explanation"]


def damage(home: Path) -> None:
    with open_home(home) as opened, opened.replica.write() as connection:
        connection.execute("delete from membership where at = (select min(at) from membership)")


def test_a_service_with_the_page_is_for_who_has_a_password_to_sign_in_with(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    said = cli("agent", "install", "--page", "--json")
    assert said.code == 1
    assert said.json["error"]["code"] == "account.signed_out"
    assert not (tmp_path / "settings").exists()


@pytest.mark.parametrize("name", ["Ada Lovelace", "", "a" * 65, "ada\u202e"])
def test_a_name_that_no_hub_takes_is_explained_before_any_hub_is_asked(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("OWNTEXTS_PASSWORD", "nine geese")
    said = cli("account", "create", "--hub", "http://127.0.0.1:1", "--name", name, "--json")
    assert (said.code, said.json["error"]["title"]) == (2, "This cannot be a name")
    assert said.json["error"]["fixes"]
