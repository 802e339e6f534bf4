"""Devices in SQL."""

from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from owntexts.hub.backends.tables import devices
from owntexts.hub.ports import Device

_FOUND: Final = select(devices).where(devices.c.account == bindparam("account"), devices.c.id == bindparam("device"))
_WITH_TOKEN: Final = select(devices).where(devices.c.token_sha256 == bindparam("token_sha256"))


class SqlDevices:
    """Devices of this transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def get(self, account: bytes, device: bytes) -> Device | None:
        row = self._sql.execute(_FOUND, {"account": account, "device": device}).mappings().first()
        return Device(**row) if row else None

    def with_token(self, token_sha256: bytes) -> Device | None:
        row = self._sql.execute(_WITH_TOKEN, {"token_sha256": token_sha256}).mappings().first()
        return Device(**row) if row else None

    def of(self, account: bytes) -> list[Device]:
        rows = self._sql.execute(select(devices).where(devices.c.account == account).order_by(devices.c.id))
        return [Device(**row) for row in rows.mappings()]

    def add(self, device: Device) -> None:
        self._sql.execute(
            insert(devices).values(
                account=device.account,
                id=device.id,
                counter=device.counter,
                last_hash=device.last_hash,
                token_sha256=device.token_sha256,
                removed=device.removed,
                last_seen_at=device.last_seen_at,
            )
        )

    def move(self, account: bytes, device: bytes, counter: int, last_hash: bytes) -> None:
        self._set(account, device, counter=counter, last_hash=last_hash)

    def end_token(self, account: bytes, device: bytes) -> None:
        self._set(account, device, token_sha256=None)

    def remove(self, account: bytes, device: bytes) -> None:
        self._set(account, device, removed=True)

    def seen(self, account: bytes, device: bytes, at: int) -> None:
        self._set(account, device, last_seen_at=at)

    def _set(self, account: bytes, device: bytes, **values: Any) -> None:
        self._sql.execute(update(devices).where(_is(account, device)).values(**values))


def _is(account: bytes, device: bytes) -> ColumnElement[bool]:
    return and_(devices.c.account == account, devices.c.id == device)
