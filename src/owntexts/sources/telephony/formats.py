"""What tells the records of one format from those of another: family, rank, the decoder's version."""

from typing import Final

from msgspec import Struct

from owntexts.model.formats import ANDROID, CALLS, FORMATS, VOICE, rank_of
from owntexts.model.records import Header

DECODER: Final = 1


class Format(Struct, frozen=True):
    """A family and the rank of the format in it; `service` stands for SMS and MMS where all goes by another one."""

    family: str
    rank: int
    decoder: int = DECODER
    service: str | None = None

    @property
    def bit(self) -> int:
        """The format's place in a sighting's set of formats."""
        return 1 << self.rank

    def header(self, changed: int = 0) -> Header:
        """The header of a record; rows of a telephone tell of no change, threads change with their newest message."""
        return Header(changed, self.decoder, self.rank)


class Formats(Struct, frozen=True):
    """The formats of one kind of source: of its messages, and of its calls where it has any."""

    messages: Format
    calls: Format


def telephone(name: str) -> Formats:
    """Those of a kind of source that copies a telephone's tables."""
    messages = Format(ANDROID, rank_of(f"{ANDROID}/{name}"))
    calls = Format(CALLS, rank_of(f"{CALLS}/{name}")) if f"{CALLS}/{name}" in FORMATS else messages
    return Formats(messages, calls)


def voice(name: str) -> Formats:
    """Those of a kind of source that keeps texts and calls in one store of its own."""
    both = Format(VOICE, rank_of(f"{VOICE}/{name}"), service="Voice")
    return Formats(both, both)
