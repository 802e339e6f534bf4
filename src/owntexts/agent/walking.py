"""What lies in a folder and in its folders, as far as it is looked; and what was not looked at, and why."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from owntexts.agent.whole import is_temporary
from owntexts.errors import SourceFailed
from owntexts.sources.registry import recognize

DEEPEST: Final = 4
MOST: Final = 10_000
TOO_DEEP: Final = f"folders in it lie more than {DEEPEST} deep and were not looked into; add them as sources themselves"
TOO_MANY: Final = "more than {:,} entries lie here, and what comes after {} was not looked at; watch a smaller folder"
NOT_ALLOWED: Final = "this program may not look into it ({}); allow your user to read it"


class Walk:
    """A walk through a folder, but not through folders that are exports; bounded, and no link is followed.

    `unlooked` says afterwards where it did not get to, and why.
    """

    def __init__(self, folder: Path) -> None:
        self.unlooked: dict[Path, str] = {}
        self._folder = folder

    def paths(self) -> Iterator[Path]:
        """Files and folders, each folder before what lies in it."""
        left, last = MOST, self._folder
        for place, names, files in os.walk(self._folder, onerror=self._refused):
            here = Path(place)
            names[:] = self._to_enter(here, names)
            for name in [*names, *sorted(name for name in files if not is_temporary(name))]:
                if not left:
                    self.unlooked[self._folder] = TOO_MANY.format(MOST, last.relative_to(self._folder))
                    return
                left, last = left - 1, here / name
                yield last
            names[:] = [name for name in names if not is_export(here / name)]

    def may_have(self, path: Path) -> bool:
        """Whether something that was not met may lie where it was not looked."""
        return any(path.is_relative_to(place) for place in self.unlooked)

    def _to_enter(self, here: Path, names: list[str]) -> list[str]:
        found = sorted(name for name in names if not is_temporary(name))
        if found and len(here.relative_to(self._folder).parts) >= DEEPEST:
            self.unlooked[here] = TOO_DEEP
            return []
        return found

    def _refused(self, error: OSError) -> None:
        self.unlooked[Path(os.fsdecode(error.filename))] = NOT_ALLOWED.format(error.strerror)


def is_folder(path: Path) -> bool:
    """Whether it is one, as far as that can be seen."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_export(folder: Path) -> bool:
    """Whether a folder is an export as a whole."""
    try:
        recognize(folder)
    except SourceFailed:
        return False
    return True
