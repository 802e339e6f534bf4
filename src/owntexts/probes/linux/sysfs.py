"""The kernel's small files of one value each."""

from pathlib import Path


def text(path: Path) -> str:
    """What stands in the file, trimmed; empty where it cannot be read."""
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def number(path: Path) -> int | None:
    """The whole number in the file, or None."""
    found = text(path)
    return int(found) if found.lstrip("-").isdecimal() else None


def folders(path: Path) -> list[Path]:
    """What the folder holds, by name; nothing where it cannot be listed."""
    try:
        return sorted(path.iterdir())
    except OSError:
        return []
