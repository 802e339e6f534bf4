"""The formats that make sightings, each with a rank: of two records of equal age the higher rank is believed.

A rank is given once and never again, because it travels in records and stands as a bit in `Sighting.formats`.
"""

from typing import Final

APPLE: Final = "apple"
ANDROID: Final = "android"
VOICE: Final = "voice"
CALLS: Final = "calls"

FORMATS: Final = {
    "apple/messages": 1,
    "android/termux": 4,
    "android/quik": 5,
    "android/android-backup": 6,
    "android/fossify": 7,
    "android/sms-backup-restore": 8,
    "android/sms-import-export": 9,
    "android/adb": 10,
    "voice/google-voice": 11,
    "calls/sms-backup-restore": 12,
    "calls/sms-import-export": 13,
    "calls/adb": 14,
    "apple/contacts-of-a-mac": 48,
    "apple/contacts-of-an-iphone": 49,
    "vcard/cards": 50,
}


def names_of(formats: int) -> tuple[str, ...]:
    """The formats of a bit set (see `Sighting.formats`), without their families; a newer version's has none here."""
    return tuple(name.partition("/")[2] for name, rank in FORMATS.items() if formats >> rank & 1)


def rank_of(name: str) -> int:
    """The rank of '<family>/<format>'."""
    return FORMATS[name]
