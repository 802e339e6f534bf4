"""Which addresses were the owner's own: those at which messages arrived, and those of the store's accounts."""

from collections.abc import Iterator
from typing import Final

from owntexts.model.handles import is_number, minimal
from owntexts.sources.schema import Store
from owntexts.sources.utf8 import decode_utf8

OF_CHATS: Final = ("last_addressed_handle", "account_login")
OF_MESSAGES: Final = ("destination_caller_id", "account")
NEWEST: Final = 20_000
"""Where chats do not say it, so many messages are asked."""

KINDS: Final = ("E:", "P:", "e:", "p:")
"""What Apple writes before an account: it is a mail address, or a telephone."""

SHORTEST_NUMBER: Final = 7
MOST: Final = 100


def own_addresses(store: Store) -> frozenset[str]:
    """In minimal form; short codes and names of accounts are none."""
    return _addresses(store, "chat", OF_CHATS) or _addresses(store, "message", OF_MESSAGES)


def _addresses(store: Store, table: str, columns: tuple[str, ...]) -> frozenset[str]:
    told = (raw for column in columns if store.schema.has(table, column) for raw in _told(store, table, column))
    return frozenset(handle for raw in told if _is_address(handle := minimal(_bare(raw))))


def _told(store: Store, table: str, column: str) -> Iterator[str]:
    newest = f'SELECT CAST("{column}" AS BLOB) AS told FROM {table} ORDER BY ROWID DESC LIMIT {NEWEST}'  # noqa: S608 - our own names
    query = f"SELECT DISTINCT told FROM ({newest}) WHERE told IS NOT NULL LIMIT {MOST}"  # noqa: S608 - as above
    yield from (decode_utf8(raw) for (raw,) in store.rows(table, query))


def _bare(raw: str) -> str:
    return raw[len(KINDS[0]) :] if raw.startswith(KINDS) else raw


def _is_address(handle: str) -> bool:
    return "@" in handle or (is_number(handle) and len(handle) >= SHORTEST_NUMBER)
