"""Writes binary property lists: NSKeyedArchiver archives (payloads of balloons) and plain ones (summary info)."""

import plistlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_VERSION = 100_000


@dataclass(frozen=True)
class Instance:
    """An archived object: its class chain, most special first, and its fields."""

    classes: tuple[str, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)


def url(address: str) -> Instance:
    return Instance(("NSURL", "NSObject"), {"NS.base": None, "NS.relative": address})


def session(guid: str) -> Instance:
    return Instance(("NSUUID", "NSObject"), {"NS.uuidbytes": uuid.UUID(guid).bytes})


def summary(values: Mapping[str, Any]) -> bytes:
    """A plain binary property list, as in message_summary_info."""
    return plistlib.dumps(dict(values), fmt=plistlib.FMT_BINARY)


def archive(root: Any) -> bytes:
    """An NSKeyedArchiver archive of dictionaries, lists, scalars and instances."""
    objects: list[Any] = ["$null"]
    top = _add(root, objects, {})
    whole = {"$archiver": "NSKeyedArchiver", "$objects": objects, "$top": {"root": top}, "$version": _VERSION}
    return plistlib.dumps(whole, fmt=plistlib.FMT_BINARY)


def _add(value: Any, objects: list[Any], classes: dict[tuple[str, ...], plistlib.UID]) -> plistlib.UID:
    if value is None:
        return plistlib.UID(0)
    place = plistlib.UID(len(objects))
    objects.append(value)
    if isinstance(value, Mapping):
        keys = [_add(key, objects, classes) for key in value]
        values = [_add(item, objects, classes) for item in value.values()]
        mark = _class(("NSDictionary", "NSObject"), objects, classes)
        objects[place.data] = {"NS.keys": keys, "NS.objects": values, "$class": mark}
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        items = [_add(item, objects, classes) for item in value]
        objects[place.data] = {"NS.objects": items, "$class": _class(("NSArray", "NSObject"), objects, classes)}
    elif isinstance(value, Instance):
        fields = {name: _field(item, objects, classes) for name, item in value.fields.items()}
        objects[place.data] = {**fields, "$class": _class(value.classes, objects, classes)}
    return place


def _field(value: Any, objects: list[Any], classes: dict[tuple[str, ...], plistlib.UID]) -> Any:
    return value if isinstance(value, bool | int | float | bytes) else _add(value, objects, classes)


def _class(names: tuple[str, ...], objects: list[Any], classes: dict[tuple[str, ...], plistlib.UID]) -> plistlib.UID:
    if names not in classes:
        classes[names] = plistlib.UID(len(objects))
        objects.append({"$classname": names[0], "$classes": list(names)})
    return classes[names]
