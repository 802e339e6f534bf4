"""What one row of the table message says: a message, an event or a reaction, and the texts that it had before."""

from collections.abc import Callable

from owntexts.model.formats import APPLE
from owntexts.model.ids import pack_native, sighting_id
from owntexts.model.reactions import OPTION
from owntexts.model.records import (
    AUDIO_MESSAGE,
    EVENT,
    IN,
    MESSAGE,
    NONE,
    OUT,
    READ,
    SATELLITE,
    SCHEDULED,
    SOS,
    SPAM,
    Reaction,
    Record,
    ReplyTo,
    Sighting,
)
from owntexts.sources.apple_messages import balloons, content, edits, groups, tapbacks
from owntexts.sources.apple_messages.attachments import File
from owntexts.sources.apple_messages.bubbles import Parts
from owntexts.sources.apple_messages.joins import Related
from owntexts.sources.apple_messages.moments import Moments, moments
from owntexts.sources.apple_messages.native import Native
from owntexts.sources.apple_messages.places import Places
from owntexts.sources.apple_messages.plain import Plain
from owntexts.sources.apple_messages.services import service
from owntexts.sources.apple_messages.version import FORMATS, header
from owntexts.sources.malformed import Malformed

Extra = dict[str, int | str]


class Interpreter:
    """Makes records of rows. `file_named` finds the attachment of a transfer guid.

    `plain` is the short way for rows that are nothing but a text; it gives None for any other.
    """

    def __init__(self, places: Places, file_named: Callable[[str], File | None]) -> None:
        self._people = places.people
        self._groups = places.groups
        self._file_named = file_named
        self.plain = Plain(self._as_pattern).sighting

    def records(self, native: Native, related: Related, complaints: list[str]) -> tuple[Record, ...]:
        """The records; what could not be read of the row is added to `complaints`. Raises Malformed."""
        when = moments(native, related.deleted, complaints)
        if native.associated_message_type not in tapbacks.OF_NO_OTHER:
            reaction = self._reaction(native, related, when, complaints)
            if reaction:
                return (reaction,)
        return self._message(native, related, when, complaints)

    def _as_pattern(self, native: Native, related: Related) -> Sighting:
        return self._sighting(native, related, moments(native, None, []), edits.NOTHING, [])

    def _reaction(self, native: Native, related: Related, when: Moments, complaints: list[str]) -> Reaction | None:
        try:
            return tapbacks.reaction(native, self._sender(native), when.at, self._files(native, related).first())
        except Malformed as error:
            complaints.append(str(error))
            return None

    def _message(self, native: Native, related: Related, when: Moments, complaints: list[str]) -> tuple[Record, ...]:
        history = _history(native, complaints)
        sighting = self._sighting(native, related, when, history, complaints)
        if history is edits.NOTHING and not related.lost:
            return (sighting,)
        target = sighting_id(APPLE, native_key(native))
        return (sighting, *history.edits(target, when.at), *edits.lost(target, related.lost, complaints))

    def _sighting(
        self, native: Native, related: Related, when: Moments, history: edits.History, complaints: list[str]
    ) -> Sighting:
        event = groups.event(native, self._people)
        return Sighting(
            family=APPLE,
            native=pack_native(native_key(native)),
            header=header(when.changed),
            formats=FORMATS,
            kind=EVENT if event else MESSAGE,
            direction=NONE if event else OUT if native.is_from_me else IN,
            service=self._service(native, related),
            sender=self._sender(native),
            at=when.at,
            threads=related.threads or None,
            subject=native.subject or None,
            parts=None if event else self._parts(native, related, history, complaints),
            effect=_effect(native.expressive_send_style_id),
            reply_to=_reply_to(native),
            event=event,
            delivered_at=when.delivered,
            read_at=when.read,
            deleted_at=when.deleted,
            flags=_flags(native),
            extra=_extra(native),
        )

    def _parts(self, native: Native, related: Related, history: edits.History, complaints: list[str]) -> Parts:
        if not (related.files or native.balloon_bundle_id or history.unsent):
            text = content.simple_text(native)
            if text is not None:
                return (text,)
        return content.parts(native, self._files(native, related), history.unsent, complaints)

    def _files(self, native: Native, related: Related) -> content.Files:
        return content.Files(related.files, sighting_id(APPLE, native_key(native)).hex(), self._file_named)

    def _sender(self, native: Native) -> str | None:
        return None if native.is_from_me else self._people.get(native.handle_id or 0)

    def _service(self, native: Native, related: Related) -> str | None:
        told = "Satellite" if native.is_stewie else service(native.service)
        if told == "SMS" and (related.files or not self._groups.isdisjoint(related.threads)):
            return "MMS"
        return told


def native_key(native: Native) -> str:
    """Apple's guid; where a row has none, what else tells it from all others of its store."""
    return native.guid or f"rowid:{native.rowid}:{native.date or 0}"


def _history(native: Native, complaints: list[str]) -> edits.History:
    summary = native.message_summary_info
    if not summary:
        return edits.NOTHING
    try:
        return edits.history(summary, complaints)
    except Malformed as error:
        complaints.append(str(error))
        return edits.NOTHING


def _effect(style: str | None) -> str | None:
    """The last word of 'com.apple…', without the CK and Effect that Apple puts around it."""
    if not style:
        return None
    return style.rpartition(".")[2].removeprefix("CK").removesuffix("Effect").lower() or None


def _reply_to(native: Native) -> ReplyTo | None:
    if not native.thread_originator_guid:
        return None
    part = (native.thread_originator_part or "").partition(":")[0]
    return ReplyTo(sighting_id(APPLE, native.thread_originator_guid), int(part) if part.isdecimal() else None)


def _flags(native: Native) -> int:
    off_grid = native.is_stewie or native.is_pending_satellite_send or native.sent_or_received_off_grid
    return (
        (SATELLITE if off_grid else 0)
        | (SPAM if native.is_spam else 0)
        | (SCHEDULED if native.schedule_type else 0)
        | (SOS if native.is_sos else 0)
        | (AUDIO_MESSAGE if native.is_audio_message else 0)
        | (READ if native.is_read and not native.is_from_me else 0)
    )


def _extra(native: Native) -> Extra | None:
    """What has no name of its own: numbers that are unusual, a service that is none of ours, a poll's options."""
    told: Extra = {}
    if native.error:
        told["error"] = native.error
    if native.schedule_type:
        told["schedule_type"] = native.schedule_type
        told["schedule_state"] = native.schedule_state or 0
    if native.associated_message_type not in tapbacks.OF_NO_OTHER:
        told["associated_message_type"] = native.associated_message_type or 0
    if native.service and service(native.service) is None:
        told["service"] = native.service
    if native.balloon_bundle_id:
        options = balloons.options(native.balloon_bundle_id, native.payload_data)
        told |= {f"{OPTION}{option}": text for option, text in options.items()}
    return told or None
