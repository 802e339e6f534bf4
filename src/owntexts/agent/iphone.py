"""Backing an iPhone up: pymobiledevice3 makes the backup, which is then a source like any other and is read."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from owntexts.agent import sources
from owntexts.agent.files import private_folder
from owntexts.agent.home import Home
from owntexts.agent.imports import Imported, import_sources
from owntexts.agent.underway import Progress, underway
from owntexts.errors import OwntextsError, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.sources.iphone_backup import folder as folders
from owntexts.sources.iphone_backup import making_failures as failures
from owntexts.sources.iphone_backup import program
from owntexts.sources.iphone_backup.program import Phone, Program

FOLDER: Final = "iphones"
PERCENT: Final = "percent of a backup"
KIND: Final = "iphone-backup"


class BackedUp(Struct, frozen=True):
    """An iPhone, where its backup lies, whether that is encrypted, the source that it is, and what the import did."""

    iphone: str
    name: str | None
    folder: str
    encrypted: bool
    source: str
    imported: Imported


def back_up(
    home: Home,
    *,
    folder: Path | None = None,
    iphone: str | None = None,
    wifi: bool = False,
    everything: bool = False,
    named: Path | None = None,
    secret: str | None = None,
    waiting: Callable[[], None] = lambda: None,
    progress: Progress = lambda _done, _total: None,
) -> BackedUp:
    """Makes a backup, or goes on with the last one, in the home or in a folder, and imports it.

    `named` is where pymobiledevice3 is, `waiting` is called when the iPhone asks for its passcode. Raises what
    Program.back_up raises.
    """
    maker = program.found(named)
    phone = _chosen(maker, iphone, wifi=wifi)
    parent = (folder or private_folder(home.path / FOLDER)).expanduser().absolute()
    parent.mkdir(parents=True, exist_ok=True)
    with underway(home.path, PERCENT, progress) as told:
        maker.back_up(phone, parent, wifi=wifi, everything=everything, progress=told, waiting=waiting)
    made = _made(parent / phone.id)
    source = _source(home, made, phone)
    imported = import_sources(home, source, secret=secret, progress=progress)
    return BackedUp(phone.id, phone.name, str(made), folders.about(made).encrypted, source, imported)


def _chosen(maker: Program, iphone: str | None, *, wifi: bool) -> Phone:
    phones = [phone for phone in maker.phones(wifi=wifi) if iphone in {None, phone.id, phone.name}]
    if not phones:
        raise failures.not_connected(wifi=wifi)
    if len(phones) > 1:
        raise _several(phones)
    return phones[0]


def _made(folder: Path) -> Path:
    """The backup, where it is one that can be read."""
    manifest = folder / folders.MANIFEST
    if folders.is_backup(folder) and manifest.is_file() and manifest.stat().st_size:
        return folder
    raise failures.failed(("there is no finished backup in its folder",))


def _source(home: Home, folder: Path, phone: Phone) -> str:
    known = {source.path: source.id for source in sources.listed(home)}
    return known.get(str(folder)) or sources.add(home, folder, kind=KIND, name=phone.name).id


def _several(phones: list[Phone]) -> OwntextsError:
    return WrongUsage(
        f"{len(phones)} iPhones are connected",
        "Say which one to back up.",
        evidence=tuple(Evidence(phone.id, phone.name) for phone in phones),
        fixes=(Fix("choose", "Name it by its id", "person", command="owntexts iphone backup --iphone ID"),),
    )
