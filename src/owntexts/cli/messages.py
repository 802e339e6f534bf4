"""`owntexts import`, `conversations`, `messages`, `search`: what came in, and how it reads."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from cyclopts import Parameter

from owntexts.agent import imports, reading, searching
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import note, show
from owntexts.cli.progress import bar
from owntexts.cli.secrets import SOURCE_PASSWORD, from_environment
from owntexts.model.message import Message
from owntexts.replica.threads import ConversationRow

Limit = Annotated[int | None, Parameter(help="Only so many of the newest.")]
PROBLEMS_SHOWN = 20


def import_(source: str | None = None, /, *, json: Json = False) -> int:
    """Read what is new in one source, or in all of them.

    For example:
        owntexts import
        owntexts import 1 --json

    Parameters
    ----------
    source
        The id of the source; without it all are read.
    """
    with open_home() as home, bar("Reading messages") as progress:
        result = imports.import_sources(home, source, secret=from_environment(SOURCE_PASSWORD), progress=progress)
    show(result, lambda: _import_told(result), json=json)
    return 1 if result.failed else 0


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
    show(rows, lambda: map(_line, rows), json=json)


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
    for unclear in found.unclear:
        note(f"{words.plain(unclear)} makes no sense as it stands; it was searched for as words.")
    if not found.hits and not json:
        note("Nothing found.")
    show(
        found.hits,
        lambda: (f"{_who_and_when(hit.message)}: {words.plain(hit.snippet)}" for hit in found.hits),
        json=json,
    )


def _import_told(result: imports.Imported) -> Iterator[str]:
    yield (
        f"Read {words.counted(result.read, 'row')}: {result.added:,} added, {result.updated:,} updated, "
        f"{result.unchanged:,} unchanged."
    )
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


def _line(message: Message) -> str:
    said = message.text or "; ".join(part.summary or part.kind for part in message.parts) or _event(message)
    notes = "".join(f" [{reaction.emoji or reaction.kind}]" for reaction in message.reactions if not reaction.removed)
    return f"{_who_and_when(message)}: {words.plain(said)}{' (edited)' if message.edits else ''}{notes}"


def _event(message: Message) -> str:
    if message.event is None:
        return "(no text)"
    return " ".join(filter(None, (message.event.action, message.event.who, message.event.title)))


def _who_and_when(message: Message) -> str:
    return f"{words.when(message.at)}  {message.sender or 'me'}"
