"""A phone behind a made-up `adb`: its tables in a file beside the program, printed as Android prints them."""

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from owntexts.testing.android import telephone
from owntexts.testing.life import Life

SERIAL = "0123456789ABCDEF"
PROGRAM = '''#!{python}
"""Answers as adb and the phone behind it do, as far as they are asked here."""
import base64, json, pathlib, re, sys

phone = json.loads(pathlib.Path({phone!r}).read_text("utf-8"))


def query(words):
    uri = re.search(r"--uri content://(\\S+)", words)[1]
    columns = re.search(r"--projection (\\S+)", words)[1].split(":")
    rows = phone["tables"].get(uri)
    if rows is None:
        return "Error while accessing provider:" + uri + "\\njava.lang.SecurityException: Permission Denial\\n"
    if not rows:
        return "No reuslt found.\\n"
    told = lambda row, name: "NULL" if row.get(name) is None else str(row[name])
    return "".join(
        "Row: %d %s\\n" % (number, ", ".join("%s=%s" % (name, told(row, name)) for name in columns))
        for number, row in enumerate(rows)
    )


words = sys.argv[1:]
if words == ["devices"]:
    print("List of devices attached")
    print("".join("%s\\t%s\\n" % pair for pair in phone["devices"].items()))
    sys.exit(0)
if words[:3] != ["-s", {serial!r}, "exec-out"]:
    sys.exit("adb: usage")
command = words[3]
out = sys.stdout.buffer
if command.startswith("for i in "):
    numbers = command[len("for i in "):].partition(";")[0].split()
    inner = command[command.index("content query"):command.rindex(";")]
    for number in numbers:
        out.write(("@of %s\\n" % number + query(inner.replace("$i", number))).encode())
elif command.startswith("content query"):
    out.write(query(command).encode())
else:
    part = re.search(r"content://mms/part/([0-9]+)", command)[1]
    if part not in phone["files"]:
        out.write(b"Error while accessing provider:mms\\njava.io.FileNotFoundException\\n")
    else:
        out.write(base64.b64decode(phone["files"][part]))
'''


def install(folder: Path, life: Life, state: str = "device") -> Path:
    """Puts a program named adb into a folder; gives the file from which it answers, which may be changed."""
    phone = folder / "phone.json"
    phone.write_text(json.dumps(tables(life, state), ensure_ascii=False), "utf-8")
    program = folder / "adb"
    program.write_text(PROGRAM.format(python=sys.executable, phone=str(phone), serial=SERIAL), "utf-8")
    program.chmod(0o755)
    return phone


def tables(life: Life, state: str) -> dict[str, Any]:
    """What the phone has: its state, the rows by address, the bytes of parts by number."""
    parts = list(_parts(life))
    mms = list(telephone.multimedia(life))
    calls = [
        {"_id": place, "number": one.other.address, "type": one.kind, "date": one.at, "duration": one.seconds}
        for place, one in enumerate(life.calls, start=1)
    ]
    people = {
        f"mms/{columns['_id']}/addr": [
            {"address": address, "type": role} for address, role in telephone.addresses(one, life.me)
        ]
        for one, columns in mms
    }
    return {
        "devices": {SERIAL: state},
        "tables": {
            "sms": [columns for _, columns in telephone.texts(life)],
            "mms": [columns for _, columns in mms],
            "mms/part": [columns for columns, _ in parts],
            "call_log/calls": calls,
            **people,
        },
        "files": {str(columns["_id"]): base64.b64encode(content).decode() for columns, content in parts if content},
    }


def _parts(life: Life) -> Iterator[tuple[telephone.Columns, bytes | None]]:
    number = 0
    for one, pdu in telephone.multimedia(life):
        for columns, file in telephone.parts(one):
            number += 1
            path = f"/data/user_de/0/com.android.providers.telephony/app_parts/PART_{number}" if file else None
            yield {**columns, "_id": number, "mid": pdu["_id"], "_data": path}, file.content if file else None
