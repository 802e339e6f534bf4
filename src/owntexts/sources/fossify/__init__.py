"""Fossify Messages and the Simple SMS Messenger that it comes from: one JSON of texts and MMS."""

from owntexts.model.formats import ANDROID
from owntexts.sources.base import SourceKind
from owntexts.sources.fossify.files import ExportFiles
from owntexts.sources.fossify.reader import open_source
from owntexts.sources.fossify.recognition import recognize

SOURCE = SourceKind(
    kind="fossify",
    family=ANDROID,
    title="Fossify Messages, Simple SMS Messenger (JSON of an Android phone)",
    recognize=recognize,
    open=open_source,
    files=ExportFiles,
    when_silent="Fossify Messages exports by hand only; export once more",
)
