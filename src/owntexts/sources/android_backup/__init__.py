"""Android's own backup file (.ab, `adb backup`): the texts of its telephony provider, without media."""

from owntexts.model.formats import ANDROID
from owntexts.sources.android_backup.reader import open_source
from owntexts.sources.android_backup.recognition import recognize
from owntexts.sources.base import SourceKind

SOURCE = SourceKind(
    kind="android-backup",
    family=ANDROID,
    title="Android backup (.ab)",
    recognize=recognize,
    open=open_source,
    when_silent="A backup of Android is made by hand only; make a new one",
)
