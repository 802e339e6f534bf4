"""Taking in blobs: room is reserved before the first byte is read, and given back unless the last one is on the disk.

Each upload writes an object of its own, with a name that was never given before. So two devices may put one blob at a
time, and what is being removed or replaced is never what a new upload stores.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from typing import Final

from owntexts.hub.ports import Account, Books, LooseObject, NewObject, StorageFailed, StorageFull, StoredBlob
from owntexts.hub.service.blobs import counted, kept, kept_within_quota, whole
from owntexts.hub.service.callers import Member, account_of, still_active
from owntexts.hub.service.entries import judged
from owntexts.hub.service.quota import check_room_for_blobs
from owntexts.hub.service.refusals import busy, disk_full, malformed, other_bytes, too_large
from owntexts.hub.service.tools import Tools
from owntexts.wire import limits
from owntexts.wire.blob import parse, sealed_length

SMALLEST: Final = sealed_length(0)
NAME_BYTES: Final = 8


@dataclass(frozen=True)
class Wanted:
    """What a device wants to store, and what it is to stand instead of."""

    caller: Member
    blob: bytes
    length: int
    replaces: StoredBlob | None


class UploadService:
    """Beginning uploads."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    def begin(self, caller: Member, blob: bytes, length: int, instead_of: bytes | None) -> "Upload | None":
        """What takes the bytes; None where the blob is there already, and stays.

        `instead_of` is the SHA-256 of what is to be replaced. Refused where there is no room (507), and where other
        bytes are stored by now (412).
        """
        if length > limits.BLOB_SEALED:
            raise too_large(limits.BLOB_SEALED)
        if length < SMALLEST:
            raise malformed(f"A blob has at least {SMALLEST} bytes.")
        with self._tools.database.reading() as books:
            found = books.blobs.get(caller.account, blob)
        if found is not None and self._stays(caller, found, instead_of):
            return None
        return self._begun(Wanted(caller, blob, length, found))

    def _stays(self, caller: Member, found: StoredBlob, instead_of: bytes | None) -> bool:
        if not whole(self._tools.objects, caller.account, (found,)):
            return False
        if instead_of is None:
            return self._kept(caller, found)
        if self._digest(caller, found) != instead_of:
            raise other_bytes()
        return False

    def _kept(self, caller: Member, found: StoredBlob) -> bool:
        """Cancels its deletion; False where it went for good before that."""
        if found.delete_after is None:
            return True
        with self._tools.database.writing() as books:
            account = account_of(books, caller, lock=True)
            still = books.blobs.get(account.id, found.id)
            if still is not None:
                books.accounts.move(kept_within_quota(books, account, still))
        return still is not None

    def _digest(self, caller: Member, found: StoredBlob) -> bytes | None:
        file = self._tools.objects.open(caller.account, found.object)
        if file is None:
            return None
        with file:
            return file_digest(file, sha256).digest()

    def _begun(self, wanted: Wanted) -> "Upload":
        if not self._tools.objects.has_room(wanted.length):
            raise disk_full()
        name = self._reserved(wanted)
        try:
            return Upload(self._tools, wanted, name, self._tools.objects.create(wanted.caller.account, name))
        except BaseException:
            give_back(self._tools, wanted.caller.account, name)
            raise

    def _reserved(self, wanted: Wanted) -> str:
        name = f"{wanted.blob.hex()}.{self._tools.random(NAME_BYTES).hex()}"
        with self._tools.database.noting() as books:
            account = account_of(books, wanted.caller, lock=True)
            more = max(0, wanted.length - _counting(wanted.replaces))
            check_room_for_blobs(account, more, books.blobs.bytes_going(account.id))
            books.loose.add(LooseObject(account.id, name, self._tools.now(), reserved=more))
            books.accounts.move(counted(account, more))
        return name


class Upload:
    """One upload. Its methods are called one after another, from any thread; the last is `finish` or `abandon`."""

    def __init__(self, tools: Tools, wanted: Wanted, name: str, file: NewObject) -> None:
        self._tools = tools
        self._wanted = wanted
        self._name = name
        self._file = file
        self._digest = sha256()
        self._taken = 0

    def write(self, pieces: Sequence[bytes]) -> None:
        """The next bytes, the first time at least all of the header. Refused (400) for what is not this blob."""
        if self._taken == 0:
            self._check_beginning(b"".join(pieces)[:SMALLEST])
        for piece in pieces:
            self._taken += len(piece)
            self._digest.update(piece)
        if self._taken > self._wanted.length:
            raise malformed("The body is longer than it said.")
        self._file.write(pieces)

    def finish(self) -> bool:
        """On the disk for good; False where another device was faster, and its bytes stay."""
        if self._taken != self._wanted.length:
            raise malformed("The body is shorter than it said.")
        self._file.publish()
        with self._tools.database.writing() as books:
            return self._placed(books)

    def abandon(self) -> None:
        """Nothing of it stays."""
        self._file.abandon()
        give_back(self._tools, self._wanted.caller.account, self._name)

    def _check_beginning(self, beginning: bytes) -> None:
        header = judged(lambda: parse(beginning)).header
        if (header.account, header.id) != (self._wanted.caller.account, self._wanted.blob):
            raise malformed("The bytes are another blob's.")

    def _placed(self, books: Books) -> bool:
        caller, wanted = self._wanted.caller, self._wanted
        account = account_of(books, caller, lock=True)
        still_active(books, caller)
        upload = books.loose.get(self._name)
        if upload is None or upload.reserved is None:
            raise busy("The upload took too long.")
        account = counted(account, -upload.reserved)
        standing = books.blobs.get(account.id, wanted.blob)
        if standing is None or (wanted.replaces is not None and standing.object == wanted.replaces.object):
            books.accounts.move(self._stored(books, account, standing))
            return True
        books.loose.let_go((self._name,))
        books.accounts.move(kept(books, account, [standing]))
        return False

    def _stored(self, books: Books, account: Account, standing: StoredBlob | None) -> Account:
        now = self._tools.now()
        blob = StoredBlob(self._wanted.blob, self._name, self._taken, self._digest.digest(), now)
        if standing is not None:
            books.blobs.drop(account.id, (standing.id,))
            books.loose.add(LooseObject(account.id, standing.object, now))
        books.blobs.add(account.id, blob)
        books.loose.take(self._name)
        return counted(account, blob.size - _counting(standing))


def give_back(tools: Tools, account: bytes, name: str) -> None:
    """Give back what was reserved for an upload, and have its object removed. On a full disk that is done later."""
    with suppress(StorageFull, StorageFailed), tools.database.writing() as books:
        locked = books.accounts.get(account, lock=True)
        upload = books.loose.get(name)
        if upload is None and not books.blobs.objects_among((name,)):
            books.loose.add(LooseObject(account, name, tools.now()))
        if locked is not None and upload is not None and upload.reserved is not None:
            books.loose.let_go((name,))
            books.accounts.move(counted(locked, -upload.reserved))


def _counting(blob: StoredBlob | None) -> int:
    """What a blob takes of the quota."""
    return blob.size if blob is not None and blob.delete_after is None else 0
