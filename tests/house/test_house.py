"""The house itself: its licence, its pinned requirements, its make."""

import re
import shutil
import subprocess
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from owntexts import __version__

AGPL_3 = "8486a10c4393cee1c25392769ddd3b2d6c242d6ec7928e1414efff7dfb2f07ef"
REQUIREMENTS = ("base", "dev")


def test_the_licence_is_the_whole_agpl(checkout: Path) -> None:
    assert sha256((checkout / "LICENSE").read_bytes()).hexdigest() == AGPL_3


def test_the_version_is_one(checkout: Path) -> None:
    assert tomllib.loads((checkout / "pyproject.toml").read_text())["project"]["version"] == __version__
    assert f"## {__version__}" in (checkout / "CHANGELOG.md").read_text()


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_is_pinned_with_hashes_and_from_no_index_of_its_own(checkout: Path, name: str) -> None:
    text = (checkout / "requirements" / f"{name}.txt").read_text()
    assert not re.search(r"https?://|--index|--extra-index|--find-links|--trusted-host", text)
    entries = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[a-z0-9_.\-\[\]]+==[^ ]+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_requirement_that_is_asked_for_is_pinned(checkout: Path, name: str) -> None:
    folder = checkout / "requirements"
    pinned = re.findall(r"^([a-z0-9\-]+)==", (folder / f"{name}.txt").read_text(), re.MULTILINE)
    asked = re.findall(r"^([a-z][a-z0-9_.\-]+)", (folder / f"{name}.in").read_text(), re.MULTILINE)
    assert {re.sub("[_.]", "-", each) for each in asked} <= set(pinned)


def test_ci_runs_the_check_and_nothing_else(checkout: Path) -> None:
    lines = (checkout / ".ci" / "run").read_text().splitlines()
    assert lines == ["#!/bin/sh", "set -e", 'cd "$(dirname "$0")/.."', "exec make check"]


@pytest.mark.parametrize("target", ["run", "test", "check", "bench", "torture", "format", "screenshots", "clean"])
def test_make_knows_its_targets(checkout: Path, target: str) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed")
    done = subprocess.run([make, "-n", target], cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_in_the_tree_names_a_place_of_one_machine(checkout: Path) -> None:
    for path in checkout.rglob("*"):
        inside = path.relative_to(checkout).parts
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".sh", ".txt"} and not inside[0].startswith("."):
            assert not re.search(r"/(work|root|home/[a-z]+)/", path.read_text("utf-8")), path
