"""What the iPhone's own settings of Messages mean for a backup; only names and numbers of settings are ever told."""

from collections.abc import Iterator
from typing import Any, Final

from owntexts.explain import Evidence, Finding, Fix
from owntexts.sources.apple_messages.archive import plist_dictionary
from owntexts.sources.iphone_backup.backup import Backup
from owntexts.sources.iphone_backup.entries import HOME
from owntexts.sources.malformed import Malformed

MESSAGES: Final = "com.apple.MobileSMS.plist"
SYNC: Final = "com.apple.madrid.plist"
FOLDER: Final = "Library/Preferences/"
LARGEST: Final = 4 << 20

KEEP_DAYS: Final = ("KeepMessageForDays", "SSKeepMessages")
LONGEST_DAYS: Final = 10_000
SYNCING: Final = "CloudKitSyncingEnabled"
PAUSED: Final = "IMCloudKitSyncPaused"


def advice(backup: Backup) -> Iterator[Finding]:
    """What the person should know of how this iPhone keeps its messages."""
    keep = _settings(backup, MESSAGES)
    for name in KEEP_DAYS:
        if (days := _days(keep.get(name))) is not None:
            yield retention(name, days)
            break
    if _settings(backup, SYNC).get(PAUSED) is True:
        yield paused(syncing=_settings(backup, SYNC).get(SYNCING))


def _settings(backup: Backup, file: str) -> dict[str, Any]:
    data = backup.read(HOME, FOLDER + file, LARGEST)
    try:
        return plist_dictionary(data) if data else {}
    except Malformed:
        return {}


def _days(value: Any) -> int | None:
    """After how many days the iPhone deletes messages; None where it keeps them for ever or does not say."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and 0 < value <= LONGEST_DAYS else None


def retention(name: str, days: int) -> Finding:
    """The iPhone deletes what is older than so many days, by the setting of that name."""
    return Finding(
        code="source.retention",
        severity="warning",
        title=f"This iPhone deletes messages that are older than {days} days",
        explanation="What was imported stays here. What the iPhone has deleted before a backup is gone, there and in "
        "every later backup of it.",
        evidence=(Evidence(name, days, 0, origin=MESSAGES),),
        fixes=(
            Fix(
                "keep_forever",
                "On the iPhone, choose Forever in Settings > Apps > Messages (Settings > Messages) > Keep Messages",
                "person",
            ),
            Fix("import_before", f"Or make and import a backup at least every {days} days", "person"),
        ),
    )


def paused(*, syncing: Any) -> Finding:
    """The iPhone's Messages said that they were not being synced with iCloud."""
    return Finding(
        code="source.icloud_paused",
        severity="info",
        title="This iPhone had paused its own sync with iCloud when the backup was made",
        explanation="It may lack messages that your other Apple devices have. Apple does not say why it pauses.",
        evidence=(
            Evidence(PAUSED, value=True, origin=SYNC),
            Evidence(SYNCING, syncing if isinstance(syncing, bool) else None, origin=SYNC),
        ),
        fixes=(
            Fix(
                "unpause_apple",
                "Connect the iPhone to Wi-Fi and power and leave it locked; then make the backup again",
                "person",
            ),
        ),
    )
