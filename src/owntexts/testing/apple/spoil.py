"""Damages single rows of a store on purpose, in the ways real ones are damaged."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from owntexts.testing.apple import keyed
from owntexts.testing.apple.store import Store, Value
from owntexts.testing.apple.typedstream import plain

_HALF_A_BODY = plain("this sentence was cut in the middle by a failing disk")[:150]

DAMAGE: Final[Mapping[str, Mapping[str, Value]]] = {
    "body cut off": {"text": None, "attributedBody": _HALF_A_BODY},
    "body of noise": {"text": None, "attributedBody": bytes(range(255, 0, -1))},
    "body that is a text": {"text": None, "attributedBody": "not bytes at all"},
    "body with an absurd length": {
        "text": None,
        "attributedBody": plain("short").replace(b"+\x05", b"+\x82\xff\xff\xff\x7f"),
    },
    "date that is a word": {"date": "last Tuesday"},
    "date beyond all time": {"date": 2**63 - 1},
    "text that is bytes": {"text": b"\xff\xfe\x00broken", "attributedBody": None},
    "lone surrogate": {"text": None, "attributedBody": plain("half a \ud83d smile")},
    "handle that is a word": {"handle_id": "nobody"},
}
NEWER_DAMAGE: Final[Mapping[str, Mapping[str, Value]]] = {
    "payload of noise": {
        "balloon_bundle_id": "com.apple.messages.URLBalloonProvider",
        "payload_data": b"bplist00\xff\xff",
    },
    "summary of noise": {"message_summary_info": keyed.summary({"ec": {"0": []}, "rp": [0]})[:-12]},
}


def spoil(path: Path) -> dict[int, str]:
    """Damages one row for each way there is, spread over the store; gives what was done, by row number."""
    store, _ = Store.reopen(path)
    with store:
        newer = NEWER_DAMAGE if "payload_data" in store.columns("message") else {}
        ways = {**DAMAGE, **newer}
        last = store.whole("SELECT max(ROWID) FROM message")
        done = {}
        for number, (way, columns) in enumerate(ways.items()):
            row = _plain_row(store, 1 + number * last // len(ways))
            store.overwrite("message", row, columns)
            done[row] = way
    return done


def _plain_row(store: Store, at_least: int) -> int:
    """A plain message from that row on."""
    return store.whole(
        "SELECT min(ROWID) FROM message WHERE ROWID >= ? AND item_type = 0 AND attributedBody IS NOT NULL", (at_least,)
    )
