"""The items of zones in SQL."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, insert, select
from sqlalchemy.sql.elements import ColumnElement

from owntexts.hub.backends.tables import items
from owntexts.hub.ports import LogItem

_COLUMNS: Final = tuple(items.c[name] for name in LogItem.__struct_fields__)


class SqlLog:
    """Log items of this transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, account: bytes, item: LogItem) -> None:
        self._sql.execute(
            insert(items).values(
                account=account,
                token=item.token,
                hash=item.hash,
                zone_hash=item.zone_hash,
                kind=item.kind,
                device=item.device,
                counter=item.counter,
                entry_number=item.entry_number,
                stored_at=item.stored_at,
                data=item.data,
            )
        )

    def by_counter(self, account: bytes, device: bytes, counter: int) -> LogItem | None:
        return self._first(account, items.c.device == device, items.c.counter == counter)

    def by_entry(self, account: bytes, number: int) -> LogItem | None:
        return self._first(account, items.c.entry_number == number)

    def zone_hash(self, account: bytes, token: int) -> bytes | None:
        found = select(items.c.zone_hash).where(items.c.account == account, items.c.token == token)
        return self._sql.execute(found).scalar()

    def after(self, account: bytes, token: int) -> Iterator[LogItem]:
        found = select(*_COLUMNS).where(items.c.account == account, items.c.token > token).order_by(items.c.token)
        with self._sql.execute(found, execution_options={"yield_per": 8}) as rows:
            for row in rows:
                yield LogItem(*row)

    def entries(self, account: bytes, since: int) -> Iterator[bytes]:
        number = items.c.entry_number
        found = select(items.c.data).where(items.c.account == account, number >= since).order_by(number)
        with self._sql.execute(found, execution_options={"yield_per": 8}) as rows:
            yield from rows.scalars()

    def _first(self, account: bytes, *where: ColumnElement[bool]) -> LogItem | None:
        row = self._sql.execute(select(*_COLUMNS).where(items.c.account == account, *where)).first()
        return LogItem(*row) if row else None
