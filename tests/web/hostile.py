"""A conversation full of what people send to harm, put into a home as a source would."""

from pathlib import Path
from typing import Final

from owntexts.agent.home import open_home
from owntexts.model.ids import thread_id
from owntexts.model.observations import Context, Row
from owntexts.model.records import BALLOON, IN, MESSAGE, Attachment, Header, Part, Range, Sighting, Thread
from owntexts.replica import sources
from owntexts.replica.ingest import ingest

SENDER: Final = "mallory@example.net"
KEY: Final = f"with:{SENDER}"
CONVERSATION: Final = thread_id("apple", KEY).hex()
ATTACK: Final = "window.harmed = true"
HEADER: Final = Header(1, 1, 1)

TEXTS: Final = (
    f"<script>{ATTACK}</script>",
    f"<img src=x onerror='{ATTACK}'><svg onload='{ATTACK}'></svg><style>body{{display:none}}</style>",
    "</p></li></ol></div><base href='https://evil.example/'><meta http-equiv=refresh content='0;url=https://evil.example'>",
    f"javascript:{ATTACK} data:text/html,<script>{ATTACK}</script>",
    "\u202e\u2066\u2067 turned \u202e around",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319" * 60 + "algo",
    "🧨" * 3_000,
    "a" * 20_000,
    "{{ 7*7 }} {% raw %} ${7*7} &lt;b&gt; \x00\x07\x1b[31m",
)


def send(home: Path) -> None:
    """Each as a message of its own; the last is read by nobody."""
    thread = Thread(family="apple", key=KEY, header=HEADER, group=False, name="<b>Mallory</b>", members=(SENDER,))
    parts = [(text,) for text in TEXTS]
    evil = "https://evil.example/login"
    parts += [
        (Part(0, "https://bank.example", (Range(0, 20, "link", evil), Range(0, 9, "link", f"javascript:{ATTACK}"))),),
        (evil, Part(BALLOON, summary="Link: <i>Your bank</i> — https://bank.example")),
        (Part(1, attachment=Attachment(b"h" * 16, f"<script>{ATTACK}</script>.svg", "image/svg+xml", 400)),),
        (Part(1, attachment=Attachment(b"i" * 16, "photo_\u202egpj.exe", "text/html", -5)),),
    ]
    rows = [Row(place, place, (_message(place, each),)) for place, each in enumerate(parts)]
    with open_home(home) as opened:
        source = sources.add(opened.replica, "apple-messages", str(home / "nowhere.db"))
        ingest(opened.replica, source.id, [Context((thread,)), *rows])
        sources.remove(opened.replica, source.id)


def _message(place: int, parts: tuple[str | Part, ...]) -> Sighting:
    return Sighting(
        family="apple",
        native=f"hostile {place}",
        header=HEADER,
        formats=2,
        kind=MESSAGE,
        direction=IN,
        service="<b>SMS</b>" if place else "SMS",
        sender=SENDER,
        at=1_600_000_000_000 + place * 60_000,
        threads=(thread_id("apple", KEY),),
        parts=parts,
        effect="<b>x</b>",
        read_at=None if place == len(TEXTS) else 1_600_000_000_001,
    )
