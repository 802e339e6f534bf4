"""Android by the commands of Termux:API. Never tried on a phone; see docs/probes.md.

They wait for ever where the app Termux:API is not installed, so each is ended after ANSWER_S. The battery's own
temperature stands for the heat of the phone.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from owntexts.conditions.readings import BATTERY, CHARGING, HEAT, NETWORK, ROAMING
from owntexts.probes.base import Measured, Probe
from owntexts.probes.commands import output

ANSWER_S: Final = 3.0
HEAT_FROM: Final = ((50.0, "critical"), (45.0, "serious"), (40.0, "fair"))
COLDEST, HOTTEST = -40.0, 120.0


def take_battery() -> Iterator[Measured]:
    """Charge, power from outside, and heat."""
    return battery(_told("termux-battery-status"))


def take_network() -> Iterator[Measured]:
    """Wi-Fi where it is connected; else what the phone tells of its data connection."""
    wifi = list(wifi_network(_told("termux-wifi-connectioninfo")))
    return iter(wifi) if wifi else mobile_network(_told("termux-telephony-deviceinfo"))


def battery(told: dict[str, object]) -> Iterator[Measured]:
    """The answer of termux-battery-status."""
    percent, plugged, degrees = told.get("percentage"), told.get("plugged"), told.get("temperature")
    if isinstance(percent, int | float):
        yield Measured(BATTERY, percent, "termux-battery-status")
    if isinstance(plugged, str):
        yield Measured(CHARGING, plugged != "UNPLUGGED", "termux-battery-status")
    if isinstance(degrees, int | float) and COLDEST < degrees < HOTTEST:
        heat = next((word for mark, word in HEAT_FROM if degrees >= mark), "nominal")
        yield Measured(HEAT, heat, "termux-battery-status")


def wifi_network(told: dict[str, object]) -> Iterator[Measured]:
    """The answer of termux-wifi-connectioninfo; the name of the network is not asked for."""
    if told.get("supplicant_state") == "COMPLETED" and told.get("ip") not in {None, "", "0.0.0.0"}:  # noqa: S104 - no address yet
        yield Measured(NETWORK, "wifi", "termux-wifi-connectioninfo")


def mobile_network(told: dict[str, object]) -> Iterator[Measured]:
    """The answer of termux-telephony-deviceinfo, which needs a permission and says nothing without it."""
    if str(told.get("data_state")).lower() != "connected":
        return
    yield Measured(NETWORK, "cellular", "termux-telephony-deviceinfo")
    roaming = told.get("network_roaming")
    if isinstance(roaming, bool):
        yield Measured(ROAMING, roaming, "termux-telephony-deviceinfo")


def _told(command: str) -> dict[str, object]:
    printed = output(command, answer_s=ANSWER_S)
    return msgspec.json.decode(printed, type=dict[str, object]) if printed.strip() else {}


PROBES: tuple[Probe, ...] = (
    Probe("termux-battery-status", take_battery, patience_s=ANSWER_S + 0.5),
    Probe("the network commands of Termux", take_network, patience_s=2 * ANSWER_S + 0.5),
)
