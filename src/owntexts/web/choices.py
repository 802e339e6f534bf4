"""Settings as a form shows them: in groups, with choices where there are few, and in a person's words."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from owntexts.web.needs.settling import Setting

ALLOW: Final = (("allow", "Sync"), ("pause", "Wait"))
FLAG: Final = (("true", "Wait for the charger"), ("false", "Do not wait"))
CHOICES: Final = {
    "low_power": ALLOW,
    "metered": ALLOW,
    "roaming": ALLOW,
    "needs_charging": FLAG,
    "background": (("off", "Never"), ("wifi", "On Wi-Fi"), ("wifi+cellular", "On Wi-Fi and cellular")),
    "heat.pause_at": (("fair", "Warm"), ("serious", "Hot"), ("critical", "Only when it must")),
    "attachments.keep": (("originals", "Originals"), ("optimise", "Optimise"), ("previews", "Previews only")),
}
TITLES: Final = {
    "low_power": "In Low Power Mode",
    "needs_charging": "Charger",
    "min_battery": "Not below battery",
    "metered": "On cellular and metered Wi-Fi",
    "roaming": "While roaming",
    "cellular.daily_allowance": "Daily allowance where bytes cost",
    "heat.pause_at": "Pause when it gets",
    "background": "In the background",
    "schedule": "Only within these hours",
    "stalled.after": "Warn after no sync for",
    "source.quiet_after": "Warn when a source is silent for",
    "attachments.keep": "Keep on this device",
    "optimise.days": "Optimise after (days)",
    "storage.device_min_free": "Leave free on this device",
    "storage.almost_full": "Warn when the hub is full to",
    "deleted.keep": "Keep deleted messages for",
    "region": "Home country",
    "timezone": "Home time zone",
    "own_numbers": "Your own numbers and addresses",
}
HINTS: Final = {
    "schedule": "any time, or 22:00-07:00",
    "region": "US",
    "timezone": "Europe/Berlin",
    "own_numbers": "+4915123456789, me@example.org",
}
TWINS: Final = ("texts.", "attachments.")
"""Settings whose title, under the heading of their group, says all."""
GROUPS: Final = (
    ("Texts", ("texts.",)),
    ("Attachments", ("attachments.", "optimise.")),
    ("When and where", ("background", "schedule", "cellular.", "heat.")),
    ("Room", ("storage.device_min_free", "deleted.")),
    ("Warnings", ("stalled.", "source.", "storage.")),
    ("Home", ("",)),
)
"""Headings, and how the keys begin that stand under each and under none before."""
PRESET: Final = "preset"
PRESETS: Final = (
    ("careful", "Careful", "As phones do: on Wi-Fi, with a charger, not in Low Power Mode."),
    ("balanced", "Balanced", "Texts nearly always, attachments on Wi-Fi."),
    ("always", "Always", "Whenever there is a way."),
)


class Shown(NamedTuple):
    """One setting; `choices` are values and their words, none where it is typed."""

    key: str
    title: str
    value: str
    is_own: bool
    choices: Sequence[tuple[str, str]]
    hint: str
    explanation: str


class Group(NamedTuple):
    """Settings under one heading."""

    title: str
    settings: Sequence[Shown]


def grouped(settings: Iterable[Setting]) -> list[Group]:
    """All settings but the preset, by what they are about."""
    left = [each for each in settings if each.key != PRESET]
    groups = []
    for title, beginnings in GROUPS:
        mine = [each for each in left if each.key.startswith(beginnings)]
        left = [each for each in left if each not in mine]
        groups.append(Group(title, [_shown(each) for each in mine]))
    return [group for group in groups if group.settings]


def preset(settings: Iterable[Setting]) -> str:
    """Which preset holds."""
    return next((each.value or "" for each in settings if each.key == PRESET), "")


def _shown(setting: Setting) -> Shown:
    short = setting.key.partition(".")[2]
    choices = CHOICES.get(setting.key) or CHOICES.get(short) or ()
    return Shown(
        key=setting.key,
        title=TITLES.get(setting.key) or TITLES.get(short) or short.replace("_", " ").capitalize(),
        value=setting.value or "",
        is_own=setting.origin == "you",
        choices=choices,
        hint=HINTS.get(setting.key, ""),
        explanation="" if setting.key.startswith(TWINS) and choices else setting.explanation.replace("`", ""),
    )
