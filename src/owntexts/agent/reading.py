"""Reading what is here: conversations and their messages."""

from owntexts.agent.home import Home
from owntexts.errors import WrongUsage
from owntexts.explain import Evidence, Fix
from owntexts.model.handles import e164, minimal
from owntexts.model.message import Message
from owntexts.replica import messages as stored_messages
from owntexts.replica import threads
from owntexts.replica.directory import no_conversation
from owntexts.replica.settings import region
from owntexts.replica.threads import ConversationRow, Listed

ID_DIGITS = 32
PREFIX_DIGITS = 8
NAMED_AT_MOST = 5

LIST = Fix("list", "Look at the list of conversations", "action", command="owntexts conversations")


def conversations(home: Home) -> list[ConversationRow]:
    """Every conversation that has something to show, newest first."""
    return threads.conversations(home.replica)


def listed(home: Home) -> tuple[Listed, ...]:
    """The same, with what else a list shows of each."""
    return threads.listing(home.replica).listed


def messages(home: Home, conversation: str, *, limit: int | None = None) -> list[Message]:
    """The newest `limit` messages of a conversation, oldest first.

    It is named by its id or any member's, by at least 8 digits of its id, by its name, or by the handle of its one
    other party. Raises NotFound; WrongUsage where several have that name.
    """
    return stored_messages.messages(home.replica, find_conversation(home, conversation), limit)


def find_conversation(home: Home, said: str) -> bytes:
    """The id of the conversation that the person means. Raises NotFound, WrongUsage."""
    text = said.strip()
    if _is_id(text, ID_DIGITS):
        return bytes.fromhex(text)
    rows = conversations(home)
    found = _by_prefix(rows, text) or _by_name(rows, text) or _by_handle(home, rows, text)
    if not found:
        raise no_conversation(said)
    if len(found) > 1:
        raise _several(said, found)
    return bytes.fromhex(found[0].id)


def _by_prefix(rows: list[ConversationRow], text: str) -> list[ConversationRow]:
    return [row for row in rows if row.id.startswith(text.lower())] if _is_id(text, PREFIX_DIGITS) else []


def _by_name(rows: list[ConversationRow], text: str) -> list[ConversationRow]:
    wanted = text.casefold()
    return [row for row in rows if row.name and row.name.casefold() == wanted]


def _by_handle(home: Home, rows: list[ConversationRow], text: str) -> list[ConversationRow]:
    """Conversations with that one other party, as it was typed or as the same number written in full."""
    with home.replica.read() as connection:
        here = region(connection)
    wanted = {minimal(text), e164(text, here)} - {None}
    return [row for row in rows if len(row.participants) == 1 and wanted & _forms(row.participants[0], here)]


def _forms(handle: str, region: str | None) -> set[str | None]:
    return {handle, e164(handle, region)}


def _is_id(text: str, least: int) -> bool:
    return least <= len(text) <= ID_DIGITS and all(digit in "0123456789abcdefABCDEF" for digit in text)


def _several(said: str, found: list[ConversationRow]) -> WrongUsage:
    return WrongUsage(
        f"{len(found)} conversations are called {said}",
        "Name the one you mean by its id.",
        evidence=tuple(Evidence(row.id, row.name or ", ".join(row.participants)) for row in found[:NAMED_AT_MOST]),
        fixes=(LIST,),
    )
