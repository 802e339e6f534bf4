"""Accounts and their logins in SQL."""

from typing import Final

from sqlalchemy import Connection, RowMapping, bindparam, delete, false, func, insert, select, update

from owntexts.hub.backends.tables import accounts, devices, logins
from owntexts.hub.ports import Account, AccountSummary, Login, Method
from owntexts.wire.hub import ChangeToken

_FOUND: Final = select(accounts).where(accounts.c.id == bindparam("account"))
_LOCKED: Final = _FOUND.with_for_update()
_MOVED: Final = update(accounts).where(accounts.c.id == bindparam("account"))
"""Statements that every request needs are made once; what they are made of costs more than to run them."""


class SqlAccounts:
    """Accounts of this transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def count(self) -> int:
        return self._sql.execute(select(func.count()).select_from(accounts)).scalar_one()

    def get(self, account: bytes, *, lock: bool = False) -> Account | None:
        row = self._sql.execute(_LOCKED if lock else _FOUND, {"account": account}).mappings().first()
        return _account(row) if row else None

    def named(self, name_key: str) -> Account | None:
        row = self._sql.execute(select(accounts).where(accounts.c.name_key == name_key)).mappings().first()
        return _account(row) if row else None

    def add(self, account: Account, name_key: str) -> None:
        self._sql.execute(
            insert(accounts).values(
                id=account.id,
                name=account.name,
                name_key=name_key,
                created_at=account.created_at,
                quota=account.quota,
                **_moving(account),
            )
        )

    def move(self, account: Account) -> None:
        self._sql.execute(_MOVED, {"account": account.id, **_moving(account)})

    def set_quota(self, account: bytes, quota: int) -> None:
        self._sql.execute(update(accounts).where(accounts.c.id == account).values(quota=quota))

    def summaries(self) -> list[AccountSummary]:
        open_doors = func.count(devices.c.token_sha256).filter(devices.c.removed == false())
        rows = self._sql.execute(
            select(accounts.c.name, open_doors, accounts.c.used, accounts.c.quota, func.max(devices.c.last_seen_at))
            .join(devices, devices.c.account == accounts.c.id, isouter=True)
            .group_by(accounts.c.id, accounts.c.name, accounts.c.used, accounts.c.quota)
            .order_by(accounts.c.name)
        )
        return [AccountSummary(*row) for row in rows]

    def login(self, account: bytes, method: Method) -> Login | None:
        found = select(*(logins.c[name] for name in Login.__struct_fields__)).where(
            logins.c.account == account, logins.c.method == method
        )
        row = self._sql.execute(found).first()
        return Login(*row) if row else None

    def set_login(self, account: bytes, login: Login) -> None:
        self._sql.execute(delete(logins).where(logins.c.account == account, logins.c.method == login.method))
        self._sql.execute(
            insert(logins).values(
                account=account,
                method=login.method,
                public_key=login.public_key,
                salt=login.salt,
                memory_kib=login.memory_kib,
                iterations=login.iterations,
                lanes=login.lanes,
            )
        )


def _account(row: RowMapping) -> Account:
    return Account(
        id=row["id"],
        name=row["name"],
        created_at=row["created_at"],
        quota=row["quota"],
        used=row["used"],
        position=ChangeToken(row["incarnation"], row["token"], row["zone_hash"]),
        keyring_number=row["keyring_number"],
        keyring_hash=row["keyring_hash"],
        blobs=row["blobs"],
    )


def _moving(account: Account) -> dict[str, int | bytes]:
    return {
        "used": account.used,
        "blobs": account.blobs,
        "incarnation": account.position.incarnation,
        "token": account.position.token,
        "zone_hash": account.position.zone_hash,
        "keyring_number": account.keyring_number,
        "keyring_hash": account.keyring_hash,
    }
