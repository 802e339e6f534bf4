"""`owntexts contacts`: who is who."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from cyclopts import App, Parameter

from owntexts.agent import contacts
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import show
from owntexts.replica.books import Pair, Person

app = App(name="contacts")

Handle = Annotated[str, Parameter(help="A telephone number or mail address.")]
Off = Annotated[bool, Parameter(help="Take it back.")]


@app.command(name="list")
def listed(*, json: Json = False) -> None:
    """List everybody whom an address book knows, with all their addresses.

    For example:
        owntexts source add contacts.vcf
        owntexts import
        owntexts contacts list
    """
    with open_home() as home:
        rows = contacts.listed(home)
    show(rows, lambda: _table(rows), json=json)


@app.command
def suggestions(*, json: Json = False) -> None:
    """List people who may be one person, and why.

    For example:
        owntexts contacts suggestions
    """
    with open_home() as home:
        rows = contacts.suggested(home)
    show(rows, lambda: _suggested(rows), json=json)


@app.command
def same(one: Handle, other: Handle, /, *, off: Off = False, json: Json = False) -> None:
    """Two addresses are one person's: their conversations are one, on all of your devices.

    For example:
        owntexts contacts same "+49 151 23456789" ada@example.org
        owntexts contacts same "+49 151 23456789" ada@example.org --off
    """
    with open_home() as home:
        said = contacts.same(home, one, other, off=off)
    show(said, lambda: _said(said), json=json)


@app.command
def apart(one: Handle, other: Handle, /, *, off: Off = False, json: Json = False) -> None:
    """Two addresses are not one person's, whatever address books say, on all of your devices.

    For example:
        owntexts contacts apart "+49 30 23125001" "+49 151 23456789"
    """
    with open_home() as home:
        said = contacts.apart(home, one, other, off=off)
    show(said, lambda: _said(said), json=json)


def _table(rows: Sequence[Person]) -> Iterator[str]:
    if not rows:
        yield "No contacts yet. Add an address book with: owntexts source add contacts.vcf"
        return
    yield from words.columns(("name", "addresses"), ((row.name, ", ".join(row.handles)) for row in rows))


def _suggested(rows: Sequence[Pair]) -> Iterator[str]:
    if not rows:
        yield "Nobody: everybody who may be one person is."
    for row in rows:
        one, other = row.people
        yield f"{_who(one)} and {_who(other)}: {row.why}"
        yield f'  > owntexts contacts same "{one.handles[0]}" "{other.handles[0]}"'


def _who(person: Person) -> str:
    return words.plain(f"{person.name or 'somebody'} ({', '.join(person.handles)})")


def _said(said: contacts.Said) -> str:
    one, other = said.handles
    meaning = {"same": "are one person's", "apart": "are not one person's"}
    return f"{one} and {other} {meaning.get(said.said or '', 'are what address books say they are')}."
