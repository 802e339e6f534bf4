"""The errors a source ends with when it cannot be read at all, each with what was seen and what ends it."""

import sys
from pathlib import Path

from owntexts.errors import SourceFailed
from owntexts.explain import Evidence, Fix

WHOSE = "Its password is the one that was set in the program that wrote it"
PASSWORD = "OWNTEXTS_SOURCE_PASSWORD"  # noqa: S105 - the name of a variable
FULL_DISK_ACCESS = "x-apple.systempreferences:com.apple.preference.security?Privacy_AllFiles"


def missing(path: Path) -> SourceFailed:
    """Nothing lies at the path."""
    return SourceFailed(
        "The source is not there any more" if path.parent.exists() else "The source's folder is not there",
        f"Nothing was found at {path}: it was moved or deleted, or its disk is not connected.",
        code="source.missing",
        evidence=(_at(path),),
        fixes=(
            Fix("connect", "Connect the disk that holds it, or put it back where it was", "person"),
            Fix("add_again", "Name its new place", "person", command="owntexts source add PATH"),
        ),
    )


def permission(path: Path, reason: str, platform: str = sys.platform) -> SourceFailed:
    """The system does not let this program read the path; `platform` is as in sys.platform."""
    return SourceFailed(
        "This program may not read the source",
        f"The system refused to open {path}.",
        code="source.permission",
        evidence=(_at(path), Evidence("system's answer", reason)),
        fixes=(_permission_fix(path, platform),),
    )


def locked(path: Path, seconds: float) -> SourceFailed:
    """Another program holds the database for itself; `seconds` is how long it was waited for."""
    return SourceFailed(
        "Another program is holding the source",
        f"{path.name} stayed locked by another program while it was waited for.",
        code="source.locked",
        evidence=(_at(path), Evidence("waited", seconds, origin="seconds")),
        fixes=(
            Fix("close", "Close the program that is writing to it", "person"),
            Fix("wait", "Wait: the next import tries again", "wait"),
        ),
    )


def damaged(path: Path, reason: str) -> SourceFailed:
    """The file is a database that cannot be read, wholly or in part."""
    return SourceFailed(
        "The source is damaged",
        f"{path.name} is a database, but it cannot be read: it is cut off or overwritten, or its disk is failing.",
        code="source.damaged",
        evidence=(_at(path), Evidence("answer on reading", reason), Evidence("bytes", _size(path))),
        fixes=(Fix("copy_again", "Copy it again from the Mac, iPhone or backup that it came from", "person"),),
    )


def unreadable(path: Path, reason: str) -> SourceFailed:
    """The file is an export or backup that cannot be read, and nothing of it can be given."""
    return SourceFailed(
        "The source is damaged",
        f"{path.name} cannot be read as the export that it should be: {reason}.",
        code="source.damaged",
        evidence=(_at(path), Evidence("answer on reading", reason), Evidence("bytes", _size(path))),
        fixes=(
            Fix("export_again", "Make the export once more, and let it finish before the file is copied", "person"),
            Fix("copy_again", "Copy it again from where it was made", "person"),
        ),
    )


def program_missing(program: str, how: str) -> SourceFailed:
    """Another program, through which a device is asked, is not on this computer; `how` says how it gets there."""
    return SourceFailed(
        "The program that this source is read through is missing",
        f"{program} was not found on this computer.",
        code="source.missing",
        evidence=(Evidence("program", program),),
        fixes=(Fix("install_program", how, "person"),),
    )


def device_missing(path: Path, seen: str) -> SourceFailed:
    """The device that the path means is not connected; `seen` says what is."""
    return SourceFailed(
        "The phone is not connected",
        f"{path} means a phone, and none like that answers.",
        code="source.missing",
        evidence=(_at(path), Evidence("connected", seen)),
        fixes=(Fix("connect_phone", "Connect the phone, unlock it, and allow USB debugging on its screen", "person"),),
    )


def device_refused(path: Path, answer: str, how: str) -> SourceFailed:
    """The device does not let its messages be read; `how` says where that is allowed."""
    return SourceFailed(
        "The phone does not let its messages be read",
        f"It answered, but not with messages: {answer}.",
        code="source.permission",
        evidence=(_at(path), Evidence("system's answer", answer)),
        fixes=(Fix("allow_on_phone", how, "person"),),
    )


def no_room(path: Path, needed: int) -> SourceFailed:
    """The private copy that a source is read from does not fit on this computer; `needed` is in bytes."""
    return SourceFailed(
        "There is no room for a copy of the source",
        f"{path.name} is read from a copy, so that the program that writes it is never held up; the disk is too full.",
        code="storage.device_full",
        evidence=(_at(path), Evidence("bytes needed", needed)),
        fixes=(Fix("free_space", "Free space on this computer's disk", "person"),),
    )


def password_needed(path: Path, cipher: str, whose: str = WHOSE) -> SourceFailed:
    """The source is encrypted with `cipher` and no password was given; `whose` is a sentence on which one it is."""
    return SourceFailed(
        "The source needs its password",
        f"{path.name} is encrypted. {whose}.",
        code="source.password_needed",
        evidence=(_at(path), Evidence("encryption", cipher)),
        fixes=(
            Fix(
                "give_password",
                f"Read it on a terminal, where the password is asked for, or name it in {PASSWORD}",
                "person",
                command="owntexts import ID",
            ),
            Fix(
                "keep_password",
                "Let the system's keyring keep it, so that the source is read in the background",
                "person",
                command="owntexts source set ID keep_password yes",
            ),
        ),
    )


def password_wrong(path: Path, cipher: str, whose: str = WHOSE) -> SourceFailed:
    """The password that was given opens nothing of the source. It is kept nowhere."""
    return SourceFailed(
        "That is not the password of the source",
        f"{path.name} does not open with it. {whose}.",
        code="source.password_wrong",
        evidence=(_at(path), Evidence("encryption", cipher)),
        fixes=(
            Fix("try_another", "Import again with the right one", "person", command="owntexts import ID"),
            Fix("copy_again", "If it is certainly right, copy the source again: it may be damaged", "person"),
        ),
    )


def unrecognised(path: Path, seen: tuple[str, ...]) -> SourceFailed:
    """No kind of source knows what lies at the path; `seen` says what was found there instead."""
    return SourceFailed(
        "This is no source of messages that is known here",
        f"{path.name} was not recognised: {'; '.join(seen) or 'it is of an unknown format'}.",
        code="source.unrecognised",
        evidence=(_at(path), *(Evidence("seen", phrase) for phrase in seen)),
        fixes=(
            Fix(
                "name_file",
                "Name the store itself: chat.db of a Mac, an iPhone's sms.db or backup folder, an Android app's export",
                "person",
            ),
            Fix(
                "name_kind",
                "Say which kind it is, and read what that kind misses",
                "person",
                command="owntexts source add PATH --kind KIND",
            ),
        ),
    )


def _permission_fix(path: Path, platform: str) -> Fix:
    if platform == "darwin":
        title = "Give this program (or your terminal) Full Disk Access in System Settings > Privacy & Security"
        return Fix("full_disk_access", title, "person", link=FULL_DISK_ACCESS)
    return Fix("allow_reading", f"Allow your user to read {path.name} and its folder", "person")


def _at(path: Path) -> Evidence:
    return Evidence("path", str(path))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
