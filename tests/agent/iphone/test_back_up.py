"""A backup is asked of an iPhone, goes on from the last one, and is read; what keeps it from that is told apart.

What stands for pymobiledevice3 here is invented (see the file beside this one).
"""

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from owntexts.agent import iphone, sources
from owntexts.agent.home import Home
from owntexts.errors import NeedsPerson, OwntextsError
from owntexts.testing.iphone import build_backup

UDID = "00008030-001A2D3C4E50002E"
FAKE = Path(__file__).with_name("pymobiledevice3.py")


class Stage:
    """Where the invented program is told what happens, and tells what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = folder / "bin" / "pymobiledevice3"
        self.program.parent.mkdir(parents=True)
        self.program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{FAKE}" "$@"\n')
        self.program.chmod(0o755)
        self.happens("all is well")

    def happens(self, scenario: str) -> None:
        (self.folder / "scenario").write_text(scenario)

    @property
    def asked(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.folder / "asked").read_text().splitlines()]


@pytest.fixture(scope="session")
def backups(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("iphone")
    build_backup(folder / "first", messages=60, seed=9)
    build_backup(folder / "grown", messages=90, seed=9)
    build_backup(folder / "encrypted", messages=60, seed=9, password="correct horse")
    return folder


@pytest.fixture
def stage(tmp_path: Path, backups: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage(tmp_path / "stage")
    monkeypatch.setenv("FAKE_IPHONE", str(made.folder))
    monkeypatch.setenv("FAKE_BACKUPS", str(backups))
    monkeypatch.setenv("PATH", f"{made.program.parent}:/usr/bin:/bin")
    return made


BackUp = Callable[..., iphone.BackedUp]


@pytest.fixture
def back_up(home: Home, stage: Stage) -> BackUp:
    def asking(**more: Any) -> iphone.BackedUp:
        return iphone.back_up(home, **more)

    return asking


def test_the_backup_lies_in_the_home_is_a_source_and_was_read(home: Home, back_up: BackUp) -> None:
    asked, seen = [], []
    done = back_up(waiting=lambda: asked.append(1), progress=lambda *at: seen.append(at))
    assert (done.iphone, done.name, done.encrypted) == (UDID, "Mara's iPhone", False)
    assert done.folder == str(home.path / "iphones" / UDID)
    assert stat.S_IMODE((home.path / "iphones").stat().st_mode) == 0o700
    assert (done.imported.added, done.imported.failed) == (60, [])
    (source,) = sources.listed(home)
    assert (source.id, source.kind, source.name) == (done.source, "iphone-backup", "Mara's iPhone")
    assert asked == [1]
    percents = [done for done, total in seen if total == 100]
    assert percents == sorted(percents)
    assert {0, 57, 100} <= set(percents)


def test_the_next_one_goes_on_from_it(home: Home, back_up: BackUp) -> None:
    back_up()
    sources.change(home, "1", "background", "off")
    again = back_up()
    assert (again.imported.read, again.imported.added) == (90, 90 - again.imported.unchanged - again.imported.updated)
    (source,) = sources.listed(home)
    assert source.background == "off"


def test_only_what_messages_need_is_kept_unless_everything_is_asked_for(stage: Stage, back_up: BackUp) -> None:
    back_up()
    back_up(everything=True)
    _, first, _, second = stage.asked
    assert first[:4] == ["backup2", "backup", "--udid", UDID]
    assert "--only" in first
    assert "--only" not in second
    assert "--full" not in first + second


def test_over_wifi_and_into_a_folder_of_ones_own(stage: Stage, back_up: BackUp, tmp_path: Path) -> None:
    done = back_up(wifi=True, folder=tmp_path / "elsewhere")
    listing, backing_up = stage.asked
    assert listing == ["bonjour", "mobdev2"]
    assert "--mobdev2" in backing_up
    assert done.folder == str(tmp_path / "elsewhere" / UDID)


def test_no_password_is_ever_in_the_words_of_a_process(stage: Stage, back_up: BackUp) -> None:
    stage.happens("encrypted")
    done = back_up(secret="correct horse")
    assert done.encrypted
    assert done.imported.failed == []
    assert "correct horse" not in json.dumps(stage.asked)


def test_an_encrypted_backup_is_made_without_its_password_and_waits_for_it(stage: Stage, back_up: BackUp) -> None:
    stage.happens("encrypted")
    assert back_up().imported.locked == ["1"]


FAILURES = {
    "nothing": ("iphone.not_connected", 1),
    "no usbmuxd": ("iphone.not_connected", 1),
    "not connected": ("iphone.not_connected", 1),
    "strange": ("iphone.not_connected", 1),
    "not paired": ("iphone.not_trusted", 4),
    "refused": ("iphone.not_trusted", 4),
    "no passcode": ("source.needs_passcode", 4),
    "password protected": ("source.needs_passcode", 4),
    "full": ("storage.device_full", 1),
    "old version": ("iphone.program_missing", 1),
    "breaks off": ("iphone.failed", 1),
    "nothing made": ("iphone.failed", 1),
    "two": ("usage.wrong", 2),
}


@pytest.mark.parametrize("scenario", FAILURES)
def test_each_failure_has_its_code_and_its_way_out(home: Home, stage: Stage, back_up: BackUp, scenario: str) -> None:
    stage.happens(scenario)
    with pytest.raises(OwntextsError) as told:
        back_up()
    assert (told.value.code, told.value.exit_code) == FAILURES[scenario]
    assert told.value.finding.evidence
    assert told.value.finding.fixes
    assert sources.listed(home) == []


def test_what_it_said_last_is_evidence_where_the_failure_has_no_name(stage: Stage, back_up: BackUp) -> None:
    stage.happens("breaks off")
    with pytest.raises(OwntextsError) as told:
        back_up()
    assert "MBErrorDomain/104" in str(told.value.finding.evidence[0].value)


def test_of_several_iphones_one_is_chosen_by_its_id_or_name(stage: Stage, back_up: BackUp) -> None:
    stage.happens("two")
    assert back_up(iphone=UDID).iphone == UDID
    assert back_up(iphone="Mara's iPhone").iphone == UDID


def test_colours_in_what_it_prints_do_not_matter(stage: Stage, back_up: BackUp) -> None:
    stage.happens("coloured")
    assert back_up().iphone == UDID


def test_a_backup_that_was_interrupted_leaves_what_is_there_and_ends_the_program(
    home: Home, stage: Stage, back_up: BackUp
) -> None:
    stage.happens("hangs")

    def interrupt(done: int, _total: int) -> None:
        if done == 57:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(progress=interrupt)
    assert sources.listed(home) == []
    stage.happens("all is well")
    assert back_up().imported.added == 60


@pytest.mark.parametrize("where", ["path", "environment"])
def test_the_program_is_found_where_it_is_named(
    stage: Stage, back_up: BackUp, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    named = stage.program if where == "path" else stage.program.parents[1]
    assert back_up(named=named).iphone == UDID


@pytest.mark.parametrize("named", [None, Path("/nowhere/at/all")])
def test_without_the_program_the_command_that_installs_it_is_told(
    back_up: BackUp, monkeypatch: pytest.MonkeyPatch, named: Path | None
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    with pytest.raises(OwntextsError) as told:
        back_up(named=named)
    assert told.value.code == "iphone.program_missing"
    assert told.value.finding.fixes[0].command == "pipx install pymobiledevice3"
    assert not isinstance(told.value, NeedsPerson)
