"""The attachments of all messages that an export has, each once."""

from typing import Any

from msgspec import Struct

from owntexts.replica.database import Replica


class ExportedFile(Struct, frozen=True):
    """An attachment, what is said of it, and its content (SHA-256 and size) where that is on the hub."""

    id: bytes
    name: str | None
    mime: str | None
    content: bytes | None
    size: int | None


def files(db: Replica) -> list[ExportedFile]:
    """Every attachment, by its id."""
    with db.read() as connection:
        rows: Any = connection.execute(
            "select a.id, max(a.name), max(a.mime), c.content, c.size from attachment a "
            "left join content c on c.attachment = a.id group by a.id order by a.id"
        )
        return [ExportedFile(*row) for row in rows]
