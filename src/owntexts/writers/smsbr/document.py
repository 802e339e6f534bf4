"""The whole file, message by message; its first line tells how many there are, and is completed last."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from os import SEEK_END
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Final, cast

from msgspec import Struct

from owntexts.model.envelopes import Envelope
from owntexts.model.message import Message, ShownAttachment
from owntexts.writers.files import Fetch, Files
from owntexts.writers.smsbr import records
from owntexts.writers.smsbr.attributes import NULL, attributes
from owntexts.writers.smsbr.losses import Losses, reason
from owntexts.writers.smsbr.records import Letter

DECLARATION: Final = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
OWN_NUMBER: Final = "own_number"
"""For our own reader; the app has no such value, and asks nobody who a file is from."""

COUNT_ROOM: Final = 12
IN_MEMORY: Final = 4 << 20
PIECE: Final = 3 * (64 << 10)
"""A multiple of three, so that pieces of base64 join without a seam."""


class About(Struct, frozen=True):
    """Of the file: its id and when it was made (UTC ms); my own number, if it is known; where bytes wait meanwhile.

    `names` is what conversations are called, by id, `groups` says which of them are groups.
    """

    backup: str
    made_at: int
    me: str | None
    folder: Path
    names: Mapping[str, str]
    groups: frozenset[str]


class Written(Struct):
    """What is in the file."""

    texts: int = 0
    multimedia: int = 0


class Document:
    """One file while it is written; `out` can seek and is empty."""

    def __init__(self, out: BinaryIO, about: About, fetch: Fetch) -> None:
        self.written = Written()
        self.files = Files()
        self.losses = Losses(about.groups & frozenset(about.names))
        self._out = out
        self._about = about
        self._fetch = fetch

    def write(self, history: Iterable[tuple[Message, Envelope]]) -> Iterator[int]:
        """Writes what is told, to its end; yields how many messages were looked at."""
        self._root(0)
        for number, (message, envelope) in enumerate(history, start=1):
            self._message(message, envelope)
            yield number
        self._out.write(b"</smses>\n")
        self._out.seek(0)
        self._root(self.written.texts + self.written.multimedia)

    def _root(self, count: int) -> None:
        """The beginning, equally long whatever the count."""
        about: dict[str, str | int | None] = {"backup_set": self._about.backup, "backup_date": self._about.made_at}
        own = {OWN_NUMBER: self._about.me} if self._about.me else {}
        told = attributes(about | {"type": "full"} | own)
        counted = f'count="{count}"'.ljust(len('count=""') + COUNT_ROOM)
        self._put(f"{DECLARATION}<smses {counted} {told}>\n")

    def _message(self, message: Message, envelope: Envelope) -> None:
        contents = records.contents(message, envelope)
        if why := reason(message, envelope, is_empty=not contents):
            self.losses.leave_out(why)
            return
        self.losses.look(message, envelope)
        letter = Letter(message, envelope, contents, self._name(message))
        if letter.is_text:
            self.written.texts += 1
            self._put(records.text(letter))
        else:
            self.written.multimedia += 1
            self._multimedia(letter)

    def _name(self, message: Message) -> str | None:
        return next((name for one in message.conversation if (name := self._about.names.get(one))), None)

    def _multimedia(self, letter: Letter) -> None:
        self._put(f"  <mms {records.head(letter)}>\n    <parts>\n      <part {records.layout(letter)} />\n")
        for place, one in enumerate(letter.contents):
            if isinstance(one, ShownAttachment):
                self._attachment(one, place)
            else:
                self._put(f"      <part {records.part(one, place)} />\n")
        people = "".join(f"      <addr {told} />\n" for told in records.addresses(letter, self._about.me))
        self._put(f"    </parts>\n    <addrs>\n{people}    </addrs>\n  </mms>\n")

    def _attachment(self, file: ShownAttachment, place: int) -> None:
        """A part with its bytes as base64, piece by piece; one without says that it has none."""
        with SpooledTemporaryFile(IN_MEMORY, dir=str(self._about.folder)) as spool:
            missing = self._fetch(file.id, cast("BinaryIO", spool)) is not None
            size = 0 if missing else spool.seek(0, SEEK_END)
            self.files.count(None if missing else size)
            self._put(f'      <part {records.part(file, place, empty=missing)} data="{NULL if missing else ""}')
            spool.seek(0)
            for piece in iter(lambda: spool.read(PIECE if size else 0), b""):
                self._out.write(b64encode(piece))
            self._put('" />\n')

    def _put(self, text: str) -> None:
        self._out.write(text.encode())
