"""Sealing changes into a batch and opening it again.

key = HKDF(HKDF(epoch key, "batch"), salt = 32 fresh random bytes, info = the whole header); a key seals once, so the
nonce is zero. Inside the ciphertext stand one byte that names the codec and the packed changes.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from backports import zstd
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from owntexts.crypto.devices import DeviceKeys
from owntexts.crypto.suite import KEY_BYTES, NONCE_BYTES, Random, commitment, derive
from owntexts.errors import IntegrityFailed, OwntextsError
from owntexts.explain import Evidence, Fix
from owntexts.wire import limits
from owntexts.wire.batch import Batch, BatchHeader, header_bytes, is_signed_by, parse, signed_part
from owntexts.wire.keyring import Keyring
from owntexts.wire.objects import Kind
from owntexts.wire.refused import refused

RAW: Final = 0
ZSTD: Final = 1

_LEVEL: Final = 3
_WINDOW_LOG: Final = limits.BATCH_PLAIN.bit_length() - 1
_NONCE: Final = bytes(NONCE_BYTES)


def seal(plaintext: bytes, header: BatchHeader, *, epoch_key: bytes, keys: DeviceKeys, random: Random) -> bytes:
    """A whole batch: `plaintext` packed and sealed under a fresh salt, signed by the device.

    The header's own salt is not used. Raises OwntextsError (item.too_large) for more than 8 MiB of plaintext; the
    caller checks the length of the result against limits.BATCH_SEALED and cuts smaller.
    """
    if len(plaintext) > limits.BATCH_PLAIN:
        raise _too_large(len(plaintext))
    salt = random(KEY_BYTES)
    head = header_bytes(Kind.BATCH, msgspec.structs.replace(header, salt=salt))
    ciphertext = AESGCM(_key(epoch_key, salt, head)).encrypt(_NONCE, _packed(plaintext), head)
    return _signed(head, ciphertext, keys)


def heartbeat(header: BatchHeader, *, keys: DeviceKeys, random: Random) -> bytes:
    """A signed header and nothing else: this device is there and has seen this much."""
    head = header_bytes(Kind.HEARTBEAT, msgspec.structs.replace(header, salt=random(KEY_BYTES)))
    return _signed(head, b"", keys)


def open_batch(data: bytes | Batch, keyring: Keyring, epoch_keys: Mapping[int, bytes]) -> bytes:
    """The plaintext of a batch; of a heartbeat, nothing.

    Raises IntegrityFailed: integrity.signature for what no member signed, integrity.keyring for an epoch that the
    keyring does not know, integrity.commitment where the epoch key given is not the one committed to, keys.missing
    where none is given, and integrity.decode for what a member signed and this version cannot read, which is to be set
    aside. Where the batch stands in its device's chain is for crypto.chain to judge.
    """
    batch = data if isinstance(data, Batch) else parse(data)
    check_signature(batch, keyring)
    epoch_key = _epoch_key(batch, keyring, epoch_keys)
    return b"" if batch.kind is Kind.HEARTBEAT else _opened(batch, epoch_key)


def check_signature(batch: Batch, keyring: Keyring) -> None:
    """Raises IntegrityFailed (integrity.signature) unless a device of this account, past or present, signed it."""
    header = batch.header
    public = keyring.sign_key(header.device)
    if header.account != keyring.account or public is None or not is_signed_by(batch, public):
        raise refused(
            "The hub shows changes that no device of this account signed",
            "Its signature is not that of the device whose name it bears.",
            Evidence(name="device", value=header.device.hex(), origin="the batch's header"),
            Evidence(name="counter", value=header.counter, origin="the batch's header"),
        )


def _signed(head: bytes, ciphertext: bytes, keys: DeviceKeys) -> bytes:
    return head + ciphertext + keys.sign(signed_part(head, ciphertext))


def _key(epoch_key: bytes, salt: bytes, head: bytes) -> bytes:
    return derive(derive(epoch_key, "batch"), "batch item", salt=salt, context=head)


def _packed(plaintext: bytes) -> bytes:
    squeezed = zstd.compress(plaintext, _LEVEL)
    if len(squeezed) < len(plaintext):
        return bytes([ZSTD]) + squeezed
    return bytes([RAW]) + plaintext


def _epoch_key(batch: Batch, keyring: Keyring, epoch_keys: Mapping[int, bytes]) -> bytes:
    epoch = batch.header.epoch
    if epoch not in keyring.commitments:
        raise refused(
            "The hub shows changes under a key that the keyring does not know",
            "The entry that began this epoch has not been shown to this device.",
            Evidence(name="epoch", value=epoch, limit=keyring.epoch, origin="the batch's header"),
            code="integrity.keyring",
        )
    if epoch not in epoch_keys:
        raise _key_missing(epoch)
    if commitment(epoch_keys[epoch]) != keyring.commitments[epoch]:
        raise refused(
            "This device's key is not the one that the account committed to",
            "Nothing is opened with a key that the keyring does not vouch for.",
            Evidence(name="epoch", value=epoch, origin="the batch's header"),
            code="integrity.commitment",
        )
    return epoch_keys[epoch]


def _opened(batch: Batch, epoch_key: bytes) -> bytes:
    key = _key(epoch_key, batch.header.salt, batch.header_bytes)
    try:
        packed = AESGCM(key).decrypt(_NONCE, batch.ciphertext, batch.header_bytes)
    except InvalidTag:
        raise _undecodable(batch, "it does not open with the key of its epoch") from None
    return _unpacked(batch, packed)


def _unpacked(batch: Batch, packed: bytes) -> bytes:
    codec, body = packed[0], packed[1:]
    if codec == RAW:
        return body
    if codec == ZSTD:
        return _decompressed(batch, body)
    raise _undecodable(batch, "it is packed in a way that only a newer version knows")


def _decompressed(batch: Batch, body: bytes) -> bytes:
    decompressor = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _WINDOW_LOG})
    try:
        plaintext = decompressor.decompress(body, max_length=limits.BATCH_PLAIN + 1)
    except zstd.ZstdError:
        raise _undecodable(batch, "its compression is damaged") from None
    if len(plaintext) > limits.BATCH_PLAIN:
        raise _undecodable(batch, "it would grow beyond what a batch may hold")
    if not decompressor.eof or decompressor.unused_data:
        raise _undecodable(batch, "its compression ends in the wrong place")
    return plaintext


def _undecodable(batch: Batch, why: str) -> IntegrityFailed:
    return IntegrityFailed(
        "Changes of one of your devices cannot be read here",
        f"A device of this account signed them, but {why}. They are kept sealed and read again after an update.",
        code="integrity.decode",
        evidence=(
            Evidence(name="device", value=batch.header.device.hex(), origin="the batch's header"),
            Evidence(name="counter", value=batch.header.counter, origin="the batch's header"),
        ),
        fixes=(
            Fix(id="update", title="Update Owntexts on this device", kind="person", command="owntexts update --check"),
        ),
    )


def _key_missing(epoch: int) -> IntegrityFailed:
    return IntegrityFailed(
        "The key for these changes is not on this device",
        "The account's keyring names the epoch, but this device holds no key for it.",
        code="keys.missing",
        evidence=(Evidence(name="epoch", value=epoch, origin="the batch's header"),),
        fixes=(Fix(id="join-again", title="Join the account again", kind="person", command="owntexts account join"),),
    )


def _too_large(size: int) -> OwntextsError:
    return OwntextsError(
        "These changes are too many for one batch",
        "A batch holds 8 MiB of changes at most; they must be cut into several.",
        code="item.too_large",
        evidence=(Evidence(name="bytes", value=size, limit=limits.BATCH_PLAIN, origin="the changes to send"),),
        fixes=(Fix(id="cut-smaller", title="Send fewer changes at once", kind="action", command="owntexts sync"),),
    )
