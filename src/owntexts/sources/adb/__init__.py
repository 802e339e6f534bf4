"""A phone that is plugged in (`adb:`, `adb:SERIAL`), or the saved answer of one: texts, MMS, mirrored RCS, calls."""

from owntexts.model.formats import ANDROID
from owntexts.sources.adb.files import PhoneFiles
from owntexts.sources.adb.phone import SCHEME
from owntexts.sources.adb.reader import open_source
from owntexts.sources.adb.recognition import recognize
from owntexts.sources.base import SourceKind

SOURCE = SourceKind(
    kind="adb",
    family=ANDROID,
    title="An Android phone that is plugged in (adb)",
    recognize=recognize,
    open=open_source,
    files=PhoneFiles,
    scheme=SCHEME,
    mirrors=True,
)
