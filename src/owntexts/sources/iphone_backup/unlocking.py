"""The password of a backup becomes its class keys: seconds of work, whose fruit is kept while the program runs."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from owntexts.crypto.foreign import keybag
from owntexts.crypto.foreign.keybag import ClassKeys
from owntexts.crypto.foreign.unopened import Unopened, WrongPassword
from owntexts.sources import failures
from owntexts.sources.iphone_backup import folder as folders
from owntexts.sources.iphone_backup import refusals
from owntexts.sources.iphone_backup.folder import About

WHOSE: Final = (
    "It is the password that was set for encrypted backups in Finder, iTunes or on the iPhone, and neither its "
    "passcode nor that of the Apple Account"
)
CIPHER: Final = "the keybag of an iPhone backup"
MOST_KEPT: Final = 4

_kept: dict[bytes, ClassKeys] = {}


def class_keys(folder: Path, about: About, password: str | None) -> ClassKeys:
    """Raises SourceFailed: source.password_needed, source.password_wrong, or source.damaged with what is missing."""
    if about.keybag is None:
        has_plist = (folder / folders.MANIFEST).is_file() and (folder / folders.MANIFEST).stat().st_size > 0
        raise refusals.no_keybag(folder) if has_plist else refusals.no_manifest_plist(folder)
    try:
        bag = keybag.parse(about.keybag)
        if not password:
            raise failures.password_needed(folder, CIPHER, WHOSE)
        return _unlocked(bag, about.keybag, password)
    except WrongPassword as wrong:
        raise failures.password_wrong(folder, CIPHER, WHOSE) from wrong
    except Unopened as reason:
        raise refusals.unusable_keybag(folder, str(reason)) from reason


def _unlocked(bag: keybag.Keybag, data: bytes, password: str) -> ClassKeys:
    name = sha256(data + password.encode("utf-8", "surrogateescape")).digest()
    if name not in _kept:
        keys = bag.unlocked(password)
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[name] = keys
    return _kept[name]
