"""QUIK: everything in the shape of a text, so that of MMS one address and the words are left."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from owntexts.testing.android import telephone
from owntexts.testing.life import Life


def write(path: Path, life: Life, *, count: int | None = None) -> None:
    """The backup; `count` is what it says of itself, which need not be true."""
    told = list(_messages(life))
    whole = {"messageCount": len(told) if count is None else count, "messages": told}
    path.write_text(json.dumps(whole, indent="\t", ensure_ascii=False), "utf-8")


def _messages(life: Life) -> Iterator[dict[str, Any]]:
    for _, columns in telephone.texts(life):
        yield _message(columns["type"], columns["address"], columns["date"], columns)
    for one, columns in telephone.multimedia(life):
        whom = (one.sender or one.talk.others[0]).address
        yield _message(columns["msg_box"], whom, columns["date"] * 1000, {**columns, "body": one.text, "status": -1})


def _message(box: int, address: str, date: int, columns: telephone.Columns) -> dict[str, Any]:
    return {
        "type": box,
        "address": address,
        "date": date,
        "dateSent": 0,
        "read": bool(columns["read"]),
        "status": columns["status"],
        "body": columns["body"],
        "protocol": 0,
        "locked": False,
        "subId": 1,
    }
