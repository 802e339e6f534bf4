"""Earlier texts of a message's parts: a set by (target, part, time)."""

from collections.abc import Iterable

from owntexts.model.layers import weight
from owntexts.model.records import Edit

NEVER = float("inf")

Key = tuple[bytes, int, int | None]


def key(edit: Edit) -> Key:
    """What makes two records the same edit."""
    return (edit.target, edit.part, edit.at)


def merge(a: Edit, b: Edit) -> Edit:
    """The one that stays of two edits with one key: the larger SHA-256 of the text."""
    return max(a, b, key=lambda edit: weight(edit.text))


def told(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Each text of each part once a time, by (part, time), unknown times last."""
    distinct = {(edit.part, edit.at, edit.text): edit for edit in edits}
    return tuple(sorted(distinct.values(), key=_order))


def _order(edit: Edit) -> tuple[int, float, str]:
    return (edit.part, NEVER if edit.at is None else edit.at, edit.text)
