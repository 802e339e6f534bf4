"""The key that opens all else of a home: in the system's keyring, else in a file of the home (PROTOCOL section 7).

OWNTEXTS_KEY_STORE=keyring|file chooses, and moves the key where it is in the other place; without it the key stays
where it is, and a new one goes into the keyring where there is one.
"""

import os
import secrets
from pathlib import Path
from typing import Literal, get_args

from owntexts.agent.files import create_private, private_folder
from owntexts.errors import OwntextsError, WrongUsage
from owntexts.explain import Evidence, Fix

KEY_BYTES = 32
SERVICE = "owntexts"
KEY_STORE = "OWNTEXTS_KEY_STORE"

Store = Literal["keyring", "file"]


def key_file(home: Path) -> Path:
    """Where the key lies where there is no keyring; what is in `secret/` must not travel with a copy of the home."""
    return home / "secret" / "at-rest.key"


def at_rest_key(home: Path, device: bytes, *, new: bool) -> tuple[bytes, Store]:
    """The key of this home and where it is kept; a `new` home gets one. Raises keys.missing where it is gone."""
    wanted = _wanted_store()
    store = wanted or _store_in_use(home)
    key = _read(home, device, store)
    if key is None and wanted:
        key = _move(home, device, to=wanted)
    if key is None and not new:
        raise _missing(home, store)
    return key or _make(home, device, store), store


def _wanted_store() -> Store | None:
    wanted = os.environ.get(KEY_STORE)
    if wanted and wanted not in get_args(Store):
        raise WrongUsage(
            f"{KEY_STORE} is neither keyring nor file",
            "It says where the key of this device is kept.",
            evidence=(Evidence(KEY_STORE, wanted, "keyring or file"),),
            fixes=(Fix("set_key_store", f"Set {KEY_STORE} to keyring or file, or not at all", "person"),),
        )
    return "keyring" if wanted == "keyring" else "file" if wanted else None


def _store_in_use(home: Path) -> Store:
    if key_file(home).exists():
        return "file"
    return "keyring" if _has_keyring() else "file"


def _has_keyring() -> bool:
    """Importing keyring is slow, so where no desktop can be, it is not asked."""
    if os.name == "posix" and os.uname().sysname == "Linux" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return False
    import keyring  # noqa: PLC0415 - 100 ms that only a desktop pays

    return keyring.get_keyring().priority >= 1


def _read(home: Path, device: bytes, store: Store) -> bytes | None:
    return _read_file(home) if store == "file" else _read_keyring(device)


def _make(home: Path, device: bytes, store: Store) -> bytes:
    """Writes a new key and reads back which one counts: of two processes that start at once, one is first."""
    key = secrets.token_bytes(KEY_BYTES)
    _write(home, device, store, key)
    return _read(home, device, store) or key


def _move(home: Path, device: bytes, *, to: Store) -> bytes | None:
    """Takes the key out of the other place, once it can be read back from the new one."""
    key = _read_keyring(device) if to == "file" and not _is_fresh(home) else _read_file(home)
    if key is None:
        return None
    _write(home, device, to, key)
    if _read(home, device, to) == key:
        _remove(home, device, "keyring" if to == "file" else "file")
    return key


def _is_fresh(home: Path) -> bool:
    """True before anything was sealed: then no keyring can have its key."""
    return not (home / "identity").exists()


def _write(home: Path, device: bytes, store: Store, key: bytes) -> None:
    if store == "file":
        create_private(private_folder(key_file(home).parent) / key_file(home).name, key.hex().encode())
    else:
        import keyring  # noqa: PLC0415 - as above
        from keyring.errors import KeyringError  # noqa: PLC0415 - as above

        try:
            keyring.set_password(SERVICE, device.hex(), key.hex())
        except KeyringError as refusal:
            raise _no_keyring(refusal) from refusal


def _remove(home: Path, device: bytes, store: Store) -> None:
    if store == "file":
        key_file(home).unlink(missing_ok=True)
    else:
        import keyring  # noqa: PLC0415 - as above

        keyring.delete_password(SERVICE, device.hex())


def _read_file(home: Path) -> bytes | None:
    try:
        return _decoded(key_file(home).read_text("ascii"))
    except FileNotFoundError:
        return None


def _read_keyring(device: bytes) -> bytes | None:
    """The key as the keyring has it; None where it has none, there is no keyring, or it stays locked."""
    import keyring  # noqa: PLC0415 - as above
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        text = keyring.get_password(SERVICE, device.hex())
    except KeyringError:
        return None
    return None if text is None else _decoded(text)


def _decoded(text: str) -> bytes | None:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def _no_keyring(refusal: Exception) -> WrongUsage:
    return WrongUsage(
        "No keyring here can keep the key of this device",
        "A server often has none, and a desktop's may be locked.",
        evidence=(Evidence(KEY_STORE, "keyring"), Evidence("answer", type(refusal).__name__, origin="the keyring")),
        fixes=(Fix("file", f"Unlock the keyring, or keep the key in a file: set {KEY_STORE} to file", "person"),),
    )


def _missing(home: Path, store: Store) -> OwntextsError:
    where = str(key_file(home)) if store == "file" else "the system's keyring"
    return OwntextsError(
        "The key of this device is missing",
        "What this home holds is encrypted, and the key that opens it is not where it was kept.",
        code="keys.missing",
        evidence=(Evidence("key", None, origin=where), Evidence("home", str(home))),
        fixes=(
            Fix("bring_back", f"Bring the key back to {where}, from a backup of this computer", "person"),
            Fix("begin_anew", "Name an empty folder in OWNTEXTS_HOME, and import or join there", "person"),
        ),
    )
