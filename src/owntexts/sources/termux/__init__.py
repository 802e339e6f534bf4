"""Termux:API on the phone itself (`termux:`), or a saved answer of termux-sms-list: texts, to the second."""

from owntexts.model.formats import ANDROID
from owntexts.sources.base import SourceKind
from owntexts.sources.termux.reader import open_source
from owntexts.sources.termux.recognition import SCHEME, recognize

SOURCE = SourceKind(
    kind="termux",
    family=ANDROID,
    title="Termux:API (the texts of the phone that this runs on)",
    recognize=recognize,
    open=open_source,
    scheme=SCHEME,
)
