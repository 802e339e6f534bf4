"""Sizes that are checked before anything is allocated (PROTOCOL sections 2 and 3)."""

from typing import Final

MIB: Final = 1 << 20

BATCH_SEALED: Final = 1 * MIB
BATCH_PLAIN: Final = 8 * MIB
BATCH_CHANGES: Final = 5_000
CHANGE: Final = 256 << 10
HEADER: Final = 4 << 10
ENTRY: Final = 256 << 10
DEVICES: Final = 64
ID: Final = 16
COUNT: Final = (1 << 63) - 1
OUTBOX_BATCHES: Final = 4
PAGE: Final = 16 * MIB
BLOB_PLAIN: Final = 4 * MIB
BLOB_SEALED: Final = BLOB_PLAIN + 72
PREVIEW: Final = 32 << 10
PIECES_INLINE: Final = 16
KEPT_AT_ONCE: Final = 4_096
