"""The service a message went by, in the words of the message model."""

from typing import Final

BY_APPLES_NAME: Final = {
    "imessage": "iMessage",
    "sms": "SMS",
    "mms": "MMS",
    "rcs": "RCS",
    "imessagelite": "Satellite",
    "satellitesms": "Satellite",
}


def service(told: str | None) -> str | None:
    """The service's name here; None where the row says nothing or one that is none of ours (AIM, Jabber)."""
    return BY_APPLES_NAME.get(told.lower()) if told else None
