"""What is there is documented, and what is documented is there."""

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from owntexts.agent.settings import DEFINITIONS
from owntexts.conditions.settings import SETTINGS
from owntexts.explain import CODES
from owntexts.replica.sources import FOLDER
from owntexts.sources.registry import kinds


def script(checkout: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, checkout / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def trees(checkout: Path) -> Iterator[ast.AST]:
    for path in sorted((checkout / "src" / "owntexts").rglob("*.py")):
        yield ast.parse(path.read_text("utf-8"))


def codes_in(tree: ast.AST) -> Iterator[str]:
    """The codes that errors and findings are made with, where they are written out."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.keyword(arg="code", value=ast.Constant(value=str(code)))
                | ast.AnnAssign(target=ast.Name(id="default_code"), value=ast.Constant(value=str(code)))
                | ast.Assign(targets=[ast.Name(id="default_code")], value=ast.Constant(value=str(code)))
            ):
                yield code


def test_the_page_of_the_command_line_is_what_the_commands_say(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    page = script(checkout, "command_line").page()
    assert (checkout / "docs" / "cli.md").read_text("utf-8") == page, "say `make docs`"


def test_every_variable_that_is_read_is_documented(checkout: Path) -> None:
    read = {name for tree in trees(checkout) for name in re.findall(r"OWNTEXTS_[A-Z_]+", ast.dump(tree))}
    documented = set(script(checkout, "command_line").VARIABLES)
    for_developers = re.findall(r"OWNTEXTS_[A-Z_]+", (checkout / "docs" / "testing.md").read_text("utf-8"))
    assert {name.removesuffix("_FILE") for name in read} <= documented.union(for_developers)
    assert {name for name in documented if name.startswith("OWNTEXTS_")} <= read


def test_every_setting_is_documented(checkout: Path) -> None:
    page = (checkout / "docs" / "cli.md").read_text("utf-8")
    assert all(f"| {key} |" in page for key in (*SETTINGS, *DEFINITIONS))


def test_every_code_is_unique_and_every_code_in_use_is_known(checkout: Path) -> None:
    assert len(CODES) == len(set(CODES))
    used = {code for tree in trees(checkout) for code in codes_in(tree)}
    assert len(used) > 20
    assert used <= set(CODES)


def test_links_between_pages_lead_somewhere(checkout: Path) -> None:
    pages = [checkout / "README.md", *(checkout / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_kind_of_source_has_a_page_for_people_and_every_page_its_kind(checkout: Path) -> None:
    folder = checkout / "docs" / "sources"
    index = (folder / "README.md").read_text("utf-8")
    assert {page.stem for page in folder.glob("*.md")} - {"README"} == {*kinds(), FOLDER}
    assert all(f"`{kind}` | [" in index and f"]({kind}.md)" in index for kind in (*kinds(), FOLDER))


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_the_page_of_a_source_says_how_it_is_made_what_it_lacks_and_what_to_do(checkout: Path, kind: str) -> None:
    page = (checkout / "docs" / "sources" / f"{kind}.md").read_text("utf-8")
    sections = dict(re.findall(r"^## ([^\n]+)\n\n(.+?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    for title in ("How it is made", "What it can't contain", "What to do about it"):
        assert len(sections[title]) > 80, title
    assert f"`{kind}`" in page
    assert "owntexts source add" in sections["How it is made"]
