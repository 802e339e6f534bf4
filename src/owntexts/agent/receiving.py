"""A file that is sent piece by piece from a browser, into the home, and may be gone on with after any break.

<home>/received/<id>/       one folder a file; readable for this person only
<home>/received/<id>/.told  its name and size, as they were said
<home>/received/<id>/<name> what has come so far; its length is where the next piece begins
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from owntexts.agent.files import create_private, private_folder
from owntexts.agent.home import Home
from owntexts.errors import NotFound, OwntextsError, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.replica import sources

FOLDER: Final = "received"
TOLD: Final = ".told"
KEPT_S: Final = 7 * 86_400
"""An unfinished file that nobody goes on with is let go after a week."""
AT_ONCE: Final = 8
ROOM_BESIDE: Final = 256 << 20
"""What has to stay free beside it: the messages are written once more, encrypted."""
LONGEST_NAME: Final = 100

_ID: Final = re.compile(r"[0-9a-f]{32}")


class Received(Struct, frozen=True):
    """A file that is being sent: how many bytes there are to be, and how many have come."""

    id: str
    name: str
    size: int
    come: int

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.come == self.size


class _Told(Struct, frozen=True):
    name: str
    size: int


def begin(home: Home, name: str, size: int) -> Received:
    """Makes room for a file. Raises WrongUsage, OwntextsError storage.device_full."""
    if size <= 0:
        raise WrongUsage("The file is empty", "There is nothing in it that could be read.")
    folder = private_folder(home.path.absolute() / FOLDER)
    _let_go_of_old_ones(home, folder)
    _must_have_room(folder, size)
    one = secrets.token_hex(16)
    place = private_folder(folder / one)
    told = _Told(_cleaned(name), size)
    create_private(place / TOLD, msgspec.json.encode(told))
    os.close(os.open(place / told.name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return Received(one, told.name, size, 0)


def state(home: Home, one: str) -> Received:
    """How far it is. Raises NotFound."""
    told = _told(home, one)
    return Received(one, told.name, told.size, path_of(home, one).stat().st_size)


def write(home: Home, one: str, offset: int, piece: bytes) -> Received:
    """Puts a piece in its place. One that begins elsewhere than where the file ends is not taken: `come` says where.

    Raises NotFound, WrongUsage where it would become longer than was said, OwntextsError storage.device_full.
    """
    now = state(home, one)
    if offset != now.come:
        return now
    if now.come + len(piece) > now.size:
        raise WrongUsage("More came than was announced", f"{now.name} was to have {now.size:,} bytes.")
    try:
        with path_of(home, one).open("r+b") as file:
            file.seek(offset)
            file.write(piece)
    except OSError as error:
        raise _no_room(now.size - now.come, 0) from error
    return state(home, one)


def path_of(home: Home, one: str) -> Path:
    """Where the file lies. Raises NotFound."""
    return _place(home, one) / _told(home, one).name


def let_go(home: Home, one: str) -> None:
    """Deletes what has come. Raises NotFound."""
    shutil.rmtree(_place(home, one))


def is_received(home: Home, path: Path) -> bool:
    """Whether a path is that of a file that was sent here."""
    return path.parent.parent == home.path.absolute() / FOLDER


def _place(home: Home, one: str) -> Path:
    place = home.path.absolute() / FOLDER / one
    if not _ID.fullmatch(one) or not (place / TOLD).is_file():
        raise NotFound("This file is not here any more", "It was not gone on with for a week, or it was let go.")
    return place


def _told(home: Home, one: str) -> _Told:
    return msgspec.json.decode((_place(home, one) / TOLD).read_bytes(), type=_Told)


def _cleaned(name: str) -> str:
    """The last part of a name, with what a file system or a terminal could take amiss left out."""
    last = re.split(r"[/\\]", name)[-1]
    kept = re.sub(r"[^\w .()+,=@\-]", "_", last).strip(". ")
    stem, dot, ending = kept.rpartition(".")
    ending = dot + ending[:16]
    return f"{stem[: LONGEST_NAME - len(ending)]}{ending}" if stem else kept[:LONGEST_NAME] or "file"


def _let_go_of_old_ones(home: Home, folder: Path) -> None:
    """Those that nobody goes on with, and the oldest where there are very many; none that is being read."""
    read = {Path(source.path).parent for source in sources.listed(home.replica)}
    known = [(began, place) for began, place in sorted(_begun(folder)) if place not in read]
    for number, (began, place) in enumerate(known):
        if len(known) - number >= AT_ONCE or time.time() - began > KEPT_S:
            shutil.rmtree(place, ignore_errors=True)


def _begun(folder: Path) -> Iterator[tuple[float, Path]]:
    for place in folder.iterdir():
        told = place / TOLD
        if told.is_file():
            yield told.stat().st_mtime, place


def _must_have_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if size + ROOM_BESIDE > free:
        raise _no_room(size, free)


def _no_room(size: int, free: int) -> OwntextsError:
    return OwntextsError(
        "There is no room on this device for the file",
        "It is kept here while it is read, and the messages in it are written once more, encrypted.",
        code="storage.device_full",
        evidence=(Evidence("storage.device_free_bytes", free, size + ROOM_BESIDE, origin="the disk of the home"),),
        fixes=(Fix("make_room", "Make room on this device, then send the file again", "person"),),
    )
