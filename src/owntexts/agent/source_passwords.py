"""The passwords of sources that the person lets the system's keyring keep; there and nowhere else."""

from pathlib import Path
from typing import Final

from msgspec import Struct

from owntexts.agent.at_rest import SERVICE
from owntexts.agent.home import Home
from owntexts.errors import SourceFailed, WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.replica import sources, state
from owntexts.replica.sources import Source
from owntexts.sources.base import Options
from owntexts.sources.registry import kind_named

KEPT: Final = "source.password_kept."
NEEDED: Final = "source.password_needed"
WRONG: Final = "source.password_wrong"


class PasswordKept(Struct, frozen=True):
    """A source, and whether the keyring has its password."""

    id: str
    keep_password: bool


def keep(home: Home, source: str, password: str) -> PasswordKept:
    """Puts the password into the keyring, once it has opened the source.

    Raises NotFound; SourceFailed where the source cannot be opened, source.password_wrong among others; WrongUsage
    where it needs no password, or there is no keyring. Then nothing is kept.
    """
    one = sources.one(home.replica, source)
    encrypted = next(filter(_needs_one, _stores_of(home, one)), None)
    if encrypted is None:
        raise _needs_none(one)
    _open(encrypted, password)
    _write(home, source, password)
    state.put(home.replica, KEPT + source, 1)
    return PasswordKept(source, keep_password=True)


def forget(home: Home, source: str) -> PasswordKept:
    """Takes the password out of the keyring again. Raises NotFound."""
    sources.one(home.replica, source)
    if state.get(home.replica, KEPT + source) is not None:
        _delete(home, source)
        state.put(home.replica, KEPT + source, None)
    return PasswordKept(source, keep_password=False)


def kept(home: Home, source: str) -> str | None:
    """The password in the keyring; None where none is kept or the keyring stays locked."""
    if state.get(home.replica, KEPT + source) is None:
        return None
    import keyring  # noqa: PLC0415 - 100 ms that only who keeps a password pays
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        return keyring.get_password(SERVICE, _name(home, source))
    except KeyringError:
        return None


def _name(home: Home, source: str) -> str:
    return f"{home.device.hex()}.source.{source}"


def _stores_of(home: Home, one: Source) -> list[Source]:
    """What the password opens: the source itself, or what was found in it."""
    if one.kind != sources.FOLDER:
        return [one]
    return [each for each in sources.with_rows(home.replica) if each.folder == one.id]


def _needs_one(one: Source) -> bool:
    try:
        _open(one, None)
    except SourceFailed as failure:
        if failure.code != NEEDED:
            raise
        return True
    return False


def _open(one: Source, password: str | None) -> None:
    with kind_named(one.kind).open(Path(one.path), Options(secret=password)):
        pass


def _write(home: Home, source: str, password: str) -> None:
    import keyring  # noqa: PLC0415 - as above
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        keyring.set_password(SERVICE, _name(home, source), password)
    except KeyringError as refusal:
        raise _no_keyring(refusal) from refusal


def _delete(home: Home, source: str) -> None:
    import keyring  # noqa: PLC0415 - as above
    from keyring.errors import KeyringError  # noqa: PLC0415 - as above

    try:
        keyring.delete_password(SERVICE, _name(home, source))
    except KeyringError as refusal:
        raise _no_keyring(refusal) from refusal


def _needs_none(one: Source) -> WrongUsage:
    return WrongUsage(
        f"Source {one.id} needs no password",
        "It is not encrypted and opens as it is, so there is nothing to keep.",
        evidence=(Evidence("path", one.path),),
        fixes=(Fix("import", "Read it", "action", command=f"owntexts import {one.id}"),),
    )


def _no_keyring(refusal: Exception) -> WrongUsage:
    return WrongUsage(
        "No keyring here can keep the password",
        "A server often has none, and a desktop's may be locked. The password is kept nowhere else.",
        evidence=(Evidence("answer", type(refusal).__name__, origin="the keyring"),),
        fixes=(
            Fix("unlock", "Unlock the keyring and try again", "person"),
            Fix("name_it", "Or name the password in OWNTEXTS_SOURCE_PASSWORD when you import", "person"),
        ),
    )
