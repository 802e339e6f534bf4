"""`owntexts duplicates`, and what an import tells of messages that were here already."""

from collections import Counter
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Device

from owntexts.testing.android import smsbr
from owntexts.testing.apple import life as apple
from owntexts.testing.life import life

LIVED = life(messages=40, seed=3, files=False, rcs=False)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A Mac's store of a life, and a telephone's export of the second half of it and some more."""
    apple.write(tmp_path / "chat.db", LIVED.between(0, 30))
    smsbr.write(tmp_path / "sms.xml", LIVED.between(15, 40))
    return tmp_path


@pytest.fixture
def twice(cli: Cli, exports: Path) -> Cli:
    for name in ("chat.db", "sms.xml"):
        assert cli("source", "add", str(exports / name)).code == 0
    assert cli("import", "1").out.startswith("30 read, 0 already known, 30 new.")
    return cli


def shown(cli: Cli) -> int:
    return sum(row["messages"] for row in cli("conversations", "--json").json)


def test_an_import_tells_what_was_known_already_from_another_source(twice: Cli) -> None:
    told = twice("import", "2", "--json").json
    assert list(told) == ["read", "added", "updated", "unchanged", "problems", "failed"]
    assert told["read"] == 25
    assert told["added"] == shown(twice) - 30
    assert told["added"] + told["updated"] == 25
    assert twice("import", "2").out.startswith("25 read, 25 already known, 0 new.")


def test_what_was_put_together_can_be_seen_parted_and_joined_again(twice: Cli) -> None:
    twice("import", "2")
    before = shown(twice)
    listed = twice("duplicates", "--json").json
    assert Counter(row["possible"] for row in listed)[False] == before_known(before)
    first = next(row for row in listed if not row["possible"])
    assert list(first) == ["message", "sightings", "possible", "why", "text", "evidence"]
    assert [where["source"] for seen in first["evidence"] for where in seen["sources"]] == ["1", "2"]
    one, other = first["sightings"]
    parted = twice("duplicates", "apart", one, other, "--json").json
    assert (parted["said"], len(parted["messages"]), shown(twice)) == ("apart", 2, before + 1)
    joined = twice("duplicates", "same", other[:12], one[:12], "--json").json
    assert (joined["said"], joined["messages"], shown(twice)) == ("same", [first["message"]], before)
    assert twice("duplicates", "same", one, other, "--off").code == 0
    assert shown(twice) == before
    assert twice("duplicates", "--limit", "3").out.count("one message:") == 3
    assert twice("duplicates", "--limit", "3", "--json").json == twice("duplicates", "--json").json[:3]


def before_known(shown_now: int) -> int:
    """How many of the telephone's 25 rows are no message of their own."""
    return 30 + 25 - shown_now


def test_what_cannot_be_one_is_refused(twice: Cli) -> None:
    twice("import", "2")
    one, other, *_ = twice("duplicates", "--json").json
    for pair in ((one["message"], other["message"]), (one["message"], one["message"])):
        refused = twice("duplicates", "same", *pair, "--json")
        assert (refused.code, refused.json["error"]["code"]) == (2, "usage.wrong")
    assert twice("duplicates", "apart", "00000000", "11111111", "--json").json["error"]["code"] == "usage.not_found"


def test_with_one_source_there_is_nothing_to_tell(filled_cli: Cli) -> None:
    assert filled_cli("duplicates", "--json").json == []
    assert "Nothing was put together" in filled_cli("duplicates").out


def test_the_word_on_a_pair_reaches_the_other_device(laptop: Device, desktop: Device, exports: Path) -> None:
    for name in ("chat.db", "sms.xml"):
        laptop.ok("import", laptop.ok("source", "add", str(exports / name))["id"])
    pair = next(row["sightings"] for row in laptop.ok("duplicates") if not row["possible"])
    laptop.ok("duplicates", "apart", *pair)
    laptop.ok("sync")
    desktop.ok("sync")
    assert desktop.exported() == laptop.exported()
    assert pair not in [row["sightings"] for row in desktop.ok("duplicates")]
    desktop.ok("duplicates", "same", *pair)
    desktop.ok("sync")
    laptop.ok("sync")
    assert pair in [row["sightings"] for row in laptop.ok("duplicates")]
    assert desktop.exported() == laptop.exported()
