"""SMS Import / Export (tmo1): a ZIP of NDJSON and media, also encrypted (SSEF); its older JSON; its call log."""

from owntexts.model.formats import ANDROID
from owntexts.sources.base import SourceKind
from owntexts.sources.sms_import_export.files import ExportFiles
from owntexts.sources.sms_import_export.reader import open_source
from owntexts.sources.sms_import_export.recognition import recognize

SOURCE = SourceKind(
    kind="sms-import-export",
    family=ANDROID,
    title="SMS Import / Export (ZIP or JSON of an Android phone)",
    recognize=recognize,
    open=open_source,
    files=ExportFiles,
    when_silent="Android has probably stopped SMS I/E; open it once and exempt it from battery optimisation",
)
