"""Backups that are built once and read by many tests; who damages one gets a copy of its own."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from owntexts.errors import SourceFailed
from owntexts.model.observations import Observation, Problem
from owntexts.sources.base import Options
from owntexts.sources.iphone_backup import SOURCE
from owntexts.testing.iphone import Backup, build_backup
from owntexts.testing.suite import KnownRows

PASSWORD = "correct horse"
ROWS = 300


@pytest.fixture(scope="session")
def backups(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Backup]:
    """By what they are: plain, encrypted, flat (of iOS 9) and both; those of one iOS hold the same messages."""
    parent = tmp_path_factory.mktemp("backups")
    return {
        "plain": build_backup(parent / "plain", messages=ROWS, seed=3),
        "encrypted": build_backup(parent / "encrypted", messages=ROWS, seed=3, password=PASSWORD),
        "flat": build_backup(parent / "flat", messages=ROWS, seed=3, schema="ios9", layout="mbdb"),
        "flat and encrypted": build_backup(
            parent / "both", messages=ROWS, seed=3, schema="ios9", layout="mbdb", password=PASSWORD, rounds=None
        ),
    }


@pytest.fixture
def copied(backups: dict[str, Backup], tmp_path: Path) -> Callable[[str], Backup]:
    """A copy of one of them, to be damaged."""

    def copying(name: str) -> Backup:
        backup = backups[name]
        folder = tmp_path / "copy" / backup.folder.name
        shutil.copytree(backup.folder, folder)
        return replace(backup, folder=folder)

    return copying


def read(backup: Backup, password: str | None = None) -> list[Observation]:
    """All that a backup says."""
    with SOURCE.open(backup.folder, Options(secret=password or backup.password)) as source:
        return list(source.read(KnownRows()))


def problems(backup: Backup) -> list[str]:
    """What it says could not be read."""
    return [seen.reason for seen in read(backup) if isinstance(seen, Problem)]


def refusal(path: Path, password: str | None = PASSWORD) -> SourceFailed:
    """Why a backup cannot be opened; there is always a way out, and never the password."""
    with pytest.raises(SourceFailed) as refused, SOURCE.open(path, Options(secret=password)):
        pass
    finding = refused.value.finding
    assert finding.fixes
    assert finding.evidence
    assert PASSWORD not in repr(finding)
    return refused.value
