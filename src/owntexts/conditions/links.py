"""Where each system has the page on which a person ends it."""

from collections.abc import Mapping
from typing import Final

_PAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "battery": {
        "macos": "x-apple.systempreferences:com.apple.Battery-Settings.extension",
        "windows": "ms-settings:batterysaver",
    },
    "network": {
        "macos": "x-apple.systempreferences:com.apple.Network-Settings.extension",
        "windows": "ms-settings:network-status",
    },
    "wifi": {
        "macos": "x-apple.systempreferences:com.apple.wifi-settings-extension",
        "windows": "ms-settings:network-wifi",
    },
    "storage": {
        "macos": "x-apple.systempreferences:com.apple.settings.Storage",
        "windows": "ms-settings:storagesense",
    },
    "clock": {
        "macos": "x-apple.systempreferences:com.apple.Date-Time-Settings.extension",
        "windows": "ms-settings:dateandtime",
    },
}


def system_page(topic: str, system: str | None) -> str | None:
    """The link to a system's own page, where it has one that a link opens."""
    return _PAGES[topic].get(system or "")
