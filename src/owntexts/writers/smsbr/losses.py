"""What an Android telephone has no place for, counted; nothing is left out in silence."""

from msgspec import Struct
from msgspec.structs import asdict

from owntexts.model.envelopes import Envelope
from owntexts.model.message import Message

STYLES = frozenset({"style", "effect", "mention"})


class LeftOut(Struct):
    """Messages that are not in the file, by why: each is counted once."""

    events: int = 0
    calls: int = 0
    recently_deleted: int = 0
    unsent: int = 0
    empty: int = 0
    without_time: int = 0
    without_address: int = 0


class NotCarried(Struct):
    """What messages in the file have lost, each thing counted; of `apps` the words are there, or a text beside them.

    `former_members` are messages of a group by somebody who is in it no more: they are a conversation of their own.
    """

    reactions: int = 0
    edits: int = 0
    effects: int = 0
    replies: int = 0
    unsent_parts: int = 0
    styles: int = 0
    receipts: int = 0
    transcripts: int = 0
    group_names: int = 0
    apps: int = 0
    former_members: int = 0


def reason(message: Message, envelope: Envelope, *, is_empty: bool) -> str | None:
    """The field of LeftOut that counts a message; None of one that is to be written.

    What a telephone had without content is written so; of anything else nothing would be left.
    """
    if message.kind != "message":
        return "events" if message.kind == "event" else "calls"
    if message.deleted_at:
        return "recently_deleted"
    if message.parts and all(part.kind == "unsent" for part in message.parts):
        return "unsent"
    if is_empty and not (message.subject or envelope.worded):
        return "empty"
    if message.at is None:
        return "without_time"
    return "without_address" if message.direction == "none" or not envelope.others else None


class Losses:
    """Counts them while messages go by."""

    def __init__(self, named_groups: frozenset[str]) -> None:
        self.left_out = LeftOut()
        self.not_carried = NotCarried()
        self._named = named_groups
        self._groups: set[str] = set()

    def leave_out(self, why: str) -> None:
        setattr(self.left_out, why, getattr(self.left_out, why) + 1)

    def look(self, message: Message, envelope: Envelope) -> None:
        """Counts what a message loses that is written."""
        lost = self.not_carried
        lost.reactions += sum(not reaction.removed for reaction in message.reactions)
        lost.edits += len(message.edits)
        lost.effects += message.effect is not None
        lost.replies += message.reply_to is not None
        lost.receipts += message.direction == "out" and bool(message.delivered_at or message.read_at)
        lost.former_members += envelope.left
        if envelope.group is None:
            self._groups.update(self._named.intersection(message.conversation))
        lost.group_names = len(self._groups)
        for part in message.parts:
            lost.unsent_parts += part.kind == "unsent"
            lost.apps += part.kind == "balloon" and not envelope.worded
            lost.styles += any(stretch.kind in STYLES for stretch in part.ranges)
            lost.transcripts += bool(part.attachment and part.attachment.transcript)


def told(counts: LeftOut | NotCarried) -> dict[str, int]:
    """The counts that are not 0."""
    return {name: number for name, number in asdict(counts).items() if number}
