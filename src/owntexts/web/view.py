"""Words and shapes that the templates need: days, times, names of people, what a bubble says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Final

from owntexts.explain import Finding, Lane
from owntexts.model.message import Message, ShownAttachment, ShownReaction
from owntexts.web.reader import Conversation, Person, Progress, Status

NO_DATE: Final = "No date"
STATES: Final = {
    "off": "Sync is off on this device",
    "signed_out": "Only on this device · no cloud yet",
    "paused": "Syncing paused",
    "syncing": "Syncing",
    "pending": "Waiting to sync",
    "waiting": "Texts are up to date · attachments wait",
    "up_to_date": "Up to date",
}


def state_words(status: Status) -> str:
    """The label: the state in words, and the first reason where there is one."""
    words = STATES.get(status.state, status.state)
    match status.state:
        case "up_to_date" if status.last_synced_at:
            return f"{words} · {clock(status.last_synced_at)}"
        case "syncing" if status.progress:
            return f"{words} · {_progress_words(status.progress)}"
        case "pending" | "syncing" if status.pending:
            return f"{words} · {status.pending:,} to send"
        case "paused":
            return " · ".join((words, *_reasons(status.findings, "texts")))
        case "waiting":
            return " · ".join((words, *_reasons(status.findings, "attachments")))
    return words


def _progress_words(progress: Progress) -> str:
    of = f" of {progress.total:,}" if progress.total else ""
    return f"{progress.done:,}{of} {progress.unit}"


def _reasons(findings: Sequence[Finding], lane: Lane) -> Iterator[str]:
    """The first reason that holds the lane, and how many more there are."""
    titles = [finding.title for finding in findings if lane in finding.blocks]
    yield from titles[:1]
    if more := len(titles[1:]):
        yield f"and {more} more reason{'' if more == 1 else 's'}"


def by_day(messages: Sequence[Message]) -> list[tuple[str, list[Message]]]:
    """Messages under the day they stand on, in the order given."""
    return [(day, list(group)) for day, group in groupby(messages, key=lambda message: _day(message.at))]


def _when(at: str) -> datetime:
    return datetime.fromisoformat(at).astimezone()


def _day(at: str | None) -> str:
    return _when(at).strftime("%A, %-d %B %Y") if at else NO_DATE


def clock(at: str | None) -> str:
    """The local time of day."""
    return _when(at).strftime("%H:%M") if at else ""


def short_day(at: str | None) -> str:
    """Today as a time, anything else as a date."""
    if not at:
        return ""
    when = _when(at)
    return when.strftime("%H:%M" if when.date() == datetime.now(UTC).astimezone().date() else "%-d %b %Y")


def called(conversation: Conversation) -> str:
    """Its name, else who is in it."""
    return conversation.name or ", ".join(conversation.participants) or "Unknown"


def initial(name: str | None) -> str:
    """What stands in a conversation's round sign."""
    letters = [character for character in name or "" if character.isalnum()]
    return letters[0].upper() if letters else "#"


REACTIONS: Final = {
    "loved": "❤️",
    "liked": "👍",
    "disliked": "👎",
    "laughed": "😂",
    "emphasized": "‼️",
    "questioned": "❓",
    "sticker": "🏷️",
    "vote": "🗳️",
}


def who(handle: str | None, people: Mapping[str, Person]) -> str:
    """What address books call whom an address reaches, else the address."""
    known = people.get(handle or "")
    return (known.name if known else None) or handle or ""


def photographed(conversation: Conversation, people: Mapping[str, Person]) -> str | None:
    """The address of its one other party, if there is a photo of them."""
    alone = len({who(handle, people) for handle in conversation.participants}) == 1
    with_photo = (handle for handle in conversation.participants if (known := people.get(handle)) and known.has_photo)
    return next(with_photo, None) if alone else None


def event_words(message: Message, people: Mapping[str, Person]) -> str:
    """What happened, as a sentence."""
    event = message.event
    if event is None:
        return message.text or ""
    someone = who(event.who or message.sender, people) or "You"
    words = EVENTS.get(event.action, event.action.replace("_", " "))
    return f"{someone} {words}" + (f" “{event.title}”" if event.title else "")


EVENTS: Final = {
    "added": "joined the conversation",
    "removed": "was removed from the conversation",
    "left": "left the conversation",
    "renamed": "named the conversation",
    "number_changed": "changed the phone number",
    "icon_set": "changed the group photo",
    "icon_removed": "removed the group photo",
    "background_set": "changed the background",
    "background_removed": "removed the background",
    "location_started": "started sharing a location",
    "location_stopped": "stopped sharing the location",
    "audio_kept": "kept an audio message",
    "shareplay": "started SharePlay",
}
ORIGINS: Final = {
    "only_in_icloud": "only in iCloud",
    "missing": "not on the device it came from",
    "unreadable": "could not be read",
}
UNITS: Final = ("bytes", "kB", "MB", "GB")


def file_words(file: ShownAttachment) -> str:
    """A file's name, size, and where it is when it is not here."""
    return " · ".join(
        filter(None, (file.name or file.mime or "File", size_words(file.bytes), ORIGINS.get(file.origin)))
    )


def size_words(size: int | None) -> str:
    """A number of bytes as people say it."""
    if size is None:
        return ""
    place = min((len(str(size)) - 1) // 3, len(UNITS) - 1)
    return f"{size / 1000**place:.{min(place, 1)}f} {UNITS[place]}"


def sign(reaction: ShownReaction) -> str:
    """The sign that stands for a reaction."""
    return reaction.emoji if reaction.kind == "emoji" and reaction.emoji else REACTIONS.get(reaction.kind, "•")


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "clock": clock,
    "short_day": short_day,
    "called": called,
    "initial": initial,
    "state_words": state_words,
    "event_words": event_words,
    "who": who,
    "photographed": photographed,
    "file_words": file_words,
    "sign": sign,
}
