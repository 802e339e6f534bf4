"""Objects that are no blob's, in SQL."""

from collections.abc import Sequence
from typing import Final

from msgspec import structs
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from owntexts.hub.backends.tables import loose_objects as loose
from owntexts.hub.ports import LooseObject

_COLUMNS: Final = tuple(loose.c[name] for name in LooseObject.__struct_fields__)

_FOUND: Final = select(*_COLUMNS).where(loose.c.name == bindparam("named"))
_ADDED: Final = insert(loose)
_TAKEN: Final = delete(loose).where(loose.c.name == bindparam("named"))


class SqlLooseObjects:
    """Loose objects of this transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, each: LooseObject) -> None:
        self._sql.execute(_ADDED, structs.asdict(each))

    def get(self, name: str) -> LooseObject | None:
        row = self._sql.execute(_FOUND, {"named": name}).first()
        return LooseObject(*row) if row else None

    def these(self, names: Sequence[str]) -> list[LooseObject]:
        return self._all(loose.c.name.in_(names))

    def let_go(self, names: Sequence[str]) -> None:
        self._sql.execute(update(loose).where(loose.c.name.in_(names)).values(reserved=None))

    def let_all_go(self) -> None:
        self._sql.execute(update(loose).values(reserved=None))

    def take(self, name: str) -> None:
        self._sql.execute(_TAKEN, {"named": name})

    def drop(self, names: Sequence[str]) -> None:
        self._sql.execute(delete(loose).where(loose.c.name.in_(names)))

    def to_remove(self, now: int, most: int) -> list[LooseObject]:
        return self._all(loose.c.reserved.is_(None), loose.c.at <= now, most=most)

    def uploading_since_before(self, then: int) -> list[LooseObject]:
        return self._all(loose.c.reserved.is_not(None), loose.c.at < then)

    def _all(self, *where: ColumnElement[bool], most: int | None = None) -> list[LooseObject]:
        return [LooseObject(*row) for row in self._sql.execute(select(*_COLUMNS).where(*where).limit(most))]
