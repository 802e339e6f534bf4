"""What goes for good: blobs some time after they were deleted, uploads that came to nothing, objects of nobody.

A blob goes in two steps: its row, in one transaction that notes the object as loose, then the object, then the note.
So a crash in between loses nothing that is still a blob, and forgets nothing that lies on the disk.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from typing import Final

from owntexts.hub.ports import LooseObject
from owntexts.hub.service.blobs import every_blob, still_there, whole
from owntexts.hub.service.tools import Tools
from owntexts.hub.service.uploads import give_back

AT_ONCE: Final = 200
STALE_MS: Final = 15 * 60_000
"""No upload takes longer: the longest body is 10 minutes."""

Removing = Callable[[], AbstractContextManager[bool]]


@dataclass(frozen=True)
class Audit:
    """What an audit found: objects that are nobody's, which go after a while, and blobs whose object is not there."""

    orphans: int
    missing: int


class Sweeper:
    """Removes what is to go. `removing` says whether objects may be removed now, and holds that for a block."""

    def __init__(self, tools: Tools, removing: Removing, orphans_ms: int) -> None:
        self._tools = tools
        self._removing = removing
        self._orphans_ms = orphans_ms

    def begin(self) -> None:
        """When a hub starts no upload is under way: give back what was reserved, and count anew what is stored."""
        with self._tools.database.writing() as books:
            books.loose.let_all_go()
            books.blobs.recount()

    def sweep(self) -> None:
        """Let go what is due by now."""
        self._end_stale_uploads()
        self._end_due_blobs()
        with self._removing() as may:
            while may and self._remove_some():
                pass

    def audit(self) -> Audit:
        """Compare all that lies on the disk with all that should."""
        return Audit(sum(self._noted_orphans()), self._missing())

    def _end_stale_uploads(self) -> None:
        with self._tools.database.reading() as books:
            stale = books.loose.uploading_since_before(self._tools.now() - STALE_MS)
        for each in stale:
            give_back(self._tools, each.account, each.name)

    def _end_due_blobs(self) -> None:
        with self._tools.database.reading() as books:
            accounts = books.blobs.accounts_with_due(self._tools.now())
        for account in accounts:
            while self._end_some_blobs(account):
                pass

    def _end_some_blobs(self, account: bytes) -> bool:
        now = self._tools.now()
        with self._tools.database.writing() as books:
            books.accounts.get(account, lock=True)
            due = books.blobs.due(account, now, AT_ONCE)
            books.blobs.drop(account, [each.id for each in due])
            for each in due:
                books.loose.add(LooseObject(account, each.object, now))
        return bool(due)

    def _remove_some(self) -> bool:
        with self._tools.database.reading() as books:
            gone = books.loose.to_remove(self._tools.now(), AT_ONCE)
        for each in gone:
            self._tools.objects.remove(each.account, each.name)
        if gone:
            with self._tools.database.writing() as books:
                books.loose.drop([each.name for each in gone])
        return bool(gone)

    def _noted_orphans(self) -> Iterator[int]:
        objects = self._tools.objects.all()
        while some := list(islice(objects, AT_ONCE)):
            names = [name for _, name in some]
            with self._tools.database.reading() as books:
                known = books.blobs.objects_among(names) | {each.name for each in books.loose.these(names)}
            orphans = [each for each in some if each[1] not in known]
            self._note(orphans)
            yield len(orphans)

    def _note(self, orphans: list[tuple[bytes, str]]) -> None:
        """They go after a while, not at once: they may belong to a newer database than this one."""
        if orphans:
            gone_at = self._tools.now() + self._orphans_ms
            with self._tools.database.writing() as books:
                for account, name in orphans:
                    books.loose.add(LooseObject(account, name, gone_at))

    def _missing(self) -> int:
        objects, database = self._tools.objects, self._tools.database
        missing = ((account, each) for account, each in every_blob(database) if not whole(objects, account, (each,)))
        return sum(still_there(database, account, each) for account, each in missing)
