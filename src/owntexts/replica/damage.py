"""What devices say to each other of blobs that the hub does not give as they were put: an intent on the blob.

Its field `damaged` is SHA-256, in hex, of what the hub gave instead, `missing` where it gave nothing, nil once a device
that holds the bytes has put them again.
"""

from typing import Any, Final

from owntexts.model.records import Intent
from owntexts.replica import intents, kinds
from owntexts.replica.database import Replica

BLOB: Final = "blob"
DAMAGED: Final = "damaged"
MISSING: Final = "missing"

_ON_BLOBS: Final = (
    "select state from record where kind = ? and target in (select blob from reference where blob = record.target)"
)


def say(db: Replica, intent: Intent) -> None:
    """Keeps what this device has to say of a blob."""
    intents.record(db, intent)


def said_of(db: Replica, blob: bytes) -> Intent | None:
    """The last word on this blob."""
    with db.read() as connection:
        rows: Any = connection.execute("select state from record where kind = ? and target = ?", (kinds.INTENT, blob))
        found = [kinds.decode_intent(state) for (state,) in rows]
    return next((each for each in found if each.scope == BLOB), None)


def bad_blobs(db: Replica) -> dict[bytes, str]:
    """The blobs that somebody refers to and that are said to be damaged or missing, and what is said of them."""
    with db.read() as connection:
        rows: Any = connection.execute(_ON_BLOBS, (kinds.INTENT,)).fetchall()
    said = [kinds.decode_intent(state) for (state,) in rows]
    return {
        one.target: one.value
        for one in said
        if one.scope == BLOB and isinstance(one.target, bytes) and isinstance(one.value, str)
    }
