"""What the services of a Linux desktop say, over a private system bus and in their own words."""

import pytest
from dbus_fast import Variant
from hypothesis import given
from hypothesis import strategies as st
from tests.probes.private_bus import MOCK, NETWORK_MANAGER, PrivateBus

from owntexts.conditions.readings import BATTERY, CAPTIVE_PORTAL, CHARGING, HEAT, LOW_POWER, METERED, NETWORK, ROAMING
from owntexts.explain.finding import Value
from owntexts.probes.base import Measured, Trouble
from owntexts.probes.linux import services

UPOWER, UPOWER_PATH = "org.freedesktop.UPower", "/org/freedesktop/UPower"
MODEM_MANAGER, MODEM_MANAGER_PATH = "org.freedesktop.ModemManager1", "/org/freedesktop/ModemManager1"
PROFILES, PROFILES_PATH = "net.hadess.PowerProfiles", "/net/hadess/PowerProfiles"
NEW_PROFILES = "org.freedesktop.UPower.PowerProfiles"


def told() -> dict[str, Value]:
    said = services.ask()
    assert not [each for each in said if isinstance(each, Trouble)]
    return {each.name: each.value for each in said if isinstance(each, Measured)}


def test_a_bus_without_services_says_nothing(system_bus: PrivateBus) -> None:
    assert services.ask() == []


@pytest.mark.parametrize(("on_battery", "state"), [(True, 2), (False, 1)])
def test_upower_tells_the_charge_and_whether_it_comes_from_outside(
    system_bus: PrivateBus, on_battery: bool, state: int
) -> None:
    system_bus.start("upower", UPOWER, {"OnBattery": on_battery})
    display = [2, state, 14.4, 7.0, 50.0, 8.0, 3000, 0, True, "battery", 1]
    system_bus.call(UPOWER, UPOWER_PATH, MOCK, "SetupDisplayDevice", "uuddddxxbsu", *display)
    assert told() == {BATTERY: 14, CHARGING: not on_battery}


def test_upower_on_a_machine_without_a_battery_tells_no_charge(system_bus: PrivateBus) -> None:
    system_bus.start("upower", UPOWER)
    assert told() == {CHARGING: True}


def test_power_profiles_tell_low_power_and_heat(system_bus: PrivateBus) -> None:
    degraded = {"ActiveProfile": "power-saver", "PerformanceDegraded": "high-operating-temperature"}
    system_bus.start("power_profiles_daemon", PROFILES, degraded)
    assert told() == {LOW_POWER: True, HEAT: "serious"}


def test_power_profiles_answer_under_their_new_name_too(system_bus: PrivateBus) -> None:
    path = "/org/freedesktop/UPower/PowerProfiles"
    system_bus.start_object(NEW_PROFILES, path, NEW_PROFILES)
    words = {"ActiveProfile": Variant("s", "balanced"), "PerformanceDegraded": Variant("s", "lap-detected")}
    system_bus.add(NEW_PROFILES, path, NEW_PROFILES, words)
    assert told() == {LOW_POWER: False}


def test_network_manager_tells_kind_cost_and_portal(system_bus: PrivateBus) -> None:
    system_bus.start_network_manager("802-11-wireless", metered=3)
    system_bus.update(*NETWORK_MANAGER, {"Connectivity": Variant("u", 2)})
    assert told() == {NETWORK: "wifi", METERED: True, CAPTIVE_PORTAL: True}


def test_modem_manager_tells_roaming_of_a_modem_that_is_connected(system_bus: PrivateBus) -> None:
    system_bus.start_object(MODEM_MANAGER, MODEM_MANAGER_PATH, MODEM_MANAGER)
    modems = (
        "ret = dbus.Dictionary({'/m/0': dbus.Dictionary({'org.freedesktop.ModemManager1.Modem': {'State': 11},"
        "'org.freedesktop.ModemManager1.Modem.Modem3gpp': {'RegistrationState': dbus.UInt32(5)}}, signature='sa{sv}')},"
        "signature='oa{sa{sv}}')"
    )
    manager = "org.freedesktop.DBus.ObjectManager"
    method = [manager, "GetManagedObjects", "", "a{oa{sa{sv}}}", modems]
    system_bus.call(MODEM_MANAGER, MODEM_MANAGER_PATH, MOCK, "AddMethod", "sssss", *method)
    assert told() == {ROAMING: True}


def test_a_service_that_does_not_answer_is_named_and_the_others_are_heard(system_bus: PrivateBus) -> None:
    system_bus.start("power_profiles_daemon", PROFILES)
    system_bus.start_object(MODEM_MANAGER, MODEM_MANAGER_PATH, MODEM_MANAGER)
    slow = ["org.freedesktop.DBus.ObjectManager", "GetManagedObjects", "", "", "import time; time.sleep(60)"]
    system_bus.call(MODEM_MANAGER, MODEM_MANAGER_PATH, MOCK, "AddMethod", "sssss", *slow)
    assert set(services.ask()) == {
        Measured(LOW_POWER, value=False, origin="power-profiles-daemon"),
        Trouble("ModemManager", "it gave no answer on the system bus in time"),
    }


@pytest.mark.parametrize(
    ("kind", "reading"),
    [
        ("802-11-wireless", "wifi"),
        ("802-3-ethernet", "ethernet"),
        ("gsm", "cellular"),
        ("vpn", "vpn"),
        ("wireguard", "vpn"),
        ("bluetooth", "other"),
    ],
)
def test_each_kind_of_connection_has_its_word(kind: str, reading: str) -> None:
    [measured] = services.network({"PrimaryConnectionType": kind})
    assert measured == Measured(NETWORK, reading, "NetworkManager")


@pytest.mark.parametrize(("metered", "reading"), [(1, True), (2, False), (3, True), (4, False)])
def test_what_network_manager_guesses_of_the_cost_is_believed(metered: int, reading: bool) -> None:
    [measured] = services.network({"PrimaryConnectionType": "", "Metered": metered})
    assert measured == Measured(METERED, reading, "NetworkManager")


@pytest.mark.parametrize("told", [{}, {"Metered": 0, "Connectivity": 0}, {"Metered": "yes"}, {"Connectivity": 3}])
def test_what_network_manager_does_not_know_stays_unknown(told: dict[str, object]) -> None:
    assert list(services.network(told)) == []


@pytest.mark.parametrize("state", [0, 2, 3, 4, 8])
def test_roaming_stays_unknown_while_a_modem_is_in_no_network(state: int) -> None:
    modem = {services.MODEM: {"State": Variant("i", 11)}, services.GSM: {"RegistrationState": Variant("u", state)}}
    assert list(services.modem({"/modem/0": modem})) == []


def test_a_modem_that_is_not_connected_does_not_roam() -> None:
    modem = {services.MODEM: {"State": Variant("i", 8)}, services.GSM: {"RegistrationState": Variant("u", 5)}}
    assert list(services.modem({"/modem/0": modem})) == []


def test_a_battery_of_an_odd_type_is_not_this_machines() -> None:
    mouse = {"IsPresent": True, "Type": 5, "Percentage": 80.0}
    assert list(services.power({}, mouse)) == []


WORDS = ["IsPresent", "Type", "Percentage", "OnBattery", "ActiveProfile", "PerformanceDegraded"]
MORE_WORDS = ["PrimaryConnectionType", "Metered", "Connectivity", "State", "RegistrationState"]
ANYTHING = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, max_value=1e9) | st.text(max_size=5)


@given(st.dictionaries(st.sampled_from(WORDS + MORE_WORDS), ANYTHING))
def test_words_of_other_types_are_left_aside(told: dict[str, object]) -> None:
    modems: dict[str, dict[str, dict[str, object]]] = {"/modem/0": {services.MODEM: told, services.GSM: told}}
    said = [*services.power(told, told), *services.profile(told), *services.network(told), *services.modem(modems)]
    assert all(isinstance(measured.value, bool | int | str) for measured in said)
