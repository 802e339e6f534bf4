"""Codes of reasons and of what ended them, as people say them."""

from typing import Final

WORDS: Final = {
    "paused.by_you": "Paused by you",
    "sync.off_here": "Sync switched off here",
    "sync.stalled": "No sync for too long",
    "power.battery_low": "Low battery",
    "power.low_power_mode": "Low Power Mode",
    "power.not_charging": "Not charging",
    "network.none": "No network",
    "network.metered": "Metered network",
    "network.roaming": "Roaming",
    "network.captive_portal": "A network that wants a sign-in",
    "network.cellular_not_allowed": "Only cellular",
    "network.allowance_used": "Daily allowance used up",
    "heat.serious": "Too warm",
    "heat.critical": "Too hot",
    "background.off": "Not in the background",
    "background.wifi_only": "In the background only on Wi-Fi",
    "background.source_off": "A source not in the background",
    "hub.unreachable": "The hub could not be reached",
    "hub.busy": "The hub was busy",
    "hub.certificate": "Another certificate of the hub",
    "hub.version": "Hub and Owntexts too far apart",
    "hub.refused": "The hub refused",
    "storage.hub_full": "The hub was full",
    "storage.hub_almost_full": "The hub was almost full",
    "storage.device_full": "This device was full",
    "app.busy": "An import",
    "refresh.in_progress": "A refresh",
    "schedule.outside": "Outside of the hours",
    "clock.wrong": "A wrong clock",
    "account.signed_out": "Signed out",
    "account.device_revoked": "This device was revoked",
    "account.password_changed": "The password was changed",
}
ENDINGS: Final = {
    "itself": "by itself",
    "sync_now": "Sync now",
    "fix:resume": "you resumed",
    "fix:sync_on": "you switched it on",
}
FIX: Final = "fix:"


def reason(code: str) -> str:
    """'Low Power Mode' for power.low_power_mode; 'Heat: serious' for one without words of its own."""
    group, _, rest = code.partition(".")
    return WORDS.get(code) or f"{group.capitalize()}: {rest.replace('_', ' ')}"


def ending(told: str | None) -> str:
    """'by itself', 'Sync now', 'a step of yours'."""
    if told is None:
        return ""
    return ENDINGS.get(told) or ("a step of yours" if told.startswith(FIX) else told)
