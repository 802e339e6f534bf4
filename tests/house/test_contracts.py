"""The import contracts hold, and each one is proven by breaking it in a copy of the package."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

BREAKS = {
    "Each room imports only from the floors below it": ("owntexts/explain/finding.py", "import owntexts.errors"),
    "The hub cannot read a message": ("owntexts/hub/__init__.py", "import owntexts.model.records"),
    "Cores do no input or output": ("owntexts/conditions/__init__.py", "import time"),
    "Sources do not know each other": ("owntexts/sources/another_one/__init__.py", ""),
    "Only crypto imports a cipher library": ("owntexts/wire/limits.py", "import cryptography"),
    "Only previews opens a picture or a video": ("owntexts/web/__init__.py", "import PIL"),
    "Inside the hub: app, service, backends, ports": ("owntexts/hub/ports.py", "import owntexts.hub.service"),
    "No face knows the other, save cli.serve": ("owntexts/web/__init__.py", "import owntexts.cli"),
    "Certificates reach hub and web as file paths": ("owntexts/web/__init__.py", "import owntexts.crypto.certificate"),
}


@pytest.fixture
def copied_package(checkout: Path, tmp_path: Path) -> Path:
    shutil.copytree(checkout / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(checkout / "pyproject.toml", tmp_path)
    return tmp_path


def broken_contracts(folder: Path) -> set[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    told = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": "src"}, capture_output=True, text=True, check=False
    ).stdout
    assert "Contracts: " in told, told
    return set(re.findall(r"^(.+?) BROKEN", told, re.MULTILINE))


def insert(module: Path, line: str) -> None:
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text((module.read_text() if module.exists() else "") + f"\n{line}\n")


def test_the_package_keeps_every_contract(checkout: Path) -> None:
    assert broken_contracts(checkout) == set()


@pytest.mark.parametrize("contract", BREAKS)
def test_a_forbidden_import_breaks_its_contract_and_no_other(copied_package: Path, contract: str) -> None:
    module, line = BREAKS[contract]
    insert(copied_package / "src" / module, line)
    assert broken_contracts(copied_package) == {contract}


def test_a_room_without_a_place_breaks_the_floors(copied_package: Path) -> None:
    insert(copied_package / "src/owntexts/utils/__init__.py", "")
    assert broken_contracts(copied_package) == {"Each room imports only from the floors below it"}


def test_every_contract_is_proven(checkout: Path) -> None:
    declared = re.findall(
        r'\[\[tool.importlinter.contracts\]\]\nid = .+\nname = "(.+)"', checkout.joinpath("pyproject.toml").read_text()
    )
    assert set(declared) == set(BREAKS)
