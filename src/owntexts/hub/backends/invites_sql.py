"""Invites in SQL."""

from sqlalchemy import Connection, delete, insert, select

from owntexts.hub.backends.tables import invites
from owntexts.hub.ports import Invite


class SqlInvites:
    """Invites of this transaction."""

    def __init__(self, connection: Connection) -> None:
        self._sql = connection

    def add(self, invite: Invite) -> None:
        self._sql.execute(
            insert(invites).values(
                code_sha256=invite.code_sha256,
                created_at=invite.created_at,
                setup=invite.setup,
                name=invite.name,
                quota=invite.quota,
                expires_at=invite.expires_at,
            )
        )

    def get(self, code_sha256: bytes) -> Invite | None:
        row = self._sql.execute(select(invites).where(invites.c.code_sha256 == code_sha256)).mappings().first()
        return Invite(**row) if row else None

    def spend(self, code_sha256: bytes) -> None:
        self._sql.execute(delete(invites).where(invites.c.code_sha256 == code_sha256))

    def drop_setup(self) -> None:
        self._sql.execute(delete(invites).where(invites.c.setup))

    def drop_expired(self, now: int) -> None:
        self._sql.execute(delete(invites).where(invites.c.expires_at <= now))
