"""Names that an export tells beside addresses. They join nothing, and are shown until an address book knows better."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from owntexts.model.contacts import line, name_of_a_handle
from owntexts.model.handles import minimal
from owntexts.model.observations import Context
from owntexts.sources.telephony.fields import Fields, text
from owntexts.sources.telephony.formats import Format
from owntexts.sources.telephony.rcs import GROUP_ADDRESS
from owntexts.sources.telephony.rows import Entry, Named

KEYS: Final = ("contact_name", "__display_name", "display-name")
NOBODY: Final = frozenset({"(Unknown)", ""})
MOST: Final = 5_000


def named(address: str | None, of: Fields) -> tuple[Named, ...]:
    """What a row, or one of its addresses, calls somebody."""
    told = next(filter(None, (text(of.get(key)) for key in KEYS)), None)
    return name_of(address, told) if address and told else ()


@lru_cache(maxsize=4_096)
def name_of(address: str, told: str) -> tuple[Named, ...]:
    """What an address is called. An address that joins several is nobody's, and a name that is the address is none."""
    raw, name = minimal(address), line(told) or ""
    if "~" in address or GROUP_ADDRESS.fullmatch(raw) or name in NOBODY or minimal(name) == raw:
        return ()
    return ((raw, name),)


class Names:
    """The newest name of each address, gathered row by row."""

    def __init__(self, of: Format) -> None:
        self._format = of
        self._told: dict[str, tuple[int, str]] = {}

    def note(self, entry: Entry) -> None:
        at = entry.row.at or 0
        for raw, name in entry.names:
            if raw in self._told or len(self._told) < MOST:
                self._told[raw] = max(self._told.get(raw, (0, "")), (at, name))

    def said(self) -> Iterator[Context]:
        """All of them."""
        if self._told:
            of = self._format
            told = sorted(self._told.items())
            yield Context(tuple(name_of_a_handle(of.family, raw, name, of.header(at)) for raw, (at, name) in told))
