"""SMS Backup & Restore: one XML of texts, MMS and calls; values that are missing are the word null."""

import base64
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from owntexts.testing.android import telephone
from owntexts.testing.life import Call, Life, Message

HEAD: Final = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
    "<!--File Created By SMS Backup & Restore-->\n"
    '<?xml-stylesheet type="text/xsl" href="sms.xsl"?>\n'
)


def write(path: Path, life: Life, *, count: int | None = None) -> None:
    """The file; `count` is what its root tells, which need not be true."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines(life, count))


def write_zip(path: Path, life: Life) -> None:
    """The same, zipped."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("sms.xml", "w") as member:
        file = io.TextIOWrapper(member, "utf-8", newline="\n")
        file.writelines(lines(life))
        file.flush()


def lines(life: Life, count: int | None = None) -> Iterator[str]:
    """The file, record by record."""
    total = len(life.messages) + len(life.calls) if count is None else count
    yield (
        HEAD + f'<smses count="{total}" backup_set="1" backup_date="{life.messages[-1].at if life.messages else 0}">\n'
    )
    for one, columns in telephone.texts(life):
        yield text(one, columns)
    for one, columns in telephone.multimedia(life):
        yield multimedia(one, columns, life.me)
    yield from map(call, life.calls)
    yield "</smses>"


def text(one: Message, columns: telephone.Columns) -> str:
    told = {name: columns[name] for name in ("protocol", "address", "date", "type")}
    told |= {"subject": None, "body": columns["body"], "toa": None, "sc_toa": None, "service_center": None}
    told |= {name: columns[name] for name in ("read", "status", "locked", "date_sent", "sub_id")}
    return f"  <sms {_attributes(told)} {_named(one)} />\n"


def multimedia(one: Message, columns: telephone.Columns, me: str) -> str:
    told = {name: value for name, value in columns.items() if name != "thread_id"}
    told |= {"date": one.seconds * 1000, "address": "~".join(other.address for other in one.talk.others)}
    rows = "".join(f"      <part {_part(columns, file)} />\n" for columns, file in telephone.parts(one))
    people = "".join(
        f'      <addr address={_value(address)} type="{role}" charset="106" />\n'
        for address, role in telephone.addresses(one, me)
    )
    return (
        f"  <mms {_attributes(told)} {_named(one)}>\n    <parts>\n{rows}    </parts>\n"
        f"    <addrs>\n{people}    </addrs>\n  </mms>\n"
    )


def call(one: Call) -> str:
    told = {"number": one.other.address, "duration": one.seconds, "date": one.at, "type": one.kind, "presentation": 1}
    return f"  <call {_attributes(told)} contact_name={_value(one.other.name)} />\n"


def _part(columns: telephone.Columns, file: Any) -> str:
    data = {"data": base64.b64encode(file.content).decode()} if file else {}
    return _attributes(columns | data)


def _named(one: Message) -> str:
    return f'readable_date="Jan 1, 2024" contact_name={_value(", ".join(other.name for other in one.talk.others))}'


def _attributes(told: telephone.Columns) -> str:
    return " ".join(f"{name}={_value(value)}" for name, value in told.items())


def _value(value: Any) -> str:
    return quoteattr("null" if value is None else str(value), {"\u0085": "&#133;"})
