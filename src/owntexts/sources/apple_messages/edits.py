"""What message_summary_info tells of edits and of parts that were unsent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from owntexts.model.records import Edit
from owntexts.sources.apple_messages import archive, bodies
from owntexts.sources.apple_messages.times import milliseconds, seconds
from owntexts.sources.malformed import Malformed

BINARY: Final = b"bplist"
EDITED: Final = b"\x52ec"  # as keys stand in a binary property list: most summaries hold neither
UNSENT: Final = b"\x52rp"
MOST_PARTS: Final = 10_000
MOST_EVENTS: Final = 1_000


LostPart = tuple[int | None, int | None, bytes | None]


@dataclass(frozen=True, slots=True)
class Version:
    """A text that a part had, and since when (ms); None where the event does not say."""

    at: int | None
    text: str


@dataclass(frozen=True, slots=True)
class History:
    """The versions of each edited part, oldest first and the present one last; the parts that were unsent."""

    versions: dict[int, tuple[Version, ...]]
    unsent: frozenset[int]

    def edits(self, target: bytes, at: int | None) -> tuple[Edit, ...]:
        """The texts that are not shown any more; a first text is dated by the message itself (`at`)."""
        return tuple(
            Edit(target=target, part=part, at=version.at if place else at, text=version.text)
            for part, versions in sorted(self.versions.items())
            for place, version in enumerate(versions if part in self.unsent else versions[:-1])
        )


NOTHING: Final = History({}, frozenset())


def history(summary: bytes, complaints: list[str]) -> History:
    """Raises Malformed where the summary is no property list; a damaged version is told with what is left of it."""
    if is_without(summary):
        return NOTHING
    told = archive.plist_dictionary(summary)
    if "ec" not in told and "rp" not in told:
        return NOTHING
    return History(dict(_edited(told.get("ec"), complaints)), frozenset(_unsent(told.get("rp"))))


def is_without(summary: bytes) -> bool:
    """Whether a summary certainly tells of no edit and of nothing unsent, as most do."""
    return summary.startswith(BINARY) and not (EDITED in summary or UNSENT in summary)


def lost(target: bytes, parts: Iterable[LostPart], complaints: list[str]) -> Iterator[Edit]:
    """The texts of single parts that the person deleted and could still recover, dated by their deletion."""
    for number, date, stream in parts:
        text = bodies.text_of(stream, complaints) if stream else ""
        if text and number is not None and 0 <= number < MOST_PARTS:
            yield Edit(target=target, part=number, at=_deletion(date, complaints), text=text)


def _deletion(date: int | None, complaints: list[str]) -> int | None:
    try:
        return milliseconds(date)
    except Malformed as error:
        complaints.append(f"deleted part: {error}")
        return None


def _edited(by_part: Any, complaints: list[str]) -> Iterator[tuple[int, tuple[Version, ...]]]:
    if not isinstance(by_part, dict):
        return
    for part, events in by_part.items():
        if str(part).isdecimal() and int(part) < MOST_PARTS and isinstance(events, list):
            told = [event for event in events[:MOST_EVENTS] if isinstance(event, dict)]
            yield int(part), tuple(_version(event, complaints) for event in told)


def _version(event: dict[str, Any], complaints: list[str]) -> Version:
    stream = event.get("t")
    text = bodies.text_of(stream, complaints) if isinstance(stream, bytes) else None
    return Version(_moment(event.get("d"), complaints), text or "")


def _moment(told: Any, complaints: list[str]) -> int | None:
    if not isinstance(told, int | float):
        return None
    try:
        return seconds(told)
    except Malformed as error:
        complaints.append(f"edit: {error}")
        return None


def _unsent(parts: Any) -> Iterator[int]:
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, int) and 0 <= part < MOST_PARTS:
            yield part
