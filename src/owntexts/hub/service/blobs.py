"""The blobs of an account: which of them are there, giving one out, deleting them and keeping them after all.

What is deleted counts no more at once and goes for good later; whoever puts, keeps or needs it before cancels that.
All of it happens under the zone's lock, so a blob that is gone for good is never said to be there.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import SEEK_END, RawIOBase
from typing import Final

import msgspec

from owntexts.hub.ports import Account, Books, Database, Objects, StoredBlob
from owntexts.hub.service.callers import Member, account_of
from owntexts.hub.service.quota import check_room_for_blobs
from owntexts.hub.service.refusals import Refused, conflict, history_changed, not_found
from owntexts.hub.service.tools import Tools
from owntexts.hub.settings import Delays
from owntexts.wire.hub import ChangeToken, Storage

LOOKS: Final = 2
AT_ONCE: Final = 500


class BlobService:
    """All about blobs but taking them in."""

    def __init__(self, tools: Tools, delays: Delays) -> None:
        self._tools = tools
        self._delays = delays

    def keep(self, caller: Member, ids: Sequence[bytes]) -> list[bytes]:
        """Which of these are missing; the others are kept, should they have been deleted, where the quota has room."""
        with self._tools.database.reading() as books:
            there = self._there(books, caller, ids)
        if any(each.delete_after is not None for each in there):
            there = self._kept(caller, ids)
        known = {each.id for each in there}
        return [blob for blob in ids if blob not in known]

    def opened(self, caller: Member, blob: bytes) -> tuple[RawIOBase, int]:
        """The bytes of a blob, to be read, and their number; Refused (404) where there are none."""
        for _ in range(LOOKS):
            with self._tools.database.reading() as books:
                found = books.blobs.get(caller.account, blob)
            file = None if found is None else self._tools.objects.open(caller.account, found.object)
            if file is not None:
                size = file.seek(0, SEEK_END)
                file.seek(0)
                return file, size
        raise not_found("The account has no such blob.")

    def delete(self, caller: Member, ids: Sequence[bytes], seen: ChangeToken, *, now: bool) -> int:
        """The bytes that count no more from here on; Refused (409) unless `seen` is the head of the log."""
        wait_s = self._delays.purged_s if now else self._delays.deleted_s
        gone_at = self._tools.now() + int(wait_s * 1000)
        with self._tools.database.writing() as books:
            account = account_of(books, caller, lock=True)
            if account.position != seen:
                raise history_changed(account.position)
            found = books.blobs.these(account.id, ids)
            later = [each.id for each in found if each.delete_after is None or each.delete_after > gone_at]
            books.blobs.mark(account.id, later, gone_at)
            freed = sum(each.size for each in found if each.delete_after is None)
            books.accounts.move(counted(account, -freed))
        return freed

    def storage(self, caller: Member) -> Storage:
        with self._tools.database.reading() as books:
            account = account_of(books, caller)
        return Storage(account.used, account.quota, account.used - account.blobs, account.blobs)

    def _there(self, books: Books, caller: Member, ids: Sequence[bytes]) -> list[StoredBlob]:
        return whole(self._tools.objects, caller.account, books.blobs.these(caller.account, ids))

    def _kept(self, caller: Member, ids: Sequence[bytes]) -> list[StoredBlob]:
        kept: list[StoredBlob] = []
        with self._tools.database.writing() as books:
            account = account_of(books, caller, lock=True)
            for each in self._there(books, caller, ids):
                try:
                    account = kept_within_quota(books, account, each)
                except Refused:
                    continue
                kept.append(each)
            books.accounts.move(account)
        return kept


def whole(objects: Objects, account: bytes, blobs: Iterable[StoredBlob]) -> list[StoredBlob]:
    """Those whose bytes are there, as far as their number tells."""
    return [each for each in blobs if objects.size(account, each.object) == each.size]


def needed(books: Books, objects: Objects, account: Account, ids: Sequence[bytes]) -> Account:
    """The account with all of these kept, for an item needs them; Refused (409) where one is missing."""
    there = whole(objects, account.id, books.blobs.these(account.id, ids)) if ids else []
    missing = set(ids) - {each.id for each in there}
    if missing:
        raise conflict("missing_blobs", f"{len(missing)} of the objects that the item needs are not here.")
    return kept(books, account, there)


def kept_within_quota(books: Books, account: Account, blob: StoredBlob) -> Account:
    """The account with this blob kept; Refused (507) where it was deleted and there is no room for it any more."""
    if blob.delete_after is not None:
        check_room_for_blobs(account, blob.size, books.blobs.bytes_going(account.id) - blob.size)
    return kept(books, account, (blob,))


def kept(books: Books, account: Account, blobs: Sequence[StoredBlob]) -> Account:
    """The account with these blobs, deleted or not, kept."""
    deleted = [each for each in blobs if each.delete_after is not None]
    books.blobs.mark(account.id, [each.id for each in deleted], None)
    return counted(account, sum(each.size for each in deleted))


def every_blob(database: Database) -> Iterator[tuple[bytes, StoredBlob]]:
    """Each blob with its account; no transaction lasts while it is looked at."""
    place = (b"", b"")
    while True:
        with database.reading() as books:
            some = books.blobs.after(*place, AT_ONCE)
        if not some:
            return
        yield from some
        place = (some[-1][0], some[-1][1].id)


def still_there(database: Database, account: bytes, blob: StoredBlob) -> bool:
    """Whether the blob, seen some time ago, is still one and still that object's."""
    with database.reading() as books:
        still = books.blobs.get(account, blob.id)
    return still is not None and still.object == blob.object


def counted(account: Account, more: int) -> Account:
    """The account with so many more bytes of blobs."""
    return msgspec.structs.replace(account, used=account.used + more, blobs=account.blobs + more)
