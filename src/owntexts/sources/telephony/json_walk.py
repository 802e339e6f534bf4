"""The rows of an export that is JSON: each object becomes one, or a problem."""

from collections.abc import Callable, Iterable, Iterator

from owntexts.model.observations import Problem
from owntexts.sources.malformed import Malformed
from owntexts.sources.telephony.fields import Fields
from owntexts.sources.telephony.json_rows import Object, Taker, decoded, objects
from owntexts.sources.telephony.rows import Read

Make = Callable[[int, str, Object, Fields], Read]
"""Makes a row of the number of an object, the words for its place, its bytes and its fields."""


def rows(blocks: Iterable[bytes], depth: int, make: Make, taker: Taker, before: int = 0) -> Iterator[Read]:
    """Those of the objects inside of so many brackets, numbered on from `before`."""
    number = before
    try:
        for one in objects(blocks, depth, taker):
            number += isinstance(one, Object) or one.in_record
            where = f"record {number}"
            if isinstance(one, Object):
                yield row(number, where, one, make)
            else:
                yield Problem(number if one.in_record else None, where, one.reason, one.in_record)
    except Malformed as error:
        yield Problem(None, f"behind record {number}", f"{error}; nothing behind it was read", False)


def row(number: int, where: str, one: Object, make: Make) -> Read:
    """That of one object; a problem where it is none."""
    try:
        return make(number, where, one, decoded(one.data))
    except ValueError as error:
        return Problem(number, where, str(error))
