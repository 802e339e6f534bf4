"""Termux:API: texts only, their times in the phone's zone and without milliseconds."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from owntexts.testing.android import telephone
from owntexts.testing.life import Life

BOXES = {1: "inbox", 2: "sent"}
PROGRAM = '''#!{python}
"""Answers as termux-sms-list does: the newest `-l` from `-o` on, the oldest of them first."""
import json, pathlib, sys
told = json.loads(pathlib.Path({list!r}).read_text("utf-8"))
if not isinstance(told, list):
    print(json.dumps(told))
    sys.exit(0)
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
limit, offset = int(options.get("-l", 10)), int(options.get("-o", 0))
last = len(told) - offset
print(json.dumps(told[max(0, last - limit) : max(0, last)], indent=2))
'''


def write(path: Path, life: Life, zone: str) -> None:
    """A saved answer that has everything."""
    path.write_text(json.dumps(list(_texts(life, zone)), indent=2, ensure_ascii=False), "utf-8")


def install(folder: Path, answers: Path) -> None:
    """Puts a program of that name into a folder, which answers from a saved answer."""
    program = folder / "termux-sms-list"
    program.write_text(PROGRAM.format(python=sys.executable, list=str(answers)), "utf-8")
    program.chmod(0o755)


def _texts(life: Life, zone: str) -> Iterator[dict[str, Any]]:
    for one, columns in telephone.texts(life):
        when = datetime.fromtimestamp(one.at // 1000, ZoneInfo(zone))
        known = {} if one.talk.others[0].name == columns["address"] else {"sender": one.talk.others[0].name}
        yield {
            "threadid": 1,
            "type": BOXES[columns["type"]],
            "read": bool(columns["read"]),
            **known,
            "address": columns["address"],
            "number": columns["address"],
            "received": when.strftime("%Y-%m-%d %H:%M:%S"),
            "body": columns["body"],
            "_id": columns["_id"],
        }
