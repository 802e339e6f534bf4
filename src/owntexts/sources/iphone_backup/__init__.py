"""iPhone backups: folders made by Finder, iTunes, Apple Devices or pymobiledevice3, encrypted or not."""

from owntexts.model.formats import APPLE
from owntexts.sources.base import SourceKind
from owntexts.sources.iphone_backup.files import BackupFiles
from owntexts.sources.iphone_backup.reader import open_source
from owntexts.sources.iphone_backup.recognition import recognize
from owntexts.sources.iphone_backup.usual_places import discover

SOURCE = SourceKind(
    kind="iphone-backup",
    family=APPLE,
    title="iPhone backup (a folder made by Finder, iTunes, Apple Devices or pymobiledevice3)",
    recognize=recognize,
    open=open_source,
    files=BackupFiles,
    discover=discover,
    when_silent="The iPhone was not backed up since; connect it and back it up once more",
    mirrors=True,
)
