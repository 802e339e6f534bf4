"""The parts of one message: its text, its files, its balloon, and marks where parts were unsent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from owntexts.model.records import ATTACHMENT, BALLOON, Attachment, Part
from owntexts.model.shown import NO_CONTENT
from owntexts.sources import utf8
from owntexts.sources.apple_messages import attachments, balloons, bodies, bubbles
from owntexts.sources.apple_messages.attachments import File
from owntexts.sources.apple_messages.bubbles import Bubble, Parts, Transfer
from owntexts.sources.apple_messages.native import Native
from owntexts.sources.apple_messages.typedstream import Attributed

EMPTY: Final = (Part(BALLOON, summary=NO_CONTENT),)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a message; `named` finds the row of one that only a body names, `key` is the sighting id in hex."""

    rows: tuple[File, ...]
    key: str
    named: Callable[[str], File | None]

    def placed(self, transfer: Transfer) -> Part:
        """The part of a file that stands in a text."""
        row = next((row for row in self.rows if row.guid == transfer.guid), None) or self.named(transfer.guid)
        if row is None:
            return Part(ATTACHMENT, attachment=attachments.unknown(transfer.guid, transfer.name, transfer.transcript))
        return self._part(row, transfer.transcript)

    def others(self, claimed: set[str]) -> list[Part]:
        """The parts of the files that no text names."""
        return [self._part(row) for row in self.rows if row.guid is None or row.guid not in claimed]

    def first(self) -> Attachment | None:
        return attachments.attachment(self.rows[0], f"{self.key}:0") if self.rows else None

    def _part(self, row: File, transcript: str | None = None) -> Part:
        found = attachments.attachment(
            row, f"{self.key}:{self.rows.index(row)}" if row in self.rows else "", transcript
        )
        return Part(ATTACHMENT, attachment=found, summary=row.emoji_image_short_description)


def simple_text(native: Native) -> str | None:
    """The text of a message that is nothing but one unadorned text; None where there is more to it."""
    blob = native.attributedBody
    text = bodies.sole_text(blob) if blob else native.text
    return None if not text or bubbles.OBJECT in text or utf8.MARK in text else text


def parts(native: Native, files: Files, unsent: frozenset[int], complaints: list[str]) -> Parts:
    """The message's parts in order; never none, so that there is never an empty bubble."""
    found = bubbles.bubbles(_body(native, files, complaints))
    placed = {number: part for number, bubble in found.items() if (part := _part(bubble, files)) is not None}
    ordered = bubbles.with_unsent(placed, unsent)
    balloon = (_balloon(native, found, complaints),) if native.balloon_bundle_id else ()
    return (*ordered, *balloon, *_behind(found, files)) or _without_anything(native)


def _body(native: Native, files: Files, complaints: list[str]) -> Attributed:
    text = native.text or ""
    if native.attributedBody:
        before = len(complaints)
        body = bodies.attributed(native.attributedBody, complaints)
        if body.text and (len(complaints) == before or not text):
            return body
    return bubbles.plain(text, [row.guid for row in files.rows if row.guid])


def _part(bubble: Bubble, files: Files) -> str | Part | None:
    if bubble.is_file:
        return files.placed(bubble.transfers[0])
    return bubble.part() if bubble.is_visible else None


def _behind(found: dict[int, Bubble], files: Files) -> list[Part]:
    """The files that stand inside a text, then those that no text names."""
    inside = [transfer for bubble in found.values() if not bubble.is_file for transfer in bubble.transfers]
    claimed = {transfer.guid for bubble in found.values() for transfer in bubble.transfers}
    return [files.placed(transfer) for transfer in inside] + files.others(claimed)


def _balloon(native: Native, found: dict[int, Bubble], complaints: list[str]) -> Part:
    body = next((bubble.text for bubble in found.values() if bubble.is_visible), "")
    line = balloons.summary(native.balloon_bundle_id or "", native.payload_data, body, complaints)
    return Part(BALLOON, summary=line)


def _without_anything(native: Native) -> Parts:
    if native.date_retracted:
        return bubbles.with_unsent({}, frozenset({0}))
    return EMPTY
