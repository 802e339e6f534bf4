"""The page for somebody whose iPhone is paused keeps its promise: nine steps, what each risks, and who says so."""

import re
from pathlib import Path

import pytest

GRADES = re.compile(r"\*\*\[(?:analysis|users|Apple|guess)(?:, (?:analysis|users|Apple|guess))*\]\*\*")


@pytest.fixture
def page(checkout: Path) -> str:
    return (checkout / "docs" / "apples-pause.md").read_text("utf-8")


def chapter(page: str, title: str) -> str:
    """What stands under a heading, up to the next of its kind."""
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.fixture
def steps(page: str) -> dict[int, str]:
    nine = chapter(page, "The nine steps")
    return {int(number): text for number, text in re.findall(r"### (\d)\. (.+?)(?=\n### |\Z)", nine, re.DOTALL)}


def test_there_are_nine_steps_in_their_order(steps: dict[int, str]) -> None:
    titles = [text.splitlines()[0] for text in steps.values()]
    wanted = ("Sync now", "Low Power", "Wi-Fi", "Background", "Room", "cool", "Restart", "Off and on", "Sign out")
    assert list(steps) == list(range(1, 10))
    assert all(word in title for word, title in zip(wanted, titles, strict=True))


def test_each_step_says_where_to_tap_what_it_risks_and_how_that_is_known(steps: dict[int, str]) -> None:
    for text in steps.values():
        assert "\n- " in text
        assert "Risk:" in text
        assert GRADES.search(text)


def test_what_can_lose_messages_comes_last_and_says_to_save_first(page: str, steps: dict[int, str]) -> None:
    assert [number for number, text in steps.items() if "save first" in text.splitlines()[0]] == [8, 9]
    assert page.index("## Save first") < page.index("## The nine steps")


def test_everything_said_of_the_label_says_how_it_is_known(page: str) -> None:
    facts = re.findall(r"^- (.+?)(?=\n- |\n\n)", chapter(page, "What the label means"), re.DOTALL | re.MULTILINE)
    assert facts
    assert all(GRADES.search(fact) for fact in facts)


def test_readers_find_it_from_the_first_page_and_from_the_reasons(checkout: Path) -> None:
    assert "docs/apples-pause.md" in (checkout / "README.md").read_text("utf-8")
    assert "../apples-pause.md" in (checkout / "docs" / "reasons" / "README.md").read_text("utf-8")
