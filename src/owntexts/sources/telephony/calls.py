"""Calls and voicemails."""

from typing import Final

from owntexts.model.records import CALL, NONE, VOICEMAIL
from owntexts.sources.telephony.fields import Moment
from owntexts.sources.telephony.rows import CallRow
from owntexts.sources.telephony.words import CALLS

SUMMARIES: Final = {
    "answered": "Incoming call",
    "placed": "Outgoing call",
    "missed": "Missed call",
    "voicemail": "Voicemail",
    "rejected": "Declined call",
    "blocked": "Blocked call",
    "answered_elsewhere": "Call answered on another device",
    "recorded": "Recorded call",
}
HIDDEN_NUMBERS: Final = frozenset({"", "-1", "-2", "-3"})
"""What stands for a number that was withheld, unknown or a payphone's."""


def call(kind: int | None, number: str | None, moment: Moment, seconds: int | None) -> CallRow:
    """A row of the call log by the number of its type."""
    word, way = CALLS.get(kind or 0, (None, NONE))
    caller = None if number is None or number.strip() in HIDDEN_NUMBERS else number
    return CallRow(word=word, way=way, number=caller, written=moment.written, at=moment.at, seconds=seconds)


def kind(row: CallRow) -> int:
    """Whether it is a call or what somebody said to the answering machine."""
    return VOICEMAIL if row.word == "voicemail" else CALL


def summary(row: CallRow) -> str:
    """The line that stands for a call: 'Incoming call, 1:42'."""
    what = SUMMARIES.get(row.word or "", "Call")
    return f"{what}, {_clock(row.seconds)}" if row.seconds else what


def _clock(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
