"""What stands in addresses and headers, with its form."""

from typing import Annotated

from msgspec import Meta, Struct

Hex16 = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="16 bytes in hex")]
Hex32 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="32 bytes in hex")]
Count = Annotated[int, Meta(ge=0, le=(1 << 62))]


class Since(Struct):
    """The number of the first keyring entry that is wanted."""

    since: Annotated[int, Meta(ge=0, le=(1 << 31) - 1)] = 0


class After(Struct):
    """A position in the zone, and about how many bytes to send at most."""

    incarnation: Hex16
    token: Count
    hash: Hex32
    limit: Annotated[int, Meta(ge=1, le=(1 << 31) - 1)] = 4 << 20


class EntryHeaders(Struct, rename={"token_sha256": "owntexts-token-sha256"}):
    """The SHA-256 of the token of the device that the entry adds."""

    token_sha256: Hex32 | None = None


class DevicePath(Struct):
    """A device of the account."""

    device: Hex16


class BlobPath(Struct):
    """A blob of the account."""

    blob: Hex16


class BlobHeaders(Struct, rename={"instead_of": "owntexts-instead-of"}):
    """The SHA-256 of the damaged bytes that are to be replaced."""

    instead_of: Hex32 | None = None
