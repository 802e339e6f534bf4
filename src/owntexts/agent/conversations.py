"""What the person does to a conversation: pin, mute, name, read. It travels to all of their devices."""

from msgspec import Struct

from owntexts.agent.contact import hub_offset_ms
from owntexts.agent.control import notify
from owntexts.agent.home import Home, now_ms
from owntexts.agent.reading import find_conversation
from owntexts.model.clock import next_stamp
from owntexts.model.records import Intent
from owntexts.model.times import rfc3339
from owntexts.replica import intents, threads
from owntexts.replica.doings import READ
from owntexts.replica.threads import MUTED, NAME, PINNED, Kept


class Pinned(Struct, frozen=True):
    """A conversation, and whether it stands first in the list."""

    id: str
    pinned: bool


class Muted(Struct, frozen=True):
    """A conversation, and whether nothing tells of its new messages."""

    id: str
    muted: bool


class Named(Struct, frozen=True):
    """A conversation, and what the person calls it; None where its own name is to be shown."""

    id: str
    name: str | None


class ReadUntil(Struct, frozen=True):
    """A conversation, and until when (RFC 3339) its messages are read."""

    id: str
    read_until: str | None


def pin(home: Home, conversation: str, *, pinned: bool = True) -> Pinned:
    """Puts it first in the list, or takes it back to its place. Raises NotFound, WrongUsage."""
    return Pinned(_said(home, conversation, PINNED, pinned).id.hex(), pinned)


def mute(home: Home, conversation: str, *, muted: bool = True) -> Muted:
    """Lets nothing tell of its new messages, or lets it again. Raises NotFound, WrongUsage."""
    return Muted(_said(home, conversation, MUTED, muted).id.hex(), muted)


def name(home: Home, conversation: str, called: str) -> Named:
    """Gives it a name of the person's own; an empty one takes that back. Raises NotFound, WrongUsage."""
    given = " ".join(called.split()) or None
    return Named(_said(home, conversation, NAME, given).id.hex(), given)


def read(home: Home, conversation: str) -> ReadUntil:
    """Marks all that is there now as read. Raises NotFound, WrongUsage."""
    kept = threads.kept(home.replica, find_conversation(home, conversation))
    if kept.last_at is not None:
        _record(home, kept, READ, kept.last_at)
    return ReadUntil(kept.id.hex(), rfc3339(kept.last_at))


def _said(home: Home, conversation: str, field: str, value: str | bool | None) -> Kept:
    kept = threads.kept(home.replica, find_conversation(home, conversation))
    _record(home, kept, field, value)
    return kept


def _record(home: Home, kept: Kept, field: str, value: str | int | bool | None) -> None:
    before = kept.done.get(field)
    stamp = next_stamp(now_ms(), hub_offset_ms(home.replica), home.device, before.stamp if before else None)
    intents.record(home.replica, Intent(scope=intents.THREAD, target=kept.id, field=field, value=value, stamp=stamp))
    notify(home.path, "changed")
