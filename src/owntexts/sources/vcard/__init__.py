"""vCard files (2.1, 3.0, 4.0): the address books that phones and mail programs write."""

from owntexts.sources.base import SourceKind
from owntexts.sources.vcard.cards import FAMILY
from owntexts.sources.vcard.reader import open_source, recognize

SOURCE = SourceKind(
    kind="vcard",
    family=FAMILY,
    title="vCard file (contacts exported by a phone or a mail program)",
    recognize=recognize,
    open=open_source,
)
