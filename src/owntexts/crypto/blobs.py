"""Sealing a piece of a file into a blob and opening it again.

A blob's id is a keyed digest of what it holds, so every device of an account names the same bytes alike and nobody else
can tell what they are. Its key follows from its id; the nonce is random, because two devices may seal it at a time.
"""

import hmac
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from owntexts.crypto.suite import Random, derive
from owntexts.errors import IntegrityFailed
from owntexts.explain import Evidence, Fix
from owntexts.model.records import Reference
from owntexts.wire import limits
from owntexts.wire.blob import NONCE_BYTES, BlobHeader, BlobKind, header_bytes, padded_length, parse

Bytes = bytes | bytearray | memoryview

_LENGTH_BYTES: Final = 8


class BlobKeys:
    """What one epoch of an account seals blobs with."""

    def __init__(self, account: bytes, epoch: int, epoch_key: bytes) -> None:
        self._account = account
        self._epoch = epoch
        self._ids = derive(epoch_key, "blob ids")
        self._keys = derive(epoch_key, "blobs")

    def refer(self, kind: BlobKind, plaintext: Bytes) -> Reference:
        """How this plaintext is referred to: by digests, so nothing needs to be sealed to know whether it is there."""
        return self.named(kind, sha256(plaintext).digest(), len(plaintext))

    def named(self, kind: BlobKind, content: bytes, length: int) -> Reference:
        """The same by what is known of the plaintext: its SHA-256 and its length."""
        return Reference(self._epoch, self._id(kind, content), content, length)

    def seal(self, kind: BlobKind, reference: Reference, plaintext: Bytes, random: Random) -> bytes:
        """The whole blob. `plaintext` is what the reference was made of, at most 4 MiB."""
        head = header_bytes(BlobHeader(self._account, self._epoch, kind, reference.blob))
        nonce = random(NONCE_BYTES)
        sealed = AESGCM(self._key(reference.blob)).encrypt(nonce, _padded(plaintext), _bound(head, reference))
        return b"".join((head, nonce, sealed))

    def open(self, kind: BlobKind, reference: Reference, data: bytes) -> memoryview:
        """The plaintext of a blob of this epoch.

        Raises IntegrityFailed (integrity.blob) for anything but the very bytes that the reference was made of, and
        HubFailed (hub.version) for a blob of a newer version.
        """
        blob = parse(data)
        expected = BlobHeader(self._account, self._epoch, kind, reference.blob)
        if blob.header != expected or reference.length > limits.BLOB_PLAIN:
            raise _not_the_one(reference, "it is another one than was asked for")
        try:
            padded = AESGCM(self._key(reference.blob)).decrypt(
                blob.nonce, blob.ciphertext, _bound(blob.header_bytes, reference)
            )
        except InvalidTag:
            raise _not_the_one(reference, "it does not open: it was changed or cut") from None
        return self._checked(kind, reference, memoryview(padded))

    def _checked(self, kind: BlobKind, reference: Reference, padded: memoryview) -> memoryview:
        plaintext = padded[: reference.length]
        said = (len(padded) == padded_length(reference.length), self._id(kind, reference.content) == reference.blob)
        if not all(said) or sha256(plaintext).digest() != reference.content:
            raise _not_the_one(reference, "it holds other bytes than the device that sent it said")
        return plaintext

    def _id(self, kind: BlobKind, content: bytes) -> bytes:
        return hmac.digest(self._ids, bytes([kind]) + content, "sha256")[: limits.ID]

    def _key(self, blob: bytes) -> bytes:
        return derive(self._keys, "blob item", context=blob)


def _padded(plaintext: Bytes) -> Bytes:
    padding = bytes(padded_length(len(plaintext)) - len(plaintext))
    return b"".join((plaintext, padding)) if padding else plaintext


def _bound(head: bytes, reference: Reference) -> bytes:
    return head + reference.length.to_bytes(_LENGTH_BYTES, "big")


def _not_the_one(reference: Reference, why: str) -> IntegrityFailed:
    return IntegrityFailed(
        "The hub gave wrong bytes for an attachment",
        f"They were thrown away: {why}. Nothing of it is shown or kept.",
        code="integrity.blob",
        evidence=(
            Evidence(name="blob", value=reference.blob.hex(), origin="the blob's id"),
            Evidence(name="bytes", value=reference.length, origin="the reference"),
        ),
        fixes=(
            Fix(id="fetch-again", title="It is fetched again by itself", kind="wait"),
            Fix(
                id="check-hub",
                title="Have the hub's operator look for damaged blobs",
                kind="person",
                command="owntexts hub check --data DIR",
            ),
            Fix(
                id="send-again",
                title="Sync a device that has the file: it replaces what is damaged",
                kind="person",
                command="owntexts sync",
            ),
        ),
    )
