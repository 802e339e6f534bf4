"""QUIK and the QKSMS that it comes from: one JSON in which everything has the shape of a text."""

from owntexts.model.formats import ANDROID
from owntexts.sources.base import SourceKind
from owntexts.sources.quik.reader import open_source
from owntexts.sources.quik.recognition import recognize

SOURCE = SourceKind(
    kind="quik",
    family=ANDROID,
    title="QUIK, QKSMS (JSON of an Android phone)",
    recognize=recognize,
    open=open_source,
    when_silent="QUIK backs up by hand only; back up once more",
)
