"""Fossify Messages: one line of JSON with every key; and the older Simple SMS Messenger. No MMS has a message id."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from owntexts.testing.android import telephone
from owntexts.testing.life import File, Life, Message


def write(path: Path, life: Life) -> None:
    path.write_text(json.dumps([*_texts(life), *_multimedia(life)], ensure_ascii=False), "utf-8")


def write_old(path: Path, life: Life) -> None:
    """As Simple SMS Messenger wrote its texts: in a list of lists, keys with underscores."""
    told = [
        {
            "sub_id": columns["sub_id"],
            "address": columns["address"],
            "body": columns["body"],
            "date": columns["date"],
            "date_sent": columns["date_sent"],
            "locked": columns["date_sent"],
            "protocol": "0",
            "read": columns["read"],
            "status": columns["status"],
            "type": columns["type"],
            "service_center": None,
        }
        for _, columns in telephone.texts(life)
    ]
    path.write_text(json.dumps([{"sms": told, "mms": []}], ensure_ascii=False), "utf-8")


def _texts(life: Life) -> Iterator[dict[str, Any]]:
    for _, columns in telephone.texts(life):
        yield {
            "subscriptionId": columns["sub_id"],
            "address": columns["address"],
            "body": columns["body"],
            "date": columns["date"],
            "dateSent": columns["date_sent"],
            "locked": 0,
            "protocol": "0",
            "read": columns["read"],
            "status": columns["status"],
            "type": columns["type"],
            "serviceCenter": None,
            "backupType": "sms",
        }


def _multimedia(life: Life) -> Iterator[dict[str, Any]]:
    for one, columns in telephone.multimedia(life):
        yield {
            "creator": columns["creator"],
            "contentType": columns["ct_t"],
            "deliveryReport": 129,
            "date": columns["date"],
            "dateSent": columns["date_sent"],
            "locked": columns["date_sent"],
            "messageType": columns["m_type"],
            "messageBox": columns["msg_box"],
            "read": columns["read"],
            "readReport": 129,
            "seen": 1,
            "textOnly": columns["text_only"],
            "status": None,
            "subject": columns["sub"],
            "subjectCharSet": None if columns["sub_cs"] is None else str(columns["sub_cs"]),
            "subscriptionId": columns["sub_id"],
            "transactionId": columns["tr_id"],
            "addresses": [
                {"address": address, "type": role, "charset": 106}
                for address, role in telephone.addresses(one, life.me)
            ],
            "parts": list(_parts(one)),
            "backupType": "mms",
        }


def _parts(one: Message) -> Iterator[dict[str, Any]]:
    for columns, file in telephone.parts(one):
        yield {
            "contentDisposition": None,
            "charset": None if columns["chset"] is None else str(columns["chset"]),
            "contentId": columns["cid"],
            "contentLocation": columns["cl"],
            "contentType": columns["ct"],
            "ctStart": None,
            "ctType": None,
            "filename": None,
            "name": columns["name"],
            "sequenceOrder": columns["seq"],
            "text": columns["text"],
            "data": _data(file) if file else None,
        }


def _data(file: File) -> str:
    if file.mime.startswith("text/"):
        return file.content.decode()
    return telephone.in_lines(file.content)
