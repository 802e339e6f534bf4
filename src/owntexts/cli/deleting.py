"""`owntexts delete`, `deleted`, `recover`, `purge`: Recently Deleted, on all of your devices and on no phone."""

from collections.abc import Iterator
from typing import Annotated, Any

from cyclopts import Parameter

from owntexts.agent import deleting
from owntexts.agent.home import open_home
from owntexts.cli import words
from owntexts.cli.flags import Json
from owntexts.cli.output import note, show
from owntexts.errors import WrongUsage
from owntexts.explain import Fix

UNTOUCHED = "Your phone and Mac are not touched."


def delete(*messages: str, conversation: str | None = None, json: Json = False) -> None:
    """Move messages to Recently Deleted, on all of your devices. Your phone and Mac are never touched.

    They can be taken back (owntexts recover) for as long as deleted.keep says, 30 days at first; ten days after that
    they are purged by themselves.

    For example:
        owntexts delete 5b1c09de
        owntexts delete --conversation "Book club"

    Parameters
    ----------
    messages
        Ids of messages (8 digits of each are enough), as `messages --json` shows them.
    conversation
        All messages of this conversation.
    """
    if bool(messages) == (conversation is not None):
        raise _say_which("owntexts delete 5b1c09de")
    with open_home() as home:
        done = deleting.delete(home, messages, conversation=conversation)
    moved = words.counted(done.messages, "message")
    show(done, lambda: f"Moved {moved} to Recently Deleted. {UNTOUCHED}", json=json)


def deleted(*, json: Json = False) -> None:
    """List what is in Recently Deleted, and when each message is purged by itself.

    For example:
        owntexts deleted
    """
    with open_home() as home:
        rows = deleting.listed(home)
    show(rows, lambda: _listed(rows), json=json)


def recover(*messages: str, json: Json = False) -> None:
    """Take messages back from Recently Deleted, on all of your devices.

    For example:
        owntexts recover 5b1c09de

    Parameters
    ----------
    messages
        Ids of messages (8 digits of each are enough), as `owntexts deleted` shows them.
    """
    if not messages:
        raise _say_which("owntexts recover 5b1c09de")
    with open_home() as home:
        done = deleting.recover(home, messages)
    show(done, lambda: f"Took back {words.counted(done.messages, 'message')}.", json=json)


def purge(*messages: str, all_: Annotated[bool, Parameter(name="--all")] = False, json: Json = False) -> None:
    """Take messages in Recently Deleted away for ever, from all of your devices and the hub, and free their room.

    Your phone and Mac are never touched; a later import does not bring them back.

    For example:
        owntexts purge 5b1c09de
        owntexts purge --all

    Parameters
    ----------
    messages
        Ids of messages (8 digits of each are enough), as `owntexts deleted` shows them.
    all_
        Everything that is in Recently Deleted.
    """
    if bool(messages) == all_:
        raise _say_which("owntexts purge --all")
    with open_home() as home:
        done = deleting.purge(home, messages, everything=all_)
    if done.bytes_freed is None:
        note("The hub was not reached; it frees the room at the next sync.")
    show(done, lambda: _purged(done), json=json)


def _listed(rows: list[dict[str, Any]]) -> Iterator[str]:
    if not rows:
        yield "Nothing is in Recently Deleted."
        return
    table = (
        (row["id"][:8], words.when(row["at"]), words.when(row["purge_at"]), words.cut(words.plain(_said(row)), 60))
        for row in rows
    )
    yield from words.columns(("id", "from", "purged by itself", "text"), table)
    yield f"Take back: owntexts recover ID. For ever: owntexts purge ID. {UNTOUCHED}"


def _said(row: dict[str, Any]) -> str:
    names = (part["attachment"]["name"] for part in row["parts"] if part["attachment"])
    return row["text"] or ", ".join(filter(None, names)) or row["kind"]


def _purged(done: deleting.Purged) -> str:
    freed = "" if done.bytes_freed is None else f"; {words.amount('bytes', done.bytes_freed)} are free on the hub"
    return f"Purged {words.counted(done.messages, 'message')}{freed}. {UNTOUCHED}"


def _say_which(example: str) -> WrongUsage:
    return WrongUsage(
        "Say which messages",
        "Name their ids, or all of them at once.",
        fixes=(
            Fix("example", "For example", "person", command=example),
            Fix("look", "Look at what is in Recently Deleted", "action", command="owntexts deleted"),
        ),
    )
