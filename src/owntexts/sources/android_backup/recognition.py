"""Whether a path is a backup file of Android."""

from pathlib import Path

from owntexts.sources.android_backup.container import MAGIC
from owntexts.sources.base import Recognition
from owntexts.sources.telephony.opening import start


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where the file may not be read."""
    if start(path).startswith(MAGIC):
        return Recognition("yes", ("it begins as a backup file of Android (ANDROID BACKUP)",))
    return Recognition("no")
