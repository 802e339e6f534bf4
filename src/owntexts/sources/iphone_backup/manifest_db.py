"""Manifest.db, the list of a backup's files since iOS 10: one row for each, found by its id."""

from typing import Self

import apsw

from owntexts.sources.iphone_backup.entries import FILE, Entry, entry, file_id
from owntexts.sources.malformed import Malformed
from owntexts.sources.schema import UNUSABLE, Schema
from owntexts.sources.snapshot import Snapshot


class ManifestDb:
    """The list as it stands in an open copy of the database."""

    def __init__(self, taken: Snapshot) -> None:
        self._taken = taken
        self.damage = taken.damage

    @classmethod
    def of(cls, taken: Snapshot) -> Self:
        """Raises Malformed, the copy closed, where the database is another one."""
        if _is_a_list(taken):
            return cls(taken)
        taken.close()
        raise Malformed("Manifest.db has no readable table of files")

    def find(self, domain: str, path: str) -> Entry | None:
        """See Manifest."""
        record = self._record(file_id(domain, path))
        if record is None:
            return None
        return entry(record) if isinstance(record, bytes) else Entry()

    def close(self) -> None:
        self._taken.close()

    def _record(self, one: str) -> object:
        query = "SELECT ifnull(file, 0) FROM Files WHERE fileID = ? AND flags = ?"
        try:
            found: object = self._taken.connection.execute(query, (one, FILE)).get
        except (*UNUSABLE, apsw.Error) as error:
            raise Malformed(f"its row in the manifest cannot be read: {error}") from error
        return found


def _is_a_list(taken: Snapshot) -> bool:
    try:
        return Schema(taken.connection).has("Files", "fileID", "flags", "file")
    except apsw.Error:
        return False
