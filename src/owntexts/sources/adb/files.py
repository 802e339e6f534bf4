"""The bytes of parts, asked from the phone one by one."""

from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path
from typing import Final, Self

from owntexts.sources import failures
from owntexts.sources.adb.phone import SCHEME, Phone
from owntexts.sources.base import Content, Options, is_device
from owntexts.sources.telephony import commands
from owntexts.sources.telephony.streams import BUFFER, stream

REFUSALS: Final = (b"Error while accessing provider", b"[ERROR]", b"usage: ")


class PhoneFiles:
    """The files of the phone that a path means; a place is the number of a part."""

    def __init__(self, path: Path, options: Options) -> None:  # noqa: ARG002 - as every kind's are made
        if not is_device(path, SCHEME):
            raise failures.unrecognised(path, ("a saved answer has no files",))
        self._phone = Phone(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None: ...

    def contents(self, places: Collection[str]) -> Iterator[Content]:
        """See OpenFiles."""
        for place in places:
            try:
                yield from self._content(place)
            except (commands.Failed, ValueError) as error:
                yield Content(place, None, "missing", str(error)[:200])

    def _content(self, place: str) -> Iterator[Content]:
        with self._phone.part(int(place)) as written:
            first = written.read(BUFFER)
            if first.startswith(REFUSALS):
                yield Content(place, None, "missing", first[:200].decode("utf-8", "replace"))
            else:
                yield Content(place, stream(chain((first,), iter(lambda: written.read(BUFFER), b""))))
