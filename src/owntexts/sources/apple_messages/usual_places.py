"""Where a Mac keeps its messages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

CHAT_DB: Final = Path("Library", "Messages", "chat.db")


def discover() -> Iterator[Path]:
    """The store of this user, if there is one; whether it may be read is another question."""
    store = Path.home() / CHAT_DB
    if store.is_file():
        yield store
