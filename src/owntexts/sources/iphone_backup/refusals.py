"""What keeps a backup closed, each with its own way out."""

from pathlib import Path

from owntexts.errors import SourceFailed
from owntexts.explain import Evidence, Fix

ANEW = Fix("back_up_again", "Make the backup again: with Finder, iTunes, or `owntexts iphone backup`", "person")
COPY = Fix("copy_again", "If it is a copy, copy the whole folder again from where it was made", "person")


def no_list(folder: Path) -> SourceFailed:
    """Nothing says which files an encrypted backup has, and with which keys."""
    return _refused(
        folder,
        "The backup's list of files is missing",
        "There is no Manifest.db in this folder, and without it the files of an encrypted backup cannot be opened.",
        COPY,
        ANEW,
    )


def no_manifest_plist(folder: Path) -> SourceFailed:
    """An encrypted backup without the property list that holds its keys."""
    return _refused(
        folder,
        "The backup's Manifest.plist is missing",
        "The backup is encrypted, and the keys that its password opens stand in Manifest.plist, which is not here "
        "or is empty: the first backup of an iPhone was not finished, or the folder was not copied as a whole.",
        COPY,
        ANEW,
    )


def no_keybag(folder: Path) -> SourceFailed:
    """Manifest.plist is there and holds no keys."""
    return _refused(
        folder,
        "The backup has no keybag",
        "Its Manifest.plist says that it is encrypted and does not hold the keys (BackupKeyBag, ManifestKey).",
        COPY,
        ANEW,
    )


def unusable_keybag(folder: Path, reason: str) -> SourceFailed:
    """The keys are of a kind that is not known here, or were damaged."""
    return _refused(
        folder,
        "The backup's keybag cannot be used",
        f"It is damaged, or not of the kind that backups have: {reason}.",
        ANEW,
        evidence=(Evidence("keybag", reason, origin="Manifest.plist"),),
    )


def unusable_list(folder: Path, reason: str) -> SourceFailed:
    """The list of files is damaged, or is none."""
    return _refused(
        folder,
        "The backup's list of files cannot be read",
        f"{reason[:1].upper()}{reason[1:]}.",
        COPY,
        ANEW,
        evidence=(Evidence("answer on reading", reason),),
    )


def _refused(
    folder: Path, title: str, explanation: str, *fixes: Fix, evidence: tuple[Evidence, ...] = ()
) -> SourceFailed:
    told = (Evidence("path", str(folder)), *evidence)
    return SourceFailed(title, explanation, code="source.damaged", evidence=told, fixes=fixes)
