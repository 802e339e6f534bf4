"""The address book of a Mac: one database for each account, below Application Support/AddressBook."""

from owntexts.model.formats import APPLE
from owntexts.sources.base import SourceKind
from owntexts.sources.macos_contacts.places import discover, recognize
from owntexts.sources.macos_contacts.reader import open_source

SOURCE = SourceKind(
    kind="macos-contacts",
    family=APPLE,
    title="Contacts of a Mac (the folder AddressBook, or one AddressBook-v22.abcddb)",
    recognize=recognize,
    open=open_source,
    discover=discover,
)
