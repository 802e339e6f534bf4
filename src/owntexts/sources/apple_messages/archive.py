"""Property lists and NSKeyedArchiver archives, read with bounds on depth and on the number of objects."""

import plistlib
from typing import Any, Final
from xml.parsers.expat import ExpatError

from owntexts.sources.malformed import Malformed

DEEPEST: Final = 24
MOST_OBJECTS: Final = 20_000
BROKEN: Final = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    MemoryError,
    ExpatError,
)


def plist(blob: bytes) -> Any:
    """What a property list holds; raises Malformed."""
    try:
        return plistlib.loads(blob)
    except BROKEN as error:
        raise Malformed(f"property list: {error}") from error


def plist_dictionary(blob: bytes) -> dict[str, Any]:
    """A property list that must hold a dictionary; raises Malformed."""
    value = plist(blob)
    if not isinstance(value, dict):
        raise Malformed("property list: no dictionary")
    return value


def unarchived(blob: bytes) -> dict[str, Any]:
    """The root of an archive as plain values: an object of unknown class as a dictionary with its class as '$class'."""
    archive = plist_dictionary(blob)
    top, objects = archive.get("$top"), archive.get("$objects")
    if not isinstance(top, dict) or not isinstance(objects, list):
        raise Malformed("archive: no objects")
    named = (value for name, value in top.items() if name != "version")
    root = _Unarchiver(objects).value(top.get("root", next(named, None)), 0)
    if not isinstance(root, dict):
        raise Malformed("archive: its root is no dictionary")
    return root


class _Unarchiver:
    """Follows references, counting what it has made."""

    def __init__(self, objects: list[Any]) -> None:
        self._objects = objects
        self._left = MOST_OBJECTS

    def value(self, given: Any, depth: int) -> Any:
        self._left -= 1
        if depth > DEEPEST or self._left < 0:
            raise Malformed("archive: too deep or too many objects")
        if isinstance(given, plistlib.UID):
            return self._referred(given, depth)
        if isinstance(given, dict):
            return self._object(given, depth)
        if isinstance(given, list):
            return [self.value(item, depth + 1) for item in given]
        return given

    def _referred(self, uid: plistlib.UID, depth: int) -> Any:
        if uid.data >= len(self._objects):
            raise Malformed("archive: a reference to nothing")
        return None if uid.data == 0 else self.value(self._objects[uid.data], depth + 1)

    def _object(self, given: dict[str, Any], depth: int) -> Any:
        if "NS.keys" in given:
            return self._dictionary(given, depth)
        for name in ("NS.objects", "NS.string", "NS.data", "NS.time", "NS.uuidbytes"):
            if name in given:
                return self.value(given[name], depth + 1)
        if "NS.relative" in given:
            return self._url(given, depth)
        named = {name: self.value(item, depth + 1) for name, item in given.items() if name != "$class"}
        return {**named, "$class": self._class_name(given.get("$class"))}

    def _dictionary(self, given: dict[str, Any], depth: int) -> dict[str, Any]:
        keys = self.value(given["NS.keys"], depth + 1)
        values = self.value(given.get("NS.objects"), depth + 1)
        if not isinstance(keys, list) or not isinstance(values, list):
            raise Malformed("archive: a dictionary without keys")
        return {str(key): value for key, value in zip(keys, values, strict=False)}

    def _url(self, given: dict[str, Any], depth: int) -> str:
        base = self.value(given.get("NS.base"), depth + 1)
        return (base if isinstance(base, str) else "") + str(self.value(given["NS.relative"], depth + 1) or "")

    def _class_name(self, given: Any) -> str | None:
        if not isinstance(given, plistlib.UID) or given.data >= len(self._objects):
            return None
        found = self._objects[given.data]
        return str(found.get("$classname")) if isinstance(found, dict) else None
