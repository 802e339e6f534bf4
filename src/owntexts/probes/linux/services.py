"""What the services of a Linux desktop say: UPower, power-profiles-daemon, NetworkManager, ModemManager."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

from msgspec import Struct

from owntexts.conditions.readings import BATTERY, CAPTIVE_PORTAL, CHARGING, HEAT, LOW_POWER, METERED, NETWORK, ROAMING
from owntexts.probes.base import Measured, Said, Trouble
from owntexts.probes.linux.bus import Absent, Bus, Properties, Refused, connected, plain

UPOWER: Final = "org.freedesktop.UPower"
UPOWER_PATH: Final = "/org/freedesktop/UPower"
DISPLAY: Final = f"{UPOWER_PATH}/devices/DisplayDevice"
DEVICE: Final = f"{UPOWER}.Device"
PROFILES: Final = (
    ("org.freedesktop.UPower.PowerProfiles", "/org/freedesktop/UPower/PowerProfiles"),
    ("net.hadess.PowerProfiles", "/net/hadess/PowerProfiles"),
)
NETWORK_MANAGER: Final = "org.freedesktop.NetworkManager"
NETWORK_MANAGER_PATH: Final = "/org/freedesktop/NetworkManager"
MODEM_MANAGER: Final = "org.freedesktop.ModemManager1"
MODEM_MANAGER_PATH: Final = "/org/freedesktop/ModemManager1"
MODEM: Final = f"{MODEM_MANAGER}.Modem"
GSM: Final = f"{MODEM}.Modem3gpp"

BATTERY_OR_UPS: Final = {2, 3}
KINDS: Final = {
    "802-11-wireless": "wifi",
    "802-3-ethernet": "ethernet",
    "gsm": "cellular",
    "cdma": "cellular",
    "vpn": "vpn",
    "wireguard": "vpn",
    "tun": "vpn",
}
METERED_WORDS: Final = {1: True, 2: False, 3: True, 4: False}
PORTAL, FULL = 2, 4
CONNECTED_MODEM: Final = 11
ROAMING_WORDS: Final = {1: False, 5: True, 6: False, 7: True, 9: False, 10: True}


class Service(Struct, frozen=True):
    """One service: how it is called in findings, and how it is asked."""

    name: str
    ask: Callable[[Bus], Awaitable[list[Measured]]]


def ask() -> list[Said]:
    """What all services say; a service that does not run says nothing."""
    return asyncio.run(_ask())


async def _ask() -> list[Said]:
    async with connected() as bus:
        answers = await asyncio.gather(*(_answer(bus, service) for service in SERVICES))
    return [said for answer in answers for said in answer]


async def _answer(bus: Bus, service: Service) -> list[Said]:
    try:
        return list(await service.ask(bus))
    except Absent:
        return []
    except TimeoutError:
        return [Trouble(service.name, "it gave no answer on the system bus in time")]
    except Refused as refused:
        return [Trouble(service.name, "it refused to answer on the system bus", str(refused))]


async def _upower(bus: Bus) -> list[Measured]:
    machine = await bus.properties(UPOWER, UPOWER_PATH, UPOWER)
    try:
        battery = await bus.properties(UPOWER, DISPLAY, DEVICE)
    except Absent:
        battery = {}
    return list(power(machine, battery))


def power(machine: Properties, battery: Properties) -> Iterator[Measured]:
    """UPower's view: the battery that it would display, and whether the machine runs on it."""
    percent = battery.get("Percentage")
    if battery.get("IsPresent") is True and battery.get("Type") in BATTERY_OR_UPS and isinstance(percent, float):
        yield Measured(BATTERY, round(percent), "UPower")
    on_battery = machine.get("OnBattery")
    if isinstance(on_battery, bool):
        yield Measured(CHARGING, not on_battery, "UPower")


async def _power_profiles(bus: Bus) -> list[Measured]:
    for service, path in PROFILES:
        try:
            return list(profile(await bus.properties(service, path, service)))
        except Absent:
            continue
    return []


def profile(told: Properties) -> Iterator[Measured]:
    """power-profiles-daemon's view: whether power is saved, and whether heat slows the machine down."""
    active = told.get("ActiveProfile")
    if isinstance(active, str) and active:
        yield Measured(LOW_POWER, active == "power-saver", "power-profiles-daemon")
    if told.get("PerformanceDegraded") == "high-operating-temperature":
        yield Measured(HEAT, "serious", "power-profiles-daemon")


async def _network_manager(bus: Bus) -> list[Measured]:
    return list(network(await bus.properties(NETWORK_MANAGER, NETWORK_MANAGER_PATH, NETWORK_MANAGER)))


def network(told: Properties) -> Iterator[Measured]:
    """NetworkManager's view. Where it manages no connection it says nothing of the kind: another may manage one."""
    kind = told.get("PrimaryConnectionType")
    if isinstance(kind, str) and kind:
        yield Measured(NETWORK, KINDS.get(kind, "other"), "NetworkManager")
    metered = _looked_up(METERED_WORDS, told.get("Metered"))
    if metered is not None:
        yield Measured(METERED, metered, "NetworkManager")
    if told.get("Connectivity") in {PORTAL, FULL}:
        yield Measured(CAPTIVE_PORTAL, told["Connectivity"] == PORTAL, "NetworkManager")


async def _modem_manager(bus: Bus) -> list[Measured]:
    manager = "org.freedesktop.DBus.ObjectManager"
    [modems] = await bus.call(MODEM_MANAGER, MODEM_MANAGER_PATH, manager, "GetManagedObjects", "")
    return list(modem(modems if isinstance(modems, dict) else {}))


def modem(modems: dict[str, dict[str, Properties]]) -> Iterator[Measured]:
    """ModemManager's view: whether a modem that is connected is away from its home network."""
    connected_ones = [each for each in modems.values() if plain(each.get(MODEM, {})).get("State") == CONNECTED_MODEM]
    words = [_looked_up(ROAMING_WORDS, plain(each.get(GSM, {})).get("RegistrationState")) for each in connected_ones]
    if any(word is not None for word in words):
        yield Measured(ROAMING, any(words), "ModemManager")


def _looked_up(words: dict[int, bool], told: object) -> bool | None:
    return words.get(told) if isinstance(told, int) else None


SERVICES: Final = (
    Service("UPower", _upower),
    Service("power-profiles-daemon", _power_profiles),
    Service("NetworkManager", _network_manager),
    Service("ModemManager", _modem_manager),
)
