"""Which decoder this is: its number stands in the header of every record, so that a better one is believed."""

from typing import Final

from owntexts.model.formats import rank_of
from owntexts.model.records import Header

DECODER: Final = 1
RANK: Final = rank_of("apple/messages")
FORMATS: Final = 1 << RANK


def header(changed: int) -> Header:
    """The header of a record whose row last changed at `changed` (ms, 0 where it does not say)."""
    return Header(changed, DECODER, RANK)
