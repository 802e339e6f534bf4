"""The agent as a service of this person: systemd's on Linux, launchd's on a Mac. It starts with the session."""

import os
import plistlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from owntexts.agent.files import replace_private
from owntexts.agent.home import HOME, Home, home_path
from owntexts.errors import NotFound, OwntextsError, WrongUsage
from owntexts.explain import Evidence, Fix

PASSED_ON: Final = ("OWNTEXTS_KEY_STORE", "PATH")
AGENT: Final = ("agent", "run")
ANSWER_S: Final = 30.0
AGAIN_AFTER_S: Final = 30

_RENAME: Final = Fix("rename", f"Give the folder another name, and name that in {HOME}", "person")

Run = Callable[[Sequence[str]], bool]
"""Carries out a command; whether it succeeded."""

Manager = Literal["systemd", "launchd"]


class Service(Struct, frozen=True):
    """What was done: the file that tells the service manager of the agent, and whether the manager has heard of it.

    `steps` are commands that are left to the person.
    """

    manager: Manager
    file: str
    done: bool
    steps: tuple[str, ...]


def carried_out(command: Sequence[str]) -> bool:
    """Runs a command of the service manager."""
    if shutil.which(command[0]) is None:
        return False
    try:
        return not subprocess.run(command, check=False, capture_output=True, timeout=ANSWER_S).returncode  # noqa: S603 - no shell, our own words
    except (OSError, subprocess.SubprocessError):
        return False


def install(home: Home, run: Run = carried_out, platform: str = sys.platform, words: Sequence[str] = AGENT) -> Service:
    """Writes the service's file and starts it; `words` are the command of ours that it runs.

    Raises OwntextsError where this system has neither manager.
    """
    manager = _manager(platform)
    file = _file(manager, home.path)
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_private(file, _text(manager, home.path, words).encode())
    return _told(manager, file, _starting(manager, file), run)


def uninstall(home: Home, run: Run = carried_out, platform: str = sys.platform) -> Service:
    """Ends the service and takes its file away. Raises NotFound where there is none."""
    manager = _manager(platform)
    file = _file(manager, home.path)
    if not file.exists():
        raise NotFound(
            "The agent is not installed as a service",
            "There is nothing to take away.",
            evidence=(Evidence("file", str(file)),),
            fixes=(Fix("install", "Install it", "action", command="owntexts agent install"),),
        )
    told = _told(manager, file, _ending(manager, file), run)
    file.unlink()
    if manager == "systemd":
        run(("systemctl", "--user", "daemon-reload"))
    return told


def unit(home: Path, environment: Mapping[str, str] = os.environ, words: Sequence[str] = AGENT) -> str:
    """The text of the systemd user unit. What the command prints is kept nowhere: it may be a link that signs in."""
    lines = [f"Environment={_quoted(f'{name}={value}')}" for name, value in _environment(home, environment).items()]
    command = " ".join(_quoted(word).replace("$", "$$") for word in _command(words))
    return "\n".join(
        (
            "[Unit]",
            "Description=Owntexts: keeps your messages in step",
            "",
            "[Service]",
            f"ExecStart={command}",
            "StandardOutput=null",
            *lines,
            "Restart=on-failure",
            f"RestartSec={AGAIN_AFTER_S}",
            "Nice=10",
            "NoNewPrivileges=yes",
            "",
            "[Install]",
            "WantedBy=default.target",
            "",
        )
    )


def plist(home: Path, environment: Mapping[str, str] = os.environ, words: Sequence[str] = AGENT) -> str:
    """The text of the launchd agent. What the command prints is kept nowhere, as launchd does by itself."""
    return plistlib.dumps(
        {
            "Label": _name(home),
            "ProgramArguments": list(_command(words)),
            "EnvironmentVariables": _environment(home, environment),
            "RunAtLoad": True,
            "KeepAlive": {"SuccessfulExit": False},
            "ThrottleInterval": AGAIN_AFTER_S,
            "ProcessType": "Background",
            "LowPriorityIO": True,
        }
    ).decode()


def _manager(platform: str) -> Manager:
    if platform == "darwin":
        return "launchd"
    if platform == "linux" and not hasattr(sys, "getandroidapilevel"):
        return "systemd"
    raise OwntextsError(
        "This system has no service manager that we know",
        "Owntexts can be started by systemd on Linux and by launchd on a Mac.",
        evidence=(Evidence("system", platform, origin="python"),),
        fixes=(
            Fix(
                "by_hand",
                "Have your system start this with your session (Task Scheduler on Windows, Termux:Boot on Android)",
                "person",
                command="owntexts agent run",
            ),
        ),
    )


def _text(manager: Manager, home: Path, words: Sequence[str]) -> str:
    return unit(home, words=words) if manager == "systemd" else plist(home, words=words)


def _file(manager: Manager, home: Path) -> Path:
    if manager == "launchd":
        return Path.home() / "Library" / "LaunchAgents" / f"{_name(home)}.plist"
    settings = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(settings) / "systemd" / "user" / f"{_name(home)}.service"


def _name(home: Path) -> str:
    """The same for the same home, and another for each other one."""
    if home == _usual_home():
        return "owntexts-agent"
    return f"owntexts-agent-{sha256(os.fsencode(home)).hexdigest()[:8]}"


def _usual_home() -> Path | None:
    return None if os.environ.get(HOME) else home_path()


def _command(words: Sequence[str]) -> tuple[str, ...]:
    return sys.executable, "-m", "owntexts", *words


def _environment(home: Path, environment: Mapping[str, str]) -> dict[str, str]:
    passed = {name: environment[name] for name in PASSED_ON if name in environment}
    return {HOME: str(home), "PYTHONUNBUFFERED": "1"} | passed


def _quoted(word: str) -> str:
    """A word as a unit file has it; a line end in it would begin another setting."""
    if "\n" in word or "\r" in word:
        raise WrongUsage("A service cannot be made for a folder whose name has a line end in it", fixes=(_RENAME,))
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _starting(manager: Manager, file: Path) -> tuple[tuple[str, ...], ...]:
    if manager == "systemd":
        return ("systemctl", "--user", "daemon-reload"), ("systemctl", "--user", "enable", "--now", file.name)
    return (("launchctl", "bootstrap", _session(), str(file)),)


def _ending(manager: Manager, file: Path) -> tuple[tuple[str, ...], ...]:
    if manager == "systemd":
        return (("systemctl", "--user", "disable", "--now", file.name),)
    return (("launchctl", "bootout", f"{_session()}/{file.stem}"),)


def _session() -> str:
    return f"gui/{os.getuid()}"


def _told(manager: Manager, file: Path, commands: tuple[tuple[str, ...], ...], run: Run) -> Service:
    """Carries the commands out, up to the first that fails; that one and those after it are left to the person."""
    left = list(commands)
    while left and run(left[0]):
        left.pop(0)
    return Service(manager, str(file), done=not left, steps=tuple(" ".join(command) for command in left))
