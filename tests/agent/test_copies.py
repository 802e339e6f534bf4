"""Whether one disk holds all copies."""

import pytest

from owntexts.agent.copies import alone_on_hub_disk, devices, is_here
from owntexts.agent.home import Home
from owntexts.crypto.identity import Identity, Membership


def membership(hub: str) -> Membership:
    return Membership(bytes(16), "ada", bytes(16), bytes(32), bytes(32), hub, None, bytes(32), 0, b"")


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("192.0.2.1", False)]
)
def test_this_machine_is_known_without_asking_the_network(host: str, here: bool) -> None:
    assert is_here(host) is here


def test_a_name_that_is_not_this_machines_is_elsewhere() -> None:
    assert not is_here("hub.example.org")


@pytest.mark.parametrize(("hub", "alone"), [("http://127.0.0.1:1", True), ("https://hub.example.org", False)])
def test_one_device_beside_its_hub_is_alone(home: Home, hub: str, alone: bool) -> None:
    home.save(Identity(home.device, membership(hub)))
    assert devices(home.replica) == 0
    assert alone_on_hub_disk(home) is alone


def test_without_an_account_there_is_no_hub_to_be_beside(home: Home) -> None:
    assert not alone_on_hub_disk(home)
