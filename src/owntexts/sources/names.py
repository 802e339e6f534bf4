"""Names of files as a source tells them, made safe to show and to write: one base name, bounded, nothing hidden."""

import re
from pathlib import PurePosixPath
from typing import Final

LONGEST_NAME: Final = 255
UNSAFE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def base_name(path: str | None) -> str | None:
    """The last part of a path, without what could steer a terminal or a file system."""
    if not path:
        return None
    name = PurePosixPath(path.replace("\\", "/")).name
    clean = UNSAFE.sub("", name).strip()
    return clean[:LONGEST_NAME] if clean not in {"", ".", ".."} else None
