"""Blobs in SQL."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import structs
from sqlalchemy import Connection, ScalarSelect, and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from owntexts.hub.backends.tables import accounts, blobs, loose_objects
from owntexts.hub.ports import StoredBlob

AT_ONCE: Final = 500
_COLUMNS: Final = tuple(blobs.c[name] for name in StoredBlob.__struct_fields__)

_FOUND: Final = select(*_COLUMNS).where(blobs.c.account == bindparam("account"), blobs.c.id == bindparam("blob"))
_ADDED: Final = insert(blobs)
_GOING: Final = select(func.sum(blobs.c.size)).where(
    blobs.c.account == bindparam("account"), blobs.c.delete_after.is_not(None)
)


class SqlBlobs:
    """Blobs of this transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, account: bytes, blob: bytes) -> StoredBlob | None:
        row = self._sql.execute(_FOUND, {"account": account, "blob": blob}).first()
        return StoredBlob(*row) if row else None

    def these(self, account: bytes, ids: Sequence[bytes]) -> list[StoredBlob]:
        found = (self._sql.execute(select(*_COLUMNS).where(some)) for some in _are(account, ids))
        return [StoredBlob(*row) for rows in found for row in rows]

    def add(self, account: bytes, blob: StoredBlob) -> None:
        self._sql.execute(_ADDED, {"account": account, **structs.asdict(blob)})

    def mark(self, account: bytes, ids: Sequence[bytes], delete_after: int | None) -> None:
        for some in _are(account, ids):
            self._sql.execute(update(blobs).where(some).values(delete_after=delete_after))

    def drop(self, account: bytes, ids: Sequence[bytes]) -> None:
        for some in _are(account, ids):
            self._sql.execute(delete(blobs).where(some))

    def bytes_going(self, account: bytes) -> int:
        return self._sql.execute(_GOING, {"account": account}).scalar() or 0

    def accounts_with_due(self, now: int) -> list[bytes]:
        found = select(blobs.c.account).where(blobs.c.delete_after <= now).distinct()
        return list(self._sql.execute(found).scalars())

    def due(self, account: bytes, now: int, most: int) -> list[StoredBlob]:
        found = select(*_COLUMNS).where(blobs.c.account == account, blobs.c.delete_after <= now).limit(most)
        return [StoredBlob(*row) for row in self._sql.execute(found)]

    def objects_among(self, names: Sequence[str]) -> set[str]:
        return set(self._sql.execute(select(blobs.c.object).where(blobs.c.object.in_(names))).scalars())

    def count(self) -> int:
        return self._sql.execute(select(func.count()).select_from(blobs)).scalar_one()

    def after(self, account: bytes, blob: bytes, most: int) -> list[tuple[bytes, StoredBlob]]:
        later = or_(blobs.c.account > account, and_(blobs.c.account == account, blobs.c.id > blob))
        found = select(blobs.c.account, *_COLUMNS).where(later).order_by(blobs.c.account, blobs.c.id).limit(most)
        return [(owner, StoredBlob(*row)) for owner, *row in self._sql.execute(found)]

    def recount(self) -> None:
        stored = _sum_of_account(blobs.c.size, and_(blobs.c.account == accounts.c.id, blobs.c.delete_after.is_(None)))
        reserved = _sum_of_account(loose_objects.c.reserved, loose_objects.c.account == accounts.c.id)
        counted = stored + reserved
        self._sql.execute(update(accounts).values(used=accounts.c.used - accounts.c.blobs + counted, blobs=counted))


def _are(account: bytes, ids: Sequence[bytes]) -> Iterator[ColumnElement[bool]]:
    """So many at a time, for a statement takes no more."""
    for start in range(0, len(ids), AT_ONCE):
        yield and_(blobs.c.account == account, blobs.c.id.in_(ids[start : start + AT_ONCE]))


def _sum_of_account(size: ColumnElement[int], where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.coalesce(func.sum(size), 0)).where(where).scalar_subquery()
