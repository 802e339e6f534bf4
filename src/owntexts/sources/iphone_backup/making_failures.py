"""Why a backup could not be made, told from the words of the program that makes it."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from owntexts.errors import NeedsPerson, OwntextsError
from owntexts.explain import Evidence, Fix

SPOKEN_BY: Final = "pymobiledevice3"
LONGEST: Final = 200
AGAIN: Final = Fix("again", "Then go on where it stopped", "action", command="owntexts iphone backup")

INSTALL: Final = Fix(
    "install",
    "Install pymobiledevice3, a separate program under the GPL",
    "person",
    command="pipx install pymobiledevice3",
)


def no_program(named: Path | None) -> OwntextsError:
    """The program that talks to iPhones is not there."""
    where = f"at {named}" if named else "on the PATH"
    return OwntextsError(
        "pymobiledevice3 is not installed here",
        f"Backups of an iPhone are made by pymobiledevice3, a program of its own, which was not found {where}.",
        code="iphone.program_missing",
        evidence=(Evidence("program", str(named) if named else None, SPOKEN_BY, origin="the PATH"),),
        fixes=(
            INSTALL,
            Fix("name_program", "Or say where it is: --program with its path, or that of its environment", "person"),
        ),
    )


def not_connected(*, wifi: bool) -> OwntextsError:
    """No iPhone can be reached."""
    by = "in this network" if wifi else "by cable"
    return OwntextsError(
        f"No iPhone is connected {by}",
        "An iPhone is reached by cable, or by Wi-Fi where it was connected by cable once and Wi-Fi connections are on.",
        code="iphone.not_connected",
        evidence=(Evidence("iPhones", 0, 1, origin=SPOKEN_BY),),
        fixes=(
            Fix("connect", "Connect the iPhone by cable, unlock it, and trust this computer if it asks", "person"),
            Fix(
                "allow_wifi",
                "To go without the cable from then on, turn Wi-Fi connections on, and use --wifi",
                "person",
                command="pymobiledevice3 lockdown wifi-connections on",
            ),
            AGAIN,
        ),
    )


def not_trusted() -> OwntextsError:
    """The iPhone does not know this computer."""
    return NeedsPerson(
        "The iPhone does not trust this computer yet",
        "It asks on its screen whether this computer may read from it, and wants its passcode for that.",
        code="iphone.not_trusted",
        evidence=(Evidence("paired", value=False, limit=True, origin=SPOKEN_BY),),
        fixes=(Fix("trust", "Unlock the iPhone and tap Trust when it asks", "person"), AGAIN),
    )


def needs_passcode() -> OwntextsError:
    """Nobody has entered the passcode, or the iPhone is locked."""
    return NeedsPerson(
        "The iPhone wants its passcode",
        "Since iOS 16.1 each backup to a computer has to be allowed with the passcode on the iPhone's own screen. It "
        "waits for about three minutes.",
        code="source.needs_passcode",
        evidence=(Evidence("iPhone", "locked", "unlocked", origin=SPOKEN_BY),),
        fixes=(
            Fix("enter_passcode", "Unlock the iPhone, and enter the passcode when it asks during a backup", "person"),
            AGAIN,
            Fix(
                "read_a_mac",
                "A Mac with the same Apple Account is read without any passcode",
                "person",
                command="owntexts source add ~/Library/Messages/chat.db",
            ),
        ),
    )


def no_room() -> OwntextsError:
    """The disk that the backup goes to is full."""
    return OwntextsError(
        "There is no room for the backup",
        "The disk that the backup is written to is full. What was written is kept; the next backup goes on from there.",
        code="storage.device_full",
        evidence=(Evidence("answer", "Not enough disk space", origin=SPOKEN_BY),),
        fixes=(
            Fix("free_space", "Free space on this computer's disk", "person"),
            Fix("elsewhere", "Or back up to a folder on another disk: --folder", "person"),
        ),
    )


def too_old() -> OwntextsError:
    """The program does not know how to leave out what messages do not need."""
    return OwntextsError(
        "This pymobiledevice3 is too old",
        "It cannot leave out of a backup what messages do not need.",
        code="iphone.program_missing",
        evidence=(Evidence("program", "No such option", origin=SPOKEN_BY),),
        fixes=(
            Fix("upgrade", "Update it", "person", command="pipx upgrade pymobiledevice3"),
            Fix("everything", "Or back up all of the iPhone", "action", command="owntexts iphone backup --everything"),
        ),
    )


def failed(said: Sequence[str]) -> OwntextsError:
    """It ended, and not well."""
    return OwntextsError(
        "The backup was not finished",
        "pymobiledevice3 ended before it was done. What was written is kept, and the next backup goes on from there.",
        code="iphone.failed",
        evidence=(Evidence("answer", said[-1][:LONGEST] if said else None, origin=SPOKEN_BY),),
        fixes=(
            Fix("again", "Keep the iPhone connected and unlocked, and try again", "action", command=AGAIN.command),
            Fix("check", "See whether it can reach the iPhone", "person", command="pymobiledevice3 usbmux list"),
        ),
    )


PHRASES: Final[tuple[tuple[str, Callable[[], OwntextsError]], ...]] = (
    (r"MBErrorDomain/208|'ErrorCode': 208|password protected", needs_passcode),
    (r"not paired|refused to trust|waiting for user dialog", not_trusted),
    (r"not enough disk space|no space left", no_room),
    (r"no such option", too_old),
)
GONE: Final = r"device is not connected|device not found|failed to connect to usbmuxd"
OTHERS: Final = r"ErrorCode|Traceback|terminated abruptly|\bERROR\b|cancelled the backup"


def of(said: Sequence[str], code: int, *, wifi: bool = False) -> OwntextsError | None:
    """The failure that these lines tell of; None where all went well."""
    whole = "\n".join(said)
    for phrase, failure in PHRASES:
        if re.search(phrase, whole, re.IGNORECASE):
            return failure()
    if re.search(GONE, whole, re.IGNORECASE):
        return not_connected(wifi=wifi)
    return failed([line for line in said if line]) if code or re.search(OTHERS, whole) else None
