"""SMS Backup & Restore by SyncTech: XML of messages and calls, also zipped, with a password or without."""

from owntexts.model.formats import ANDROID
from owntexts.sources.base import SourceKind
from owntexts.sources.sms_backup_restore.files import BackupFiles
from owntexts.sources.sms_backup_restore.reader import open_source
from owntexts.sources.sms_backup_restore.recognition import recognize

SOURCE = SourceKind(
    kind="sms-backup-restore",
    family=ANDROID,
    title="SMS Backup & Restore (XML of an Android phone)",
    recognize=recognize,
    open=open_source,
    files=BackupFiles,
    when_silent="Android has probably stopped SMS Backup & Restore; "
    "open it once and exempt it from battery optimisation",
)
