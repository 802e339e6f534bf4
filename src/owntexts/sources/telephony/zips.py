"""ZIP archives, plain or with a password: their members are streamed, and their names lead nowhere on this disk."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import unpack
from typing import IO, BinaryIO, Final, Self, cast

from owntexts.crypto.foreign import zip_aes
from owntexts.errors import SourceFailed
from owntexts.sources import failures
from owntexts.sources.telephony.opening import BLOCK, opened, translated
from owntexts.sources.telephony.streams import stream

MAGIC: Final = b"PK\x03\x04"
EMPTY: Final = b"PK\x05\x06"
MOST_MEMBERS: Final = 500_000
SUSPICIOUS: Final = 1 << 30
MOST_EXPANSION: Final = 200
"""How many times its packed size a member of more than a gigabyte may have."""

LOCAL_HEADER: Final = 30
LOCAL_LENGTHS: Final = slice(26, 30)
EXTRA_HEADER: Final = 4
DAMAGED: Final = "source.damaged"
AES: Final = 99
AES_EXTRA: Final = 0x9901
AES_FIELD: Final = 7
ENCRYPTED: Final = 1
PIECE: Final = 8 << 10
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, ValueError)

Member = zipfile.ZipInfo


def looked_into(path: Path, first: bytes, is_ours: Callable[[str], bool]) -> "Archive | None":
    """The archive that begins with these bytes; of a broken one nothing, unless it begins with a member of ours.

    Raises SourceFailed for such a one, and where it may not be read.
    """
    try:
        return Archive(path)
    except SourceFailed as failure:
        if failure.code != DAMAGED or is_ours(_first_name(first)):
            raise
        return None


class Archive:
    """An open archive. Raises SourceFailed where it is cut, malformed, or would unpack to absurd sizes."""

    def __init__(self, path: Path, file: BinaryIO | None = None, password: str | None = None) -> None:
        self._path = path
        self._password = password
        self._file = file or opened(path)
        try:
            with translated(path):
                self._zip = zipfile.ZipFile(self._file)
        except BROKEN as error:
            self._file.close()
            raise failures.unreadable(path, str(error)) from error
        except BaseException:
            self._file.close()
            raise
        self.members = self._zip.infolist()
        if len(self.members) > MOST_MEMBERS:
            raise failures.unreadable(path, f"it has {len(self.members)} members")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()
        self._file.close()

    def unlock(self, members: Iterable[Member]) -> None:
        """Whether the password opens the first of these that has one. Raises SourceFailed, and is closed then."""
        locked = next((member for member in members if member.flag_bits & ENCRYPTED), None)
        try:
            if locked is not None:
                with self.opened(locked):
                    pass
        except SourceFailed:
            self.close()
            raise

    @contextmanager
    def opened(self, member: Member) -> Iterator[BinaryIO]:
        """One member's bytes. Raises SourceFailed; damage that shows while it is read is raised as that too."""
        if member.file_size > max(SUSPICIOUS, member.compress_size * MOST_EXPANSION):
            raise failures.unreadable(self._path, f"{member.filename[:80]} would unpack to {member.file_size} bytes")
        try:
            with translated(self._path), self._stream(member) as stream:
                yield stream
        except BROKEN as error:
            raise failures.unreadable(self._path, str(error)) from error

    def _stream(self, member: Member) -> BinaryIO:
        if not member.flag_bits & ENCRYPTED:
            return _buffered(self._zip.open(member))
        cipher = "AES" if member.compress_type == AES else "ZIP 2.0"
        if self._password is None:
            raise failures.password_needed(self._path, f"the password of a zip ({cipher})")
        try:
            if member.compress_type == AES:
                return stream(_decrypted(self._file, member, self._password))
            return _buffered(self._zip.open(member, pwd=self._password.encode()))
        except RuntimeError as error:
            raise failures.password_wrong(self._path, f"the password of a zip ({cipher})") from error


def _first_name(first: bytes) -> str:
    if len(first) < LOCAL_HEADER:
        return ""
    size, _extra = unpack("<HH", first[LOCAL_LENGTHS])
    return first[LOCAL_HEADER : LOCAL_HEADER + int(size)].decode("utf-8", "replace")


def _buffered(member: IO[bytes]) -> BinaryIO:
    """Its own buffer is small, and lines are found in it one by one in Python."""
    return io.BufferedReader(cast("io.RawIOBase", member), BLOCK)


def _decrypted(file: BinaryIO, member: Member, password: str) -> Iterator[bytes]:
    """The plain bytes of a member. Raises RuntimeError at once for a wrong password."""
    strength, method = _aes_of(member)
    at = _data_of(file, member)
    salt = _piece(file, at, zip_aes.salt_bytes(strength))
    cipher = zip_aes.ZipAes(password, salt, strength)
    at += len(salt) + zip_aes.VERIFIER_BYTES
    if _piece(file, at - zip_aes.VERIFIER_BYTES, zip_aes.VERIFIER_BYTES) != cipher.verifier:
        raise RuntimeError("wrong password")
    end = _data_of(file, member) + member.compress_size - zip_aes.CODE_BYTES
    return _inflated(_checked(file, at, end, cipher), method)


def _checked(file: BinaryIO, at: int, end: int, cipher: zip_aes.ZipAes) -> Iterator[bytes]:
    while at < end:
        piece = _piece(file, at, min(PIECE, end - at))
        at += len(piece)
        yield cipher.decrypted(piece)
    if not cipher.is_authentic(_piece(file, end, zip_aes.CODE_BYTES)):
        raise zipfile.BadZipFile("its bytes are not those that were encrypted")


def _inflated(pieces: Iterator[bytes], method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from pieces
        return
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in pieces:
        yield inflate.decompress(piece)
    yield inflate.flush()


def _aes_of(member: Member) -> tuple[int, int]:
    """Strength of the key, and how the data was packed before it was encrypted."""
    extra = member.extra
    while len(extra) >= EXTRA_HEADER:
        kind, size = unpack("<HH", extra[:EXTRA_HEADER])
        if kind == AES_EXTRA and size >= AES_FIELD and len(extra) >= EXTRA_HEADER + AES_FIELD:
            _version, _vendor, strength, method = unpack("<HHBH", extra[EXTRA_HEADER : EXTRA_HEADER + AES_FIELD])
            if strength in zip_aes.KEY_BYTES and method in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                return strength, method
        extra = extra[EXTRA_HEADER + size :]
    raise zipfile.BadZipFile("it does not say how it is encrypted")


def _data_of(file: BinaryIO, member: Member) -> int:
    """Where a member's data begins: behind its local header, whose names may have another length."""
    header = _piece(file, member.header_offset, LOCAL_HEADER)
    name, extra = unpack("<HH", header[LOCAL_LENGTHS])
    return member.header_offset + LOCAL_HEADER + int(name) + int(extra)


def _piece(file: BinaryIO, at: int, size: int) -> bytes:
    file.seek(at)
    piece = file.read(size)
    if len(piece) < size:
        raise zipfile.BadZipFile("it is cut off")
    return piece
