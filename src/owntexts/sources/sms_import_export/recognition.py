"""Whether a path is an export of SMS Import / Export, told by what is in it and never by its name."""

from pathlib import Path
from typing import Final

from owntexts.crypto.foreign import ssef
from owntexts.sources.base import Recognition
from owntexts.sources.sms_import_export.export import CALL_KEYS, MESSAGES, is_json_of_the_app, messages_in
from owntexts.sources.telephony import zips
from owntexts.sources.telephony.json_rows import first_keys
from owntexts.sources.telephony.opening import start
from owntexts.sources.telephony.zips import Archive, looked_into

NO: Final = Recognition("no")


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where the file may not be read, or is a damaged zip."""
    first = start(path)
    if first.startswith(ssef.MAGIC):
        return Recognition("yes", ("encrypted by SMS Import / Export (SSEF)",))
    if first.startswith(zips.MAGIC):
        return _zipped(looked_into(path, first, lambda name: name == MESSAGES))
    if not is_json_of_the_app(first):
        return NO
    what = "calls" if first_keys(first) >= CALL_KEYS else "messages"
    return Recognition("yes", (f"a JSON list of {what} with the columns of a phone's table",))


def _zipped(archive: Archive | None) -> Recognition:
    if archive is None:
        return NO
    with archive:
        return Recognition("yes", (f"a zip in which {MESSAGES} lies",)) if messages_in(archive) else NO
