"""`owntexts duplicates`: what was put together from several sources, and what may be one."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from cyclopts import App, Parameter, validators

from owntexts.agent import duplicates
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.replica.duplicates import Duplicate, Seen

app = App(name="duplicates")

Id = Annotated[
    str, Parameter(help="The id of a sighting, or 8 digits of it or more, as `owntexts duplicates` lists it.")
]
Off = Annotated[bool, Parameter(help="Take it back.")]
Limit = Annotated[int | None, Parameter(help="Only so many.", validator=validators.Number(gte=0))]


@app.default
def listed(*, limit: Limit = None, json: Json = False) -> None:
    """List messages that were put together from several sources, and such as may be one but were left apart.

    For example:
        owntexts duplicates
        owntexts duplicates --limit 20 --json
    """
    with open_home() as home:
        rows = duplicates.listed(home, limit)
        show(rows, lambda: _told(rows), json=json)


@app.command
def same(one: Id, other: Id, /, *, off: Off = False, json: Json = False) -> None:
    """Two messages are one, on all of your devices.

    For example:
        owntexts duplicates same 5b1c09de 91c2d3e4
        owntexts duplicates same 5b1c09de 91c2d3e4 --off
    """
    with open_home() as home:
        said = duplicates.same(home, one, other, off=off)
    show(said, lambda: _said(said), json=json)


@app.command
def apart(one: Id, other: Id, /, *, off: Off = False, json: Json = False) -> None:
    """Two sightings of one message are two messages, on all of your devices.

    For example:
        owntexts duplicates apart 5b1c09de 91c2d3e4
        owntexts duplicates apart 5b1c09de 91c2d3e4 --off
    """
    with open_home() as home:
        said = duplicates.apart(home, one, other, off=off)
    show(said, lambda: _said(said), json=json)


def _told(rows: Iterable[Duplicate]) -> Iterator[str]:
    row = None
    for row in rows:
        one, other, *_ = row.sightings
        yield f"{'may be one' if row.possible else 'one message'}: {words.plain(row.text) or '(no text)'}"
        yield f"  {row.why}"
        yield from (f"  {_seen(each)}" for each in row.evidence)
        yield f"  > owntexts duplicates {'same' if row.possible else 'apart'} {one} {other}"
    if row is None:
        yield "Nothing was put together: every message comes from one source only."


def _seen(seen: Seen) -> str:
    rows = ", ".join(
        f"source {each.source}" + (f" row {each.row}" if each.row is not None else "") for each in seen.sources
    )
    formats = ", ".join(seen.formats)
    return f"{seen.id[:8]}  {words.when(seen.at)}  {seen.family}: {formats or 'a newer format'}  {rows or 'elsewhere'}"


def _said(said: duplicates.Said) -> str:
    one, other = (each[:8] for each in said.sightings)
    return f"{one} and {other} are {'one message' if len(said.messages) == 1 else 'two messages'}."
