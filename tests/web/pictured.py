"""A conversation of photos, videos and voice, some of them sent to harm, in a store of its own with its files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.web.hostile import ATTACK

from owntexts.testing.apple import life as apple
from owntexts.testing.apple.attachments import write_attachments
from owntexts.testing.life import File, Life, Message, Person, Talk
from owntexts.testing.media import HAS_AV, heic, jpeg, m4a, mov, png

ZOE: Final = Person("Zoë", "+14155550199")
TALK: Final = Talk((ZOE,), "Zoë of the harbour")
BEGIN: Final = 1_752_000_000_000
FILES: Final = (
    File("harbour.jpg", "image/jpeg", jpeg(seed=3, size=(1200, 800))),
    File("geese.heic", "image/heic", heic(seed=4)),
    File("lamp.png", "image/png", png(seed=5)),
    *((File("waves.mov", "video/quicktime", mov(seed=6)), File("hello.m4a", "audio/x-m4a", m4a())) if HAS_AV else ()),
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
    write_attachments(store, make=lambda name, _chance: contents[name])


def _message(number: int, talk: Talk, file: File) -> Message:
    sender = talk.others[0] if number % 3 else None
    words = f"The {file.name.partition('.')[0]}"
    return Message(number, talk, sender, BEGIN + number * 60_000, words, "iMessage", files=(file,))
