"""SSEF, the encryption of SMS Import / Export: Argon2id and libsodium's secretstream (XChaCha20-Poly1305).

    0  SSEF 00 FF · 6  version u16 · 8  iterations u32 · 12  memory u32 · 16  salt 16 · 32  chunk u32 · 36  header 24
    60  chunks of the plain text, each 17 bytes longer than what it holds; the last one is marked as such

Numbers are big-endian. The app means its number for the memory as KiB and gives it to libsodium as bytes: so it is
taken here, or nothing would open.
"""

from collections.abc import Callable, Iterator
from struct import Struct as Layout
from typing import Final

import nacl.bindings as sodium
from msgspec import Struct
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

from owntexts.crypto.foreign.unopened import Unopened, WrongPassword

MAGIC: Final = b"SSEF\0\xff"
VERSION: Final = 1
HEADER: Final = Layout(">6sHII16sI24s")
SALT_BYTES, START_BYTES = 16, 24
KEY_BYTES: Final = 32
ADDED: Final = sodium.crypto_secretstream_xchacha20poly1305_ABYTES

MOST_ITERATIONS: Final = 64
MOST_MEMORY: Final = 1 << 30
MOST_CHUNK: Final = 16 << 20


Draw = Callable[[int], bytes]


class Cost(Struct, frozen=True):
    """What stands in the header: passes, the number for the memory, bytes a chunk."""

    iterations: int = 3
    memory: int = 65_536
    chunk: int = 65_536


APP: Final = Cost()
"""As the app writes it."""


def plain(read: Callable[[int], bytes], password: str) -> Iterator[bytes]:
    """The chunks that were encrypted; `read` gives up to so many of the file's next bytes, none at its end.

    The password is tried before the first chunk is given. Raises WrongPassword; Unopened also while they are read.
    """
    header = read(HEADER.size)
    if len(header) < HEADER.size:
        raise Unopened("it ends in its header")
    magic, version, iterations, memory, salt, chunk, start = HEADER.unpack(header)
    _check(magic, version, iterations, memory, chunk)
    key = argon2id.kdf(KEY_BYTES, password.encode(), salt, opslimit=iterations, memlimit=memory)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, start, key)
    first = read(chunk + ADDED)
    try:
        opened = sodium.crypto_secretstream_xchacha20poly1305_pull(state, first)
    except (CryptoError, ValueError) as error:
        raise WrongPassword("the password opens nothing") from error
    return _chunks(state, opened, lambda: read(chunk + ADDED))


def sealed(content: bytes, password: str, draw: Draw, cost: Cost = APP) -> bytes:
    """Content as the app encrypts it, for exports that are made up; `draw` gives that many random bytes."""
    salt, start = draw(SALT_BYTES), draw(START_BYTES)
    key = argon2id.kdf(KEY_BYTES, password.encode(), salt, opslimit=cost.iterations, memlimit=cost.memory)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, start, key)
    chunks = [content[at : at + cost.chunk] for at in range(0, len(content), cost.chunk)] or [b""]
    header = HEADER.pack(MAGIC, VERSION, cost.iterations, cost.memory, salt, cost.chunk, start)
    tags = [sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE] * (len(chunks) - 1)
    tags.append(sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL)
    push = sodium.crypto_secretstream_xchacha20poly1305_push
    return header + b"".join(push(state, chunk, tag=tag) for chunk, tag in zip(chunks, tags, strict=True))


def _chunks(
    state: sodium.crypto_secretstream_xchacha20poly1305_state, opened: tuple[bytes, int], more: Callable[[], bytes]
) -> Iterator[bytes]:
    text, tag = opened
    while tag != sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL:
        yield text
        sealed = more()
        if not sealed:
            raise Unopened("it is cut off at the end of a chunk")
        try:
            text, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
        except (CryptoError, ValueError) as error:
            raise Unopened("it is cut off in a chunk, or overwritten") from error
    yield text
    if more():
        raise Unopened("something stands behind its last chunk")


def _check(magic: bytes, version: int, iterations: int, memory: int, chunk: int) -> None:
    if magic != MAGIC or version != VERSION:
        raise Unopened(f"it is of version {version}, and only version {VERSION} is known")
    told = (
        ("iterations", iterations, argon2id.OPSLIMIT_MIN, MOST_ITERATIONS),
        ("bytes of memory", memory, argon2id.MEMLIMIT_MIN, MOST_MEMORY),
        ("bytes a chunk", chunk, 1, MOST_CHUNK),
    )
    for name, value, least, most in told:
        if not least <= value <= most:
            raise Unopened(f"it asks for {value} {name}, where {least} to {most} make sense")
