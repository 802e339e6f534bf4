"""Builders of Apple Messages databases: made-up, deterministic by seed, of any size, every kind of message.

    manifest = build_chat_db(Path("chat.db"), messages=100_000, schema="macos15")
    append(Path("chat.db"), 500, seed=2)

A corpus is the same, row by row, on every machine and on every day.
"""

from owntexts.testing.apple.corpus import append, build_chat_db
from owntexts.testing.apple.demo import demo
from owntexts.testing.apple.manifest import Expected, Manifest, plaintext_needles
from owntexts.testing.apple.spoil import spoil
from owntexts.testing.apple.store import SCHEMAS, SchemaName

__all__ = [
    "SCHEMAS",
    "Expected",
    "Manifest",
    "SchemaName",
    "append",
    "build_chat_db",
    "demo",
    "plaintext_needles",
    "spoil",
]
