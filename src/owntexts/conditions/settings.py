"""The settings of a device: what each may be, what each preset says of it, and what it means to the person."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from owntexts.conditions.forms import (
    ALLOW_OR_PAUSE,
    ALLOWANCE,
    DAYS,
    DURATION,
    FLAG,
    PERCENT,
    SCHEDULE,
    SIZE,
    Form,
    choice,
)

PRESET: Final = "preset"
PRESETS: Final = ("careful", "balanced", "always")
DEFAULT: Final = "balanced"


class Setting(Struct, frozen=True):
    """One setting: what each preset says (in its one spelling), an example of what else it may be, what it means."""

    key: str
    form: Form
    careful: str
    balanced: str
    always: str
    example: str
    explanation: str

    def under(self, preset: str) -> str:
        """What a preset says."""
        return {"careful": self.careful, "balanced": self.balanced}.get(preset, self.always)


_ROWS: Final = (
    Setting(
        PRESET,
        choice(*PRESETS),
        *("careful", "balanced", "always"),
        "careful",
        "All limits at once: careful as phones are (Wi-Fi, a charger, no Low Power Mode), balanced (texts nearly "
        "always, attachments on Wi-Fi), or always. What you set yourself stays.",
    ),
    Setting("texts.low_power", ALLOW_OR_PAUSE, "pause", "allow", "allow", "pause", "Texts in Low Power Mode."),
    Setting(
        "attachments.low_power", ALLOW_OR_PAUSE, "pause", "pause", "allow", "allow", "Attachments in Low Power Mode."
    ),
    Setting("texts.needs_charging", FLAG, "true", "false", "false", "true", "Texts wait for the charger."),
    Setting("attachments.needs_charging", FLAG, "true", "false", "false", "true", "Attachments wait for the charger."),
    Setting(
        "texts.min_battery",
        PERCENT,
        *("20", "5", "0"),
        "10",
        "Texts wait below this percentage of battery while the device is not charging.",
    ),
    Setting(
        "attachments.min_battery",
        PERCENT,
        *("50", "40", "10"),
        "30",
        "Attachments wait below this percentage of battery while the device is not charging.",
    ),
    Setting(
        "texts.metered", ALLOW_OR_PAUSE, "pause", "allow", "allow", "pause", "Texts on cellular and metered Wi-Fi."
    ),
    Setting(
        "attachments.metered",
        ALLOW_OR_PAUSE,
        *("pause", "pause", "allow"),
        "allow",
        "Attachments on cellular and metered Wi-Fi.",
    ),
    Setting("texts.roaming", ALLOW_OR_PAUSE, "pause", "pause", "allow", "allow", "Texts while roaming."),
    Setting("attachments.roaming", ALLOW_OR_PAUSE, "pause", "pause", "pause", "allow", "Attachments while roaming."),
    Setting(
        "cellular.daily_allowance",
        ALLOWANCE,
        *("0", "20MiB", "unlimited"),
        "50MiB",
        "How much may travel over cellular and metered networks in a day, from midnight to midnight.",
    ),
    Setting(
        "heat.pause_at",
        choice("fair", "serious", "critical"),
        *("serious", "serious", "critical"),
        "critical",
        "How hot the device may get before sync pauses; critical always pauses.",
    ),
    Setting(
        "background",
        choice("off", "wifi", "wifi+cellular"),
        *("wifi", "wifi+cellular", "wifi+cellular"),
        "wifi",
        "Where it may sync without being asked.",
    ),
    Setting(
        "schedule",
        SCHEDULE,
        *("", "", ""),
        "22:00-07:00",
        "The hours, in local time, in which it may sync without being asked; empty for any time.",
    ),
    Setting(
        "stalled.after",
        DURATION,
        *("3d", "3d", "3d"),
        "12h",
        "After how long without a finished sync a warning is given.",
    ),
    Setting(
        "source.quiet_after",
        DURATION,
        *("7d", "7d", "7d"),
        "30d",
        "After how long without a new message in a source a warning is given.",
    ),
    Setting(
        "attachments.keep",
        choice("originals", "optimise", "previews"),
        *("originals", "originals", "originals"),
        "optimise",
        "What this device keeps: all originals, originals of the last days (optimise.days), or previews only.",
    ),
    Setting(
        "optimise.days", DAYS, "30", "30", "30", "90", "How many days of originals `optimise` keeps on this device."
    ),
    Setting(
        "storage.device_min_free",
        SIZE,
        *("500MiB", "500MiB", "500MiB"),
        "2GiB",
        "Attachments wait while this device has less room than this.",
    ),
    Setting(
        "storage.almost_full",
        PERCENT,
        *("90", "90", "90"),
        "80",
        "From which percentage of your room on the hub a warning is given.",
    ),
    Setting(
        "deleted.keep",
        DURATION,
        *("30d", "30d", "30d"),
        "90d",
        "How long deleted messages can be recovered.",
    ),
)

SETTINGS: Final[Mapping[str, Setting]] = {setting.key: setting for setting in _ROWS}
"""Every setting of a device by its key, in the order in which they are told."""
