"""Whether a path is a backup of SMS Backup & Restore, told by its first element and never by its name."""

from pathlib import Path
from typing import Final

from owntexts.sources.base import Recognition
from owntexts.sources.sms_backup_restore.documents import XML, documents_in, root_of
from owntexts.sources.telephony.opening import FIRST, start
from owntexts.sources.telephony.packed import is_zip
from owntexts.sources.telephony.zips import ENCRYPTED, Archive, looked_into

NO: Final = Recognition("no")
WORDS: Final = {"smses": "messages", "calls": "calls"}


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where the file may not be read, or is a damaged zip."""
    first = start(path)
    if is_zip(first):
        archive = looked_into(path, first, lambda name: name.lower().endswith(XML))
        return _zipped(archive) if archive else NO
    root = root_of(first)
    return Recognition("yes", (f"XML whose first element is {root}: {WORDS[root]} of a phone",)) if root else NO


def _zipped(archive: Archive) -> Recognition:
    with archive:
        for member in documents_in(archive):
            if member.flag_bits & ENCRYPTED:
                return Recognition("maybe", (f"a zip with a password, in which {member.filename[:80]} lies",))
            with archive.opened(member) as file:
                root = root_of(file.read(FIRST))
            if root:
                return Recognition("yes", (f"a zip with XML whose first element is {root}: {WORDS[root]} of a phone",))
    return NO
