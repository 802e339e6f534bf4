"""A conversation of photos, videos and voice, some of them sent to harm, in a store of its own with its files."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.web.hostile import ATTACK

from owntexts.testing.apple import life as apple
from owntexts.testing.apple.attachments import write_attachments
from owntexts.testing.life import File, Life, Message, Person, Talk
from owntexts.testing.media import HAS_AV, heic, jpeg, m4a, mov, png

CARD: Final = b"\r\n".join(
    (
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Applegarth;Wendeline;;;\r\nFN:Wendeline Applegarth\r\nORG:Applegarth & Co;",
        b"TEL;type=CELL:+1 415 555 0142\r\nTEL;type=WORK:+1 415 555 0143\r\nEMAIL;type=INTERNET:wendeline@example.org",
        b"ADR;type=HOME:;;12 Lighthouse Row;Old Harbour;;04021;Finland",
        b"PHOTO;ENCODING=b;TYPE=JPEG:" + b64encode(jpeg(seed=9, size=(96, 96))),
        f"NOTE:<script>{ATTACK}</script>\r\nURL:javascript:{ATTACK}\r\nEND:VCARD\r\n".encode(),
    )
)
PLACE: Final = rb"""BEGIN:VCARD
VERSION:3.0
N:;Current Location;;;
FN:Current Location
item1.ADR;type=WORK;type=pref:;;1 Harbour Street;Old Harbour;;04020;Finland
item1.URL;type=pref:https://maps.apple.com/?ll=60.16990\,24.93840
END:VCARD
"""
ZOE: Final = Person("Zoë", "+14155550199")
TALK: Final = Talk((ZOE,), "Zoë of the harbour")
BEGIN: Final = 1_752_000_000_000
FILES: Final = (
    File("harbour.jpg", "image/jpeg", jpeg(seed=3, size=(1200, 800))),
    File("geese.heic", "image/heic", heic(seed=4)),
    File("lamp.png", "image/png", png(seed=5)),
    *((File("waves.mov", "video/quicktime", mov(seed=6)), File("hello.m4a", "audio/x-m4a", m4a())) if HAS_AV else ()),
    File("Wendeline Applegarth.vcf", "text/vcard", CARD),
    File("CL.loc.vcf", "text/x-vlocation", PLACE),
    File("drawing.svg", "image/svg+xml", f"<svg xmlns='http://www.w3.org/2000/svg' onload='{ATTACK}'/>".encode()),
    File("page.html", "text/html", f"<script>parent.{ATTACK};{ATTACK}</script>".encode()),
    File("forged.jpg", "image/jpeg", f"<!doctype html><script>{ATTACK}</script>".encode()),
)


def send(store: Path) -> None:
    """One message for each file, to be read as a Mac's store."""
    write(store, TALK, FILES, seed=7)


def write(store: Path, talk: Talk, files: Sequence[File], *, seed: int) -> None:
    """A store of one conversation, with one message for each of these files."""
    store.parent.mkdir()
    messages = [_message(number, talk, file) for number, file in enumerate(files)]
    apple.write(store, Life("+14155550100", (talk,), tuple(messages)), seed=seed)
    contents = {file.name: file.content for file in files}
    for path in write_attachments(store).values():  # some of which are copies of one another
        path.write_bytes(contents[path.name])


def _message(number: int, talk: Talk, file: File) -> Message:
    sender = talk.others[0] if number % 3 else None
    words = f"The {file.name.partition('.')[0]}"
    return Message(number, talk, sender, BEGIN + number * 60_000, words, "iMessage", files=(file,))
