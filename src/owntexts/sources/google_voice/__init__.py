"""Google Voice as Google Takeout gives it: a folder or zip of pages, one for each stretch of a conversation."""

from owntexts.model.formats import VOICE
from owntexts.sources.base import SourceKind
from owntexts.sources.google_voice.files import TakeoutFiles
from owntexts.sources.google_voice.reader import open_source
from owntexts.sources.google_voice.recognition import recognize

SOURCE = SourceKind(
    kind="google-voice",
    family=VOICE,
    title="Google Voice (Google Takeout)",
    recognize=recognize,
    open=open_source,
    files=TakeoutFiles,
    when_silent="Google Takeout exports when it is asked only; ask for a new one",
)
