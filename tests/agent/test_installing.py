"""The agent as a service."""

import configparser
import plistlib
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from owntexts.agent import installing
from owntexts.agent.home import Home
from owntexts.errors import NotFound, OwntextsError, WrongUsage


class Manager:
    """A service manager that writes down what it is told, and refuses from a certain word on."""

    def __init__(self, refuses: str | None = None) -> None:
        self.told: list[str] = []
        self._refuses = refuses

    def __call__(self, command: Sequence[str]) -> bool:
        self.told.append(" ".join(command))
        return self._refuses is None or self._refuses not in command


@pytest.fixture(autouse=True)
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return tmp_path


def test_on_linux_systemd_starts_it_with_the_session(home: Home) -> None:
    systemd = Manager()
    service = installing.install(home, systemd, "linux")
    file = Path(service.file)
    assert (service.manager, service.done, service.steps) == ("systemd", True, ())
    assert systemd.told == ["systemctl --user daemon-reload", f"systemctl --user enable --now {file.name}"]
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(file.read_text())
    assert shlex.split(unit["Service"]["ExecStart"]) == [sys.executable, "-m", "owntexts", "agent", "run"]
    assert unit["Install"]["WantedBy"] == "default.target"
    assert f'"OWNTEXTS_HOME={home.path}"' in file.read_text()


def test_it_may_serve_the_page_too_and_keeps_no_link_that_signs_in(home: Home) -> None:
    words = ("up", "--no-browser", "--listen", "0.0.0.0:8945")
    text = Path(installing.install(home, Manager(), "linux", words).file).read_text()
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read_string(text)
    assert shlex.split(unit["Service"]["ExecStart"])[1:] == ["-m", "owntexts", *words]
    assert unit["Service"]["StandardOutput"] == "null"
    told = plistlib.loads(Path(installing.install(home, Manager(), "darwin", words).file).read_bytes())
    assert told["ProgramArguments"][1:] == ["-m", "owntexts", *words]
    assert "StandardOutPath" not in told


def test_the_unit_is_one_that_systemd_understands(home: Home, tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("there is no systemd-analyze here")
    file = tmp_path / "owntexts-agent.service"
    file.write_text(installing.unit(home.path))
    said = subprocess.run([verify, "--user", "verify", str(file)], capture_output=True, text=True, check=False)
    assert "owntexts-agent" not in said.stderr


def test_what_systemd_does_not_take_is_left_to_the_person(home: Home) -> None:
    service = installing.install(home, Manager(refuses="enable"), "linux")
    assert not service.done
    assert service.steps == (f"systemctl --user enable --now {Path(service.file).name}",)


def test_without_systemctl_the_file_is_written_and_the_steps_are_told(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    service = installing.install(home, platform="linux")
    assert Path(service.file).exists()
    assert len(service.steps) == 2


def test_uninstalling_ends_it_and_takes_the_file_away(home: Home) -> None:
    file = Path(installing.install(home, Manager(), "linux").file)
    systemd = Manager()
    assert installing.uninstall(home, systemd, "linux").done
    assert not file.exists()
    assert systemd.told == [f"systemctl --user disable --now {file.name}", "systemctl --user daemon-reload"]
    with pytest.raises(NotFound):
        installing.uninstall(home, systemd, "linux")


def test_on_a_mac_launchd_starts_it_with_the_session(home: Home, person: Path) -> None:
    launchd = Manager()
    service = installing.install(home, launchd, "darwin")
    told = plistlib.loads(Path(service.file).read_bytes())
    assert Path(service.file).parent == person / "Library" / "LaunchAgents"
    assert told["ProgramArguments"] == [sys.executable, "-m", "owntexts", "agent", "run"]
    assert told["EnvironmentVariables"]["OWNTEXTS_HOME"] == str(home.path)
    assert told["RunAtLoad"]
    assert launchd.told[0].startswith("launchctl bootstrap gui/")
    installing.uninstall(home, launchd, "darwin")
    assert launchd.told[1].endswith(told["Label"])


def test_elsewhere_it_says_how_to_start_it_by_hand(home: Home) -> None:
    with pytest.raises(OwntextsError) as told:
        installing.install(home, Manager(), "win32")
    assert told.value.finding.fixes[0].command == "owntexts agent run"


def test_each_home_has_a_service_of_its_own(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other", home.device, bytes(32), "file")
    one, two = (installing.install(each, Manager(), "linux").file for each in (home, other))
    assert one != two


@pytest.mark.parametrize("name", ['a "quoted" home', "100% mine", "back\\slash", "dollar$HOME"])
def test_odd_names_are_quoted(name: str, tmp_path: Path) -> None:
    text = installing.unit(tmp_path / name, {})
    assert "%%" in text if "%" in name else "%" not in text
    assert len(text.splitlines()) == len(installing.unit(tmp_path, {}).splitlines())


def test_a_name_with_a_line_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage):
        installing.unit(tmp_path / "two\nExecStartPre=/bin/false", {})
