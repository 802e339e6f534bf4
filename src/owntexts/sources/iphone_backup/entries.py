"""What a manifest says of one file: where its bytes lie, how many they are, and the key that opens them."""

from hashlib import sha1
from typing import Any, Final, NamedTuple, Protocol

from owntexts.sources.apple_messages.archive import unarchived
from owntexts.sources.malformed import Malformed

FILE: Final = 1
LONGEST_RECORD: Final = 1 << 20
HOME: Final = "HomeDomain"
MEDIA: Final = "MediaDomain"


class Entry(NamedTuple):
    """One file. `size` is that of the plain bytes, `key` its class and wrapped key, `digest` SHA-1 of what is stored.

    What a manifest does not say is None.
    """

    size: int | None = None
    key: bytes | None = None
    digest: bytes | None = None


class Manifest(Protocol):
    """The list of a backup's files. `damage` says what of it could not be read, None where all could."""

    damage: str | None

    def find(self, domain: str, path: str) -> Entry | None:
        """What it says of a file; None where it names none. Raises Malformed where that cannot be read."""
        ...

    def close(self) -> None: ...


class NoManifest:
    """In the place of a list that is missing or unreadable: the files of a plain backup are found without one."""

    def __init__(self, damage: str | None = None) -> None:
        self.damage = damage

    def find(self, _domain: str, _path: str) -> Entry | None:
        """Nothing is known of any file."""
        return None

    def close(self) -> None: ...


def file_id(domain: str, path: str) -> str:
    """The name under which a backup keeps a file: never taken from a manifest, so that none can lead elsewhere."""
    return sha1(f"{domain}-{path}".encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def entry(record: bytes) -> Entry:
    """An MBFile as it stands in Manifest.db. Raises Malformed."""
    if len(record) > LONGEST_RECORD:
        raise Malformed(f"its record in the manifest has {len(record)} bytes")
    said = unarchived(record)
    return Entry(_size(said.get("Size")), _bytes(said.get("EncryptionKey")), _bytes(said.get("Digest")))


def _size(said: Any) -> int | None:
    if said is None:
        return None
    if not isinstance(said, int) or not 0 <= said < 1 << 62:
        raise Malformed(f"its record in the manifest says that it has {str(said)[:40]} bytes")
    return said


def _bytes(said: Any) -> bytes | None:
    return said if isinstance(said, bytes) and said else None
