"""Whether a path is a store of Apple Messages, told by its tables and never by its name."""

from pathlib import Path
from typing import Final

import apsw

from owntexts.sources import failures, snapshot
from owntexts.sources.base import Recognition
from owntexts.sources.schema import Schema

INNER_FILE: Final = "3d0d7e5fb2ce288813306e4d4636395e047a3d28"
STORE_NAMES: Final = ("chat.db", "sms.db")
OURS: Final = frozenset({"text", "is_from_me", "handle_id", "date"})


def store_in(path: Path) -> Path:
    """The store itself: the path, or the one of Apple's own name inside it where the path is a folder."""
    if path.is_dir():
        for name in STORE_NAMES:
            if (path / name).is_file():
                return path / name
    return path


def recognize(path: Path) -> Recognition:
    """Raises SourceFailed where the file may not be read, is locked, or has no readable list of tables."""
    store = store_in(path)
    return at_first_sight(store) or by_tables(store, _schema(store))


def at_first_sight(store: Path) -> Recognition | None:
    """The no that needs no look into the database; None where there is one to look into."""
    if store.is_dir():
        return _folder(store)
    first = snapshot.header(store)
    if not first:
        return Recognition("no", ("the file is empty",))
    if not first.startswith(snapshot.MAGIC):
        return Recognition("no", ("the file is no SQLite database",))
    return None


def by_tables(store: Path, schema: Schema) -> Recognition:
    """Whether these are the tables of a store."""
    if not schema.has("message"):
        return Recognition("no", (f"a database of another program (no table named message{_some(schema)})",))
    if not OURS & schema.columns("message"):
        return Recognition("no", ("a database of another program (its table message has other columns)",))
    return Recognition("yes", _evidence(store, schema))


def _folder(folder: Path) -> Recognition:
    inner = folder / INNER_FILE[:2] / INNER_FILE
    if inner.is_file():
        return Recognition("no", (f"a folder of an iPhone backup, whose messages lie in {inner}",))
    return Recognition("no", ("a folder without chat.db or sms.db",))


def _schema(store: Path) -> Schema:
    try:
        with snapshot.peek(store) as connection:
            return Schema(connection)
    except apsw.Error as error:
        raise failures.damaged(store, str(error)) from error


def _some(schema: Schema) -> str:
    names = sorted(schema.tables)[:5]
    return f"; its tables: {', '.join(names)}" if names else "; it has no tables"


def _evidence(store: Path, schema: Schema) -> tuple[str, ...]:
    phrases = [f"SQLite database with {len(schema.columns('message'))} columns in its table message"]
    if schema.has("chat_message_join"):
        phrases.append("conversations in chat and chat_message_join")
    else:
        phrases.append("no table of conversations: all its messages are orphans")
    if store.name == INNER_FILE:
        phrases.append(
            "named as the message store inside an iPhone backup, whose folder has its attachments and contacts too"
        )
    return tuple(phrases)
