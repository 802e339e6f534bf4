"""Business Chat: what is asked, which choices there are, and which was chosen."""

import json
from collections.abc import Iterator
from typing import Any, Final

from owntexts.sources.apple_messages.wording import one_line, phrases

MOST_CHOICES: Final = 50
LABEL: Final = "Business message"


def summary(told: dict[str, Any]) -> str:
    """The line for an unarchived payload, whose own data is JSON where it can be read."""
    data = _data(told.get("data"))
    reply = data.get("replyMessage")
    if isinstance(reply, dict) and _text(reply, "title"):
        return f"{LABEL}: {phrases((_text(reply, 'title'), _text(reply, 'subtitle')))}"
    asked = _text(told, "ldtext") or _text(told, "AccessibilityLabel")
    quick = data.get("quick-reply")
    chosen = _chosen(quick) if isinstance(quick, dict) else ""
    choices = "" if chosen else ", ".join(_choices(data))
    said = phrases((asked, chosen)) or "a question"
    return f"{LABEL}: {said} ({choices})" if choices else f"{LABEL}: {said}"


def _data(raw: Any) -> dict[str, Any]:
    try:
        data = json.loads(raw) if isinstance(raw, bytes | str) else None
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _chosen(quick: dict[str, Any]) -> str:
    items, index = _dicts(quick.get("items")), quick.get("selectedIndex")
    for place, item in enumerate(items):
        if place == index or (item.get("identifier") and item.get("identifier") == quick.get("selectedIdentifier")):
            return _text(item, "title")
    return ""


def _choices(data: dict[str, Any]) -> Iterator[str]:
    picker = data.get("listPicker")
    sections = _dicts(picker.get("sections")) if isinstance(picker, dict) else []
    quick = data.get("quick-reply")
    for holder in (*sections, quick):
        if isinstance(holder, dict):
            yield from filter(None, (_text(item, "title") for item in _dicts(holder.get("items"))))


def _dicts(values: Any) -> list[dict[str, Any]]:
    return [value for value in values[:MOST_CHOICES] if isinstance(value, dict)] if isinstance(values, list) else []


def _text(told: dict[str, Any], key: str) -> str:
    value = told.get(key)
    return one_line(value) if isinstance(value, str) else ""
