"""From what is known of a class of sightings to the message that is shown and exported (its shape: see `shown`)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from owntexts.model import edits as edit_law
from owntexts.model import intents as intent_law
from owntexts.model import reactions as reaction_law
from owntexts.model.facts import EARLIEST, PLAIN, Facts, effective, superseded_texts
from owntexts.model.formats import APPLE
from owntexts.model.layers import newest
from owntexts.model.records import (
    DIRECTIONS,
    KINDS,
    ORIGINS,
    OUT,
    PART_KINDS,
    TEXT,
    Attachment,
    Edit,
    Event,
    Intent,
    Part,
    Range,
    Reaction,
    ReplyTo,
    Sighting,
    word,
)
from owntexts.model.shown import (
    Message,
    ShownAttachment,
    ShownEdit,
    ShownEvent,
    ShownPart,
    ShownRange,
    ShownReaction,
    ShownReplyTo,
    line,
)
from owntexts.model.times import rfc3339

__all__ = [
    "Message",
    "ShownAttachment",
    "ShownEdit",
    "ShownEvent",
    "ShownPart",
    "ShownRange",
    "ShownReaction",
    "ShownReplyTo",
    "line",
    "project",
]

Member = tuple[bytes, Facts]

NOTHING: Final[Mapping[bytes, bytes]] = {}


def project(
    members: Sequence[Member],
    *,
    conversations: Sequence[bytes] = (),
    reactions: Iterable[Reaction] = (),
    edits: Iterable[Edit] = (),
    intents: Iterable[Intent] = (),
    contents: Mapping[bytes, bytes] = NOTHING,
) -> Message:
    """The message that a class of sightings shows: `members` as (sighting id, facts) in any order, at least one.

    Reactions, edits and intents are those of any member; `conversations` are those of any member's threads;
    `contents` has the SHA-256 of files by the id of their attachment.
    """
    ordered = sorted(members, key=_best_first) if len(members) > 1 else members
    said = _together([effective(facts) for _, facts in ordered])
    parts = tuple(_part(part, contents) for part in said.parts) if isinstance(said.parts, tuple) else ()
    read_at, deleted_at = _done(said, intents)
    return Message(
        id=ordered[0][0].hex(),
        kind=word(KINDS, said.kind, "message"),
        conversation=tuple(sorted({conversation.hex() for conversation in conversations})),
        service=said.service,
        direction=word(DIRECTIONS, said.direction, "none"),
        sender=None if said.direction == OUT else said.sender,
        at=rfc3339(said.at),
        delivered_at=rfc3339(said.delivered_at),
        read_at=rfc3339(read_at),
        subject=said.subject,
        text="\n".join(part.text for part in parts if part.text and part.kind == PART_KINDS[TEXT]) or None,
        parts=parts,
        effect=said.effect,
        reply_to=_reply_to(said.reply_to) if said.reply_to else None,
        reactions=tuple(_reaction(one, said) for one in reaction_law.shown(reactions)),
        edits=tuple(map(_edit, edit_law.told(_all_edits(ordered, tuple(edits))))),
        event=_event(said.event) if said.event else None,
        deleted_at=rfc3339(deleted_at or None),
    )


def _best_first(member: Member) -> tuple[bool, bytes]:
    sighting, facts = member
    return (facts[0].family != APPLE, sighting)


def _together(sightings: Sequence[Sighting]) -> Sighting:
    """One sighting that says what the best says, and what it does not say as the next best does."""
    if len(sightings) == 1:
        return sightings[0]
    said = newest(sightings, (*PLAIN, "parts"))
    for field in EARLIEST:
        said[field] = min((time for one in sightings if (time := getattr(one, field)) is not None), default=None)
    return replace(sightings[0], **said)


def _done(said: Sighting, intents: Iterable[Intent]) -> tuple[int | None, int | None]:
    """When it was read and deleted: as the person did, else as the facts say."""
    done = intent_law.latest(intents)
    return (
        _time(done["read"]) if "read" in done else said.read_at,
        _time(done["deleted"]) if "deleted" in done else said.deleted_at,
    )


def _time(intent: Intent) -> int | None:
    return intent.value if type(intent.value) is int else None


def _all_edits(members: Sequence[Member], explicit: tuple[Edit, ...]) -> list[Edit]:
    return [*explicit, *(edit for _, facts in members for edit in superseded_texts(facts, explicit))]


def _part(part: str | Part, contents: Mapping[bytes, bytes]) -> ShownPart:
    if isinstance(part, str):
        return ShownPart("text", part, (), None, None)
    return ShownPart(
        word(PART_KINDS, part.kind, "balloon"),
        part.text,
        tuple(map(_range, part.ranges)),
        _attachment(part.attachment, contents.get(part.attachment.id)) if part.attachment else None,
        part.summary,
    )


def _range(stretch: Range) -> ShownRange:
    return ShownRange(stretch.start, stretch.length, stretch.kind, stretch.value)


def _attachment(file: Attachment, content: bytes | None) -> ShownAttachment:
    origin = word(ORIGINS, file.origin, "unreadable")
    digest = None if content is None else content.hex()
    return ShownAttachment(file.id.hex(), file.name, file.mime, file.size, origin, digest, file.transcript)


def _reply_to(reply: ReplyTo) -> ShownReplyTo:
    return ShownReplyTo(reply.id.hex(), reply.part)


def _event(event: Event) -> ShownEvent:
    return ShownEvent(event.action, event.who, event.title)


def _reaction(reaction: Reaction, said: Sighting) -> ShownReaction:
    emoji = reaction_law.chosen(reaction, said.extra)
    return ShownReaction(reaction.sender, reaction.kind, emoji, reaction.part, rfc3339(reaction.at), reaction.removed)


def _edit(edit: Edit) -> ShownEdit:
    return ShownEdit(edit.part, edit.text, rfc3339(edit.at))
