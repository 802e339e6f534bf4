"""pymobiledevice3, a program of its own that talks to iPhones: run as a process, understood by what it prints.

What it prints is known from its source; it ends with 0 after many failures, so its words count and not its code.
"""

import json
import os
import re
import shutil
import subprocess
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from owntexts.sources.iphone_backup import making_failures as failures

NAME: Final = "pymobiledevice3"
INSIDE: Final = ("bin", "Scripts")
"""Where a virtual environment has its programs."""

LISTING_S: Final = 60
LONGEST_LINE: Final = 4_096
PIECE: Final = 4_096
LINES_KEPT: Final = 40

COLOURS: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{7,63}")
PERCENT: Final = re.compile(r"(\d{1,3})%\|")
PASSCODE: Final = re.compile(r"enter the device passcode", re.IGNORECASE)

NEEDED: Final = (
    *("--only", "messages", "--only", "contacts", "--only-regex"),
    r"Library/(AddressBook/AddressBookImages|Preferences/com\.apple\.(MobileSMS|madrid)\.plist)",
)
"""What is kept of a backup: the iPhone sends all of it the first time, and only this needs room here."""

Progress = Callable[[int, int], None]
Waiting = Callable[[], None]
"""Called when the iPhone asks for its passcode."""


@dataclass(frozen=True)
class Phone:
    """An iPhone that can be reached, by its id."""

    id: str
    name: str | None
    system: str | None


@dataclass(frozen=True)
class Program:
    """The program where it was found."""

    path: str

    def phones(self, *, wifi: bool) -> list[Phone]:
        """The iPhones on a cable, or in the network. Raises OwntextsError."""
        words = ("bonjour", "mobdev2") if wifi else ("usbmux", "list", "--usb")
        nothing = subprocess.DEVNULL
        try:
            done = subprocess.run(  # noqa: S603 - the person's own program, and words of ours
                (self.path, *words), stdin=nothing, capture_output=True, timeout=LISTING_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise failures.failed([type(error).__name__]) from error
        return _phones(done.stdout.decode("utf-8", "replace"), _lines(done.stderr.decode("utf-8", "replace")))

    def back_up(
        self, phone: Phone, folder: Path, *, wifi: bool, everything: bool, progress: Progress, waiting: Waiting
    ) -> None:
        """Makes a backup, or goes on with the last one, in the folder inside `folder` that the iPhone's id names.

        Raises OwntextsError: source.needs_passcode, iphone.not_connected, iphone.not_trusted, iphone.program_missing,
        storage.device_full, iphone.failed.
        """
        words = [
            "backup2",
            "backup",
            "--udid",
            phone.id,
            *["--mobdev2"] * wifi,
            *NEEDED * (not everything),
            str(folder),
        ]
        nothing = subprocess.DEVNULL
        with subprocess.Popen((self.path, *words), stdin=nothing, stdout=nothing, stderr=subprocess.PIPE) as process:  # noqa: S603 - as above
            try:
                said = _watched(process.stderr, progress, waiting)
            except BaseException:
                process.terminate()
                raise
        if failure := failures.of(said, process.returncode, wifi=wifi):
            raise failure


def found(named: Path | None = None) -> Program:
    """The program on the PATH, at a path, or in the virtual environment at a path. Raises OwntextsError."""
    if named is None:
        path = shutil.which(NAME)
    else:
        places = (named, *(named / folder / NAME for folder in INSIDE))
        path = next((each for place in places if (each := shutil.which(str(place.expanduser().absolute())))), None)
    if path is None:
        raise failures.no_program(named)
    return Program(path)


def _phones(told: str, complaints: Sequence[str]) -> list[Phone]:
    try:
        listed = json.loads(COLOURS.sub("", told))
    except ValueError:
        raise failures.of(complaints, 1) or failures.failed(complaints) from None
    phones = filter(None, map(_phone, listed if isinstance(listed, list) else ()))
    return list({phone.id: phone for phone in phones}.values())


def _phone(said: Any) -> Phone | None:
    """None for what names no iPhone, by an id that can safely name a folder."""
    one = (said.get("Identifier") or said.get("UniqueDeviceID")) if isinstance(said, dict) else None
    if not isinstance(one, str) or not ID.fullmatch(one):
        return None
    name, system = said.get("DeviceName"), said.get("ProductVersion")
    return Phone(one, name if isinstance(name, str) else None, system if isinstance(system, str) else None)


def _watched(stream: IO[bytes] | None, progress: Progress, waiting: Waiting) -> list[str]:
    """The last lines that were said; what they tell of progress and of the passcode is passed on meanwhile."""
    said: list[str] = []
    for line, is_whole in _as_they_come(stream):
        if is_whole and PASSCODE.search(line):
            waiting()
        if percent := PERCENT.findall(line):
            progress(int(percent[-1]), 100)
        if is_whole:
            said = [*said[1 - LINES_KEPT :], line]
    return said


def _as_they_come(stream: IO[bytes] | None) -> Iterator[tuple[str, bool]]:
    """Lines, and whether each is whole: a bar is drawn over and over in one line that does not end."""
    decode, rest = getincrementaldecoder("utf-8")("replace").decode, ""
    while stream is not None and (piece := os.read(stream.fileno(), PIECE)):
        *lines, rest = re.split("[\r\n]+", rest + decode(piece))
        yield from ((line, True) for line in map(_plain, lines) if line)
        yield _plain(rest), False
        rest = rest[-LONGEST_LINE:]
    yield _plain(rest), True


def _lines(text: str) -> list[str]:
    return [line for line in map(_plain, text.splitlines()) if line]


def _plain(line: str) -> str:
    return COLOURS.sub("", line).strip()
