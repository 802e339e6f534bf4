"""Every code has its page, every page its code, and what a page says is what the program does."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from owntexts.conditions.policy import SETTINGS
from owntexts.explain import CODES

HOLDS = {"nothing", "texts", "attachments", "texts, attachments"}
SEVERITIES = {"error", "warning", "info"}
OVERRIDES = {"overrides it", "does not override it", "nothing to override"}
LINES = range(15, 46)


@pytest.fixture(scope="module")
def script(checkout: Path) -> dict[str, Any]:
    return runpy.run_path(str(checkout / "scripts" / "reasons.py"))


def test_every_code_has_a_page_and_every_page_a_code(checkout: Path) -> None:
    pages = {page.stem for page in (checkout / "docs" / "reasons").glob("*.md")} - {"README"}
    assert pages == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_what_holds_how_it_shows_what_is_measured_and_what_ends_it(
    code: str, checkout: Path, script: dict[str, Any]
) -> None:
    page = script["read"](code)
    assert page.code == code
    assert page.holds in HOLDS
    assert page.severity in SEVERITIES
    assert page.now in OVERRIDES
    assert (page.now == "nothing to override") == (page.holds == "nothing")
    assert "owntexts" in page.shows or page.shows.startswith(("Not in this version", "The command"))
    assert len((checkout / "docs" / "reasons" / f"{code}.md").read_text("utf-8").splitlines()) in LINES


def test_a_page_of_another_shape_is_refused(tmp_path: Path, script: dict[str, Any]) -> None:
    (tmp_path / "heat.serious.md").write_text("# heat.serious\n\nIt is hot.\n", "utf-8")
    with pytest.raises(ValueError, match=r"heat\.serious"):
        script["read"]("heat.serious", tmp_path)


def test_the_table_says_what_the_pages_say(checkout: Path, script: dict[str, Any]) -> None:
    index = (checkout / "docs" / "reasons" / "README.md").read_text("utf-8")
    assert index == script["with_table"](index), "say `make docs`"
    rows = re.findall(r"^\| \[([a-z_.]+)\]", index, re.MULTILINE)
    assert rows == list(CODES)


@pytest.mark.parametrize("code", CODES)
def test_every_setting_that_a_page_names_is_one(code: str, checkout: Path) -> None:
    page = (checkout / "docs" / "reasons" / f"{code}.md").read_text("utf-8")
    for key, value in re.findall(r"owntexts settings set ([a-z._]+) ([^\s`]+)", page):
        assert SETTINGS[key].form.spell(value.strip('"')) is not None, f"{key} {value}"


def test_every_command_that_a_page_names_is_one(checkout: Path) -> None:
    manual = (checkout / "docs" / "cli.md").read_text("utf-8")
    commands = set(re.findall(r"^### owntexts ([a-z -]+)$", manual, re.MULTILINE))
    pages = [
        *(checkout / "docs" / "reasons").glob("*.md"),
        checkout / "docs" / "apples-pause.md",
        checkout / "README.md",
    ]
    told = " ".join(word for page in pages for word in page.read_text("utf-8").split())
    named = set(re.findall(r"owntexts ([a-z][a-z -]*)", told))
    assert len(named) > 20
    assert not {line for line in named if commands.isdisjoint(begins(line.split()))}


def begins(words: list[str]) -> set[str]:
    """'source add …' begins with the commands 'source' and 'source add'."""
    return {" ".join(words[:count]) for count in (1, 2)}
