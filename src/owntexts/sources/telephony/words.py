"""The numbers of Android's telephony tables, by name."""

from typing import Final

from owntexts.model.records import IN, NONE, OUT

INBOX, SENT, DRAFT, OUTBOX, FAILED, QUEUED = 1, 2, 3, 4, 5, 6
NOT_SENT: Final = {DRAFT: "Draft, not sent", OUTBOX: "Not sent yet", FAILED: "Not sent", QUEUED: "Not sent yet"}

BCC, CC, FROM, TO = 129, 130, 137, 151
ME: Final = "insert-address-token"
"""Stands for the owner where a sent MMS names its sender."""

SEND_REQUEST, NOTIFICATION, RETRIEVED = 128, 130, 132

NO_STATUS: Final = -1
"""Of the delivery of a text that was sent; 0 is complete, 32 pending, 64 failed."""

UTF_8: Final = 106
"""The charset number of UTF-8 (IANA MIBenum)."""

SMIL: Final = "application/smil"

CALLS: Final = {
    1: ("answered", IN),
    2: ("placed", OUT),
    3: ("missed", IN),
    4: ("voicemail", IN),
    5: ("rejected", IN),
    6: ("blocked", IN),
    7: ("answered_elsewhere", IN),
}
"""What became of a call, and its direction, by its type."""


def direction(box: int | None, message_type: int | None = None) -> int:
    """IN, OUT or NONE by the box that a row lies in; a row that lies in none is told by its MMS type."""
    if box == INBOX or (not box and message_type in {NOTIFICATION, RETRIEVED}):
        return IN
    if box in {SENT, *NOT_SENT} or (not box and message_type == SEND_REQUEST):
        return OUT
    return NONE
