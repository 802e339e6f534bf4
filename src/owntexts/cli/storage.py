"""`owntexts storage`: what takes room, on the hub and here."""

from collections.abc import Iterator

from cyclopts import App

from owntexts.agent.home import open_home
from owntexts.agent.storage import Review, Storage
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show

app = App(name="storage")

SHOWN = 10
UNTOUCHED = "Deleting here never touches your phone or Mac."


@app.default
def storage(*, json: Json = False) -> None:
    """Show what takes room on the hub, by kind and conversation, what is largest, and what is on this device.

    For example:
        owntexts storage
    """
    from owntexts.agent.storage import storage_of  # noqa: PLC0415 - the review needs no hub

    with open_home() as home:
        found = storage_of(home)
    show(found, lambda: _told(found), json=json)


@app.command
def review(*, json: Json = False) -> None:
    """List messages that are worth a look when room is needed: large ones, old ones, and duplicates.

    For example:
        owntexts storage review
        owntexts delete 5b1c09de && owntexts purge 5b1c09de
    """
    from owntexts.agent import storage as stored  # noqa: PLC0415 - as above

    with open_home() as home:
        rows = stored.review(home)
    show(rows, lambda: _review_told(rows), json=json)


def _told(found: Storage) -> Iterator[str]:
    if found.quota is None:
        yield "No hub has told of its room. What files take:"
    else:
        yield f"On the hub: {words.amount('bytes', found.used)} of {words.amount('bytes', found.quota)} used."
    by = found.by
    for name in ("texts", "photos", "videos", "audio", "other"):
        yield f"  {name}: {words.amount('bytes', getattr(by, name))}"
    here = found.local
    yield (
        f"On this device: messages {words.amount('bytes', here.replica)}, "
        f"originals {words.amount('bytes', here.originals)}, previews {words.amount('bytes', here.previews)}; "
        f"{words.amount('bytes', here.at_sources)} lie with their sources."
    )
    if found.conversations:
        yield "By conversation:"
        rows = ((room.id[:8], words.amount("bytes", room.bytes), room.name) for room in found.conversations[:SHOWN])
        yield from words.columns(("id", "bytes", "with"), rows)
    if found.largest:
        yield "Largest:"
        items = (
            (item.id[:8], words.amount("bytes", item.bytes), words.when(item.at), item.name)
            for item in found.largest[:SHOWN]
        )
        yield from words.columns(("message", "bytes", "from", "name"), items)
    yield f"{UNTOUCHED} See what could go: owntexts storage review"


def _review_told(rows: list[Review]) -> Iterator[str]:
    if not rows:
        yield "Nothing large or old, and no duplicates."
        return
    yield from words.columns(
        ("message", "why", "bytes"), ((row.id, row.why, words.amount("bytes", row.bytes)) for row in rows)
    )
    yield "A duplicate takes no room of its own: its bytes are kept once."
    yield f"Delete with: owntexts delete ID; then free the room: owntexts purge ID. {UNTOUCHED}"
