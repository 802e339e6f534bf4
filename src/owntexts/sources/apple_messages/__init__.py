"""Apple Messages: a macOS chat.db, live or copied, and a bare sms.db of an iPhone."""

from owntexts.model.formats import APPLE
from owntexts.sources.apple_messages.files import StoreFiles
from owntexts.sources.apple_messages.reader import open_source
from owntexts.sources.apple_messages.recognition import recognize
from owntexts.sources.apple_messages.usual_places import discover
from owntexts.sources.base import SourceKind

SOURCE = SourceKind(
    kind="apple-messages",
    family=APPLE,
    title="Apple Messages (chat.db of a Mac, sms.db of an iPhone)",
    recognize=recognize,
    open=open_source,
    files=StoreFiles,
    discover=discover,
    mirrors=True,
)
