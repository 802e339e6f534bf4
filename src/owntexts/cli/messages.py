"""`owntexts import`, `conversations`, `messages`, `search`: what came in, and how it reads."""

import getpass
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, validators

from owntexts.agent import contacts, imports, reading, searching, sources
from owntexts.agent.home import Home, open_home
from owntexts.cli import words
from owntexts.cli.asking import can_ask
from owntexts.cli.flags import Json
from owntexts.cli.output import note, show
from owntexts.cli.progress import bar
from owntexts.cli.secrets import SOURCE_PASSWORD, from_environment
from owntexts.errors import NeedsPerson
from owntexts.model.message import Message
from owntexts.replica.threads import ConversationRow

Limit = Annotated[int | None, Parameter(help="Only so many of the newest.", validator=validators.Number(gte=0))]
PROBLEMS_SHOWN = 20

Names = Mapping[str, str]
"""By address what address books call the person."""


def import_(source: str | None = None, /, *, json: Json = False) -> int:
    """Read what is new in one source, or in all of them.

    The password of each encrypted source is asked for once, or taken from the keyring or OWNTEXTS_SOURCE_PASSWORD.
    That one is tried on every source that is closed; one that it does not open goes on waiting for its own.

    For example:
        owntexts import
        owntexts import 1 --json

    Parameters
    ----------
    source
        The id of the source; without it all are read.
    """
    given = from_environment(SOURCE_PASSWORD)
    with open_home() as home:
        result = _read(home, source, given)
        for locked in result.locked if can_ask() else ():
            result.replace(locked, _read(home, locked, getpass.getpass(f"{_password_of(home, locked)}: ")))
    show(result, lambda: import_told(result), json=json)
    return exit_code(result)


def _password_of(home: Home, source: str) -> str:
    one = sources.one(home, source)
    return f"Password of source {source} ({words.plain(one.name or Path(one.path).name)})"


def exit_code(result: imports.Imported) -> int:
    """0 where every source was read, 4 where only passwords are missing, else 1."""
    if not result.failed:
        return 0
    return NeedsPerson.exit_code if len(result.locked) == len(result.failed) else 1


def _read(home: Home, source: str | None, password: str | None) -> imports.Imported:
    with bar("Reading messages") as progress:
        return imports.import_sources(home, source, secret=password, progress=progress)


def conversations(*, json: Json = False) -> None:
    """List the conversations, newest first.

    For example:
        owntexts conversations
    """
    with open_home() as home:
        rows = reading.conversations(home)
    show(rows, lambda: _conversation_table(rows), json=json)


def messages(conversation: str, /, *, limit: Limit = None, json: Json = False) -> None:
    """Show the messages of a conversation, oldest first.

    For example:
        owntexts messages 5b1c09de --limit 20
        owntexts messages "+49 151 23456789"

    Parameters
    ----------
    conversation
        Its id (8 digits of it are enough), its name, or the number or address of the other person.
    """
    with open_home() as home:
        rows = reading.messages(home, conversation, limit=limit)
        names = {} if json else contacts.names(home)
    show(rows, lambda: (_line(row, names) for row in rows), json=json)


def search(query: str, /, *, limit: Limit = None, json: Json = False) -> None:
    """Find messages by words, by the beginning of a word (train*), by "phrases", and by what else is known of them.

    Besides words: from:NAME (from:me), in:CONVERSATION, before:DAY, after:DAY, on:DAY (2026-11-03, 2026-11, 2026,
    today, yesterday, or an age like 7d), has:photo|video|audio|file|link, service:imessage|sms|mms|rcs, is:unread.

    For example:
        owntexts search "train tickets"
        owntexts search '"see you" tomor*' --limit 5
        owntexts search 'from:"Ada L" has:photo after:2026-06'

    Parameters
    ----------
    query
        All of it must hold for the message.
    """
    with open_home() as home:
        found = searching.search(home, query, limit=limit)
        names = {} if json else contacts.names(home)
    for unclear in found.unclear:
        note(f"{words.plain(unclear)} makes no sense as it stands; it was searched for as words.")
    if not found.hits and not json:
        note("Nothing found.")
    show(
        found.hits,
        lambda: (f"{_who_and_when(hit.message, names)}: {words.plain(hit.snippet)}" for hit in found.hits),
        json=json,
    )


def import_told(result: imports.Imported) -> Iterator[str]:
    """What an import did, for people."""
    known = result.updated + result.unchanged
    learnt = f" ({result.updated:,} of them say more now)" if result.updated else ""
    yield f"{result.read:,} read, {known:,} already known{learnt}, {result.added:,} new."
    if result.problems:
        yield f"{words.counted(len(result.problems), 'problem')}, all else was read:"
        yield from (f"  {problem.where}: {problem.reason}" for problem in result.problems[:PROBLEMS_SHOWN])
    if len(result.problems) > PROBLEMS_SHOWN:
        yield f"  ... and {len(result.problems) - PROBLEMS_SHOWN:,} more (--json lists all)"
    for failed in result.failed:
        yield f"Source {failed.source} could not be read:"
        yield from words.of_finding(failed.error)


def _conversation_table(rows: Sequence[ConversationRow]) -> Iterator[str]:
    if not rows:
        yield "No conversations yet. Add a source, then: owntexts import"
        return
    yield from words.columns(
        ("id", "last", "messages", "with", "last text"),
        (
            (
                row.id[:8],
                words.when(row.last_at),
                row.messages,
                words.cut(row.name or ", ".join(row.participants) or "-", 40),
                row.last_text or "",
            )
            for row in rows
        ),
    )


def _line(message: Message, names: Names) -> str:
    said = message.text or "; ".join(part.summary or part.kind for part in message.parts) or _event(message, names)
    notes = "".join(f" [{reaction.emoji or reaction.kind}]" for reaction in message.reactions if not reaction.removed)
    return f"{_who_and_when(message, names)}: {words.plain(said)}{' (edited)' if message.edits else ''}{notes}"


def _event(message: Message, names: Names) -> str:
    if message.event is None:
        return "(no text)"
    who = message.event.who
    return " ".join(filter(None, (message.event.action, names.get(who, who) if who else None, message.event.title)))


def _who_and_when(message: Message, names: Names) -> str:
    who = names.get(message.sender, message.sender) if message.sender else "me"
    return f"{words.when(message.at)}  {words.plain(who)}"
