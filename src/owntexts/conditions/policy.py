"""Policy: the person's limits, as the settings of this device make them."""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec
from msgspec import Struct

from owntexts.conditions.forms import Meaning
from owntexts.conditions.settings import DEFAULT, PRESET, SETTINGS
from owntexts.explain import Lane

__all__ = ["BALANCED", "LANES", "SETTINGS", "Limits", "Permission", "Policy", "policy_of", "spelled"]

LANES: Final[tuple[Lane, ...]] = ("texts", "attachments")
Permission = Literal["allow", "pause"]


class Limits(Struct, frozen=True):
    """One lane's limits; `min_battery` is in percent and holds while the device is not charging."""

    low_power: Permission
    needs_charging: bool
    min_battery: int
    metered: Permission
    roaming: Permission


class Policy(Struct, frozen=True):
    """Every limit, named as its setting with "_" for ".". Sizes are in bytes, durations in seconds.

    An allowance of None is unlimited; the schedule is "" or "22:00-07:00" in local time.
    """

    preset: Literal["careful", "balanced", "always"]
    texts: Limits
    attachments: Limits
    cellular_daily_allowance: int | None
    heat_pause_at: Literal["fair", "serious", "critical"]
    background: Literal["off", "wifi", "wifi+cellular"]
    schedule: str
    stalled_after: int
    source_quiet_after: int
    attachments_keep: Literal["originals", "optimise", "previews"]
    optimise_days: int
    storage_device_min_free: int
    storage_almost_full: int
    deleted_keep: int

    def of(self, lane: Lane) -> Limits:
        """The limits of one lane."""
        return self.texts if lane == "texts" else self.attachments


def spelled(chosen: Mapping[str, str]) -> dict[str, str]:
    """What every setting says now: what the person chose where that makes sense, else what the preset says."""
    preset = _choice(chosen, PRESET) or DEFAULT
    return {key: _choice(chosen, key) or setting.under(preset) for key, setting in SETTINGS.items()} | {PRESET: preset}


def policy_of(chosen: Mapping[str, str]) -> Policy:
    """The limits that follow from what the person chose, by the keys of settings."""
    return _built((key, SETTINGS[key].form.mean(text)) for key, text in spelled(chosen).items())


def _choice(chosen: Mapping[str, str], key: str) -> str | None:
    return SETTINGS[key].form.spell(chosen[key]) if key in chosen else None


def _built(values: Iterable[tuple[str, Meaning]]) -> Policy:
    parts: dict[str, Meaning | dict[str, Meaning]] = {}
    limits: dict[str, dict[str, Meaning]] = {lane: {} for lane in LANES}
    for key, value in values:
        lane, _, name = key.partition(".")
        if lane in LANES and name in Limits.__struct_fields__:
            limits[lane][name] = value
        else:
            parts[key.replace(".", "_")] = value
    return msgspec.convert(parts | limits, Policy)


BALANCED: Final = policy_of({})
"""The limits of a person who chose nothing."""
